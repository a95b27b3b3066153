/** Tests of the files source, with DuckDB as the judge of what it says about files. */
@NullMarked
package io.penstock.source.files;

import org.jspecify.annotations.NullMarked;

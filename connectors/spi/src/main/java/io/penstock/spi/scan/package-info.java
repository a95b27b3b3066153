/** What is asked of sources, as data. */
@NullMarked
package io.penstock.spi.scan;

import org.jspecify.annotations.NullMarked;

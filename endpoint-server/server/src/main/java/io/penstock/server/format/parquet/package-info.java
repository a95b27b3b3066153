/** Apache Parquet, written from Arrow vectors. */
@NullMarked
package io.penstock.server.format.parquet;

import org.jspecify.annotations.NullMarked;

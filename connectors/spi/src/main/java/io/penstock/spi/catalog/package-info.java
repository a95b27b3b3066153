/** Names, shapes and statistics of tables, in Arrow's vocabulary. Nothing here does I/O. */
@NullMarked
package io.penstock.spi.catalog;

import org.jspecify.annotations.NullMarked;

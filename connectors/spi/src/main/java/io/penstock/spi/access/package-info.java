/** What a caller may read, as every door tells the planner. */
@NullMarked
package io.penstock.spi.access;

import org.jspecify.annotations.NullMarked;

/**
 * SQL to plans: {@code parse} makes a tree of a text, {@code rule} improves it, {@code dispatch}
 * writes what each engine and source is asked, {@code explain} tells people. Nothing here does I/O.
 */
@NullMarked
package io.penstock.planner;

import org.jspecify.annotations.NullMarked;

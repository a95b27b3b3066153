/**
 * The functions that SQL may call: one table that says each function's names, argument and result
 * types, DuckDB text, guard, description and example. What is not in it does not exist; the SQL
 * reference is printed from it.
 */
@NullMarked
package io.penstock.planner.function;

import org.jspecify.annotations.NullMarked;

/**
 * SQL text to a validated tree, with positions for errors. Calcite's parser is known here and
 * nowhere else.
 */
@NullMarked
package io.penstock.planner.parse;

import org.jspecify.annotations.NullMarked;

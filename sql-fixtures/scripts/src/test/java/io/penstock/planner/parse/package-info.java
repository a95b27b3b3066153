/** What templates make, read by the planner's own parser. */
@NullMarked
package io.penstock.planner.parse;

import org.jspecify.annotations.NullMarked;

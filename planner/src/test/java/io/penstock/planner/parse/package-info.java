/** Tests of parsing: what is understood, what is refused, and in which words. */
@NullMarked
package io.penstock.planner.parse;

import org.jspecify.annotations.NullMarked;

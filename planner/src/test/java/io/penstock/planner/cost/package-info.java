/** Tests of estimates. */
@NullMarked
package io.penstock.planner.cost;

import org.jspecify.annotations.NullMarked;

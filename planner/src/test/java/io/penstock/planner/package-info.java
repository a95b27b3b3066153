/** What the planner's tests share. */
@NullMarked
package io.penstock.planner;

import org.jspecify.annotations.NullMarked;

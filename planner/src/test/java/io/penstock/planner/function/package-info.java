/** Every function run, refused and guarded. */
@NullMarked
package io.penstock.planner.function;

import org.jspecify.annotations.NullMarked;

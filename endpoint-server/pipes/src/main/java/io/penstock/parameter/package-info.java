/**
 * What a caller may pass to a pipe: typed parameters, their checks, and what is said when they
 * fail.
 */
@NullMarked
package io.penstock.parameter;

import org.jspecify.annotations.NullMarked;

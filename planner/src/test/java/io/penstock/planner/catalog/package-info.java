/** Tests of types between SQL and Arrow. */
@NullMarked
package io.penstock.planner.catalog;

import org.jspecify.annotations.NullMarked;

/**
 * Sources seen as Calcite schemas; {@code TypeMapping} is the only place where Arrow and SQL types
 * meet.
 */
@NullMarked
package io.penstock.planner.catalog;

import org.jspecify.annotations.NullMarked;

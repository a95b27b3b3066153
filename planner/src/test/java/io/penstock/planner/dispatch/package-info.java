/** Printed queries are judged by DuckDB itself, on the original text. */
@NullMarked
package io.penstock.planner.dispatch;

import org.jspecify.annotations.NullMarked;

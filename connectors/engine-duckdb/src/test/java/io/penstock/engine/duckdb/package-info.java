@NullMarked
package io.penstock.engine.duckdb;

import org.jspecify.annotations.NullMarked;

/**
 * DuckDB as an engine: one locked in-memory instance that reads the files it is told about and rows
 * that sources hand in, and gives results back as Arrow. It keeps nothing between queries, so it
 * can be thrown away at any time.
 */
@NullMarked
package io.penstock.engine.duckdb;

import org.jspecify.annotations.NullMarked;

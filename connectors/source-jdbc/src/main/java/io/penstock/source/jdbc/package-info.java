/**
 * {@code TYPE jdbc}: the tables and views of a database. Metadata is read lazily, table by table;
 * rows come as Arrow batches of what the planner's SQL asks for. Connections are read-only.
 *
 * <p>Types that databases have and we do not become the nearest that loses nothing, mostly text.
 * The exceptions: numbers of more than 38 digits or without a fixed scale become DOUBLE. A value
 * that does not fit its column's type is an error that names column and value, never another value.
 */
@NullMarked
package io.penstock.source.jdbc;

import org.jspecify.annotations.NullMarked;

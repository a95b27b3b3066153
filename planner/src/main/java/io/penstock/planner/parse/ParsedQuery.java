package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;

import org.apache.calcite.rel.RelRoot;

/**
 * A query that is known to be right: every name found, every type fixed.
 *
 * @param root the tree; {@code root.fields} are the result's columns under the author's names,
 *     which may repeat. A table's scan unwraps to its {@link SourceTable}; a view that is read
 *     twice is one object in the tree
 * @param values all values of all texts; a {@link org.apache.calcite.rex.RexDynamicParam}'s index
 *     counts in this list
 * @param texts the texts that the values come from, in the same order: first all values of the
 *     first text, then all of the second; a view that is not read is not among them
 * @param tables every table that is read, each once, in the order of appearance
 * @param limited whether rows or columns are kept from the caller; then the tree has {@link
 *     io.penstock.planner.access.Fence}s
 */
public record ParsedQuery(
        RelRoot root,
        ImmutableList<BoundValue> values,
        ImmutableList<BoundSql> texts,
        ImmutableList<SourceTable> tables,
        boolean limited) {}

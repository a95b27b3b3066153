package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.cost.CorrelatedQuery;

import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What conditions of a source's SELECT may read besides its own columns, and be read by.
 *
 * @param names what sub-queries of the conditions call a row of the SELECT
 * @param outside the columns of the row outside, behind those of the SELECT; none for one that
 *     stands alone
 * @param types their names and types
 */
record RemoteRow(
        ImmutableSet<CorrelationId> names,
        ImmutableList<RemoteColumn> outside,
        ImmutableList<RelDataTypeField> types) {

    /** Rows of a SELECT that no row is outside of. */
    RemoteRow(Set<CorrelationId> names) {
        this(ImmutableSet.copyOf(names), ImmutableList.of(), ImmutableList.of());
    }

    /** Rows of a sub-query. */
    RemoteRow(
            ImmutableSet<CorrelationId> names,
            ImmutableList<RemoteColumn> outside,
            RelDataType type) {
        this(names, outside, ImmutableList.copyOf(type.getFieldList()));
    }

    /** All columns that conditions read. */
    ImmutableList<RemoteColumn> columns(RemoteSelect select) {
        return ImmutableList.<RemoteColumn>builder()
                .addAll(select.columns())
                .addAll(outside)
                .build();
    }

    /** Their names and types. */
    RelDataType type(RelDataType own, RelDataTypeFactory factory) {
        RelDataTypeFactory.Builder all = factory.builder().addAll(own.getFieldList());
        types.forEach(field -> all.add("outer " + field.getName(), field.getType()));
        return outside.isEmpty() ? own : all.build();
    }

    /** A condition that depends on a row of the SELECT by a sub-query. */
    Optional<CorrelatedQuery> query(RexNode condition) {
        return CorrelatedQuery.of(condition).filter(query -> names.contains(query.outer()));
    }

    /** The columns that sub-queries of conditions read of a row of the SELECT. */
    ImmutableBitSet read(List<RexNode> conditions) {
        return ImmutableBitSet.union(
                conditions.stream()
                        .map(this::query)
                        .flatMap(Optional::stream)
                        .map(CorrelatedQuery::read)
                        .toList());
    }
}

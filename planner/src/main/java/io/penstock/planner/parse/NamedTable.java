package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.SourceTable;

import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.plan.RelOptSchema;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.prepare.Prepare;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelDistribution;
import org.apache.calcite.rel.RelDistributions;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelReferentialConstraint;
import org.apache.calcite.rel.logical.LogicalTableScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.SqlAccessType;
import org.apache.calcite.sql.validate.SqlModality;
import org.apache.calcite.sql.validate.SqlMonotonicity;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.UnaryOperator;

/** What a name in FROM stands for, in the shape that validator and converter ask for. */
final class NamedTable extends Prepare.AbstractPreparingTable {
    /** Only an order of magnitude, for tables that don't say. */
    private static final double UNKNOWN_ROWS = 1_000_000;

    private final ImmutableList<String> names;
    private final RelDataType rowType;
    private final Meaning meaning;
    private final Table entry;

    private NamedTable(ImmutableList<String> names, RelDataType rowType, Meaning meaning) {
        this.names = names;
        this.rowType = rowType;
        this.meaning = meaning;
        this.entry = new Entry(this);
    }

    private sealed interface Meaning {
        record OfSource(SourceTable table) implements Meaning {}

        record OfView(RelNode rel) implements Meaning {}

        record OfColumns() implements Meaning {}

        record OfPart(NamedTable whole, UnaryOperator<RelNode> part) implements Meaning {}
    }

    /** A table of a source; it becomes a scan that unwraps to the {@link SourceTable}. */
    static NamedTable of(SourceTable table, RelDataType rowType) {
        return new NamedTable(table.name().names(), rowType, new Meaning.OfSource(table));
    }

    /** Another query under a name; it becomes that query's tree, the same object each time. */
    static NamedTable of(ImmutableList<String> names, RelNode rel) {
        return new NamedTable(names, rel.getRowType(), new Meaning.OfView(rel));
    }

    /** Another query that was found right, where nobody wants its tree. */
    static NamedTable of(ImmutableList<String> names, RelDataType rowType) {
        return new NamedTable(names, rowType, new Meaning.OfColumns());
    }

    /**
     * Some of another table.
     *
     * @param part makes its tree from the other one's
     */
    static NamedTable part(NamedTable whole, RelDataType rowType, UnaryOperator<RelNode> part) {
        return new NamedTable(whole.names, rowType, new Meaning.OfPart(whole, part));
    }

    /** Rows that are there already: what a condition is over. */
    static NamedTable rows(String name, RelDataType rowType) {
        return of(ImmutableList.of(name), rowType);
    }

    /** The entry of a Calcite schema that leads here. */
    Table entry() {
        return entry;
    }

    private static final class Entry extends AbstractTable {
        private final NamedTable table;

        Entry(NamedTable table) {
            this.table = table;
        }

        @Override
        public RelDataType getRowType(RelDataTypeFactory factory) {
            return table.rowType;
        }

        @Override
        public <C extends Object> @Nullable C unwrap(Class<C> type) {
            return type.isInstance(table) ? type.cast(table) : super.unwrap(type);
        }
    }

    @Override
    public RelNode toRel(ToRelContext context) {
        return switch (meaning) {
            case Meaning.OfView view -> view.rel();
            case Meaning.OfSource ignored -> scan(context);
            case Meaning.OfColumns ignored -> scan(context);
            case Meaning.OfPart part -> part.part().apply(part.whole().toRel(context));
        };
    }

    private RelNode scan(ToRelContext context) {
        return LogicalTableScan.create(context.getCluster(), this, context.getTableHints());
    }

    @Override
    public <C extends Object> @Nullable C unwrap(Class<C> type) {
        if (meaning instanceof Meaning.OfSource source && type == SourceTable.class) {
            return type.cast(source.table());
        }
        if (type == Table.class) {
            return type.cast(entry);
        }
        return type.isInstance(this) ? type.cast(this) : null;
    }

    @Override
    public double getRowCount() {
        return meaning instanceof Meaning.OfSource source
                        && source.table().statistics().rows().isPresent()
                ? source.table().statistics().rows().getAsLong()
                : UNKNOWN_ROWS;
    }

    @Override
    public List<String> getQualifiedName() {
        return names;
    }

    @Override
    public RelDataType getRowType() {
        return rowType;
    }

    @Override
    public @Nullable RelOptSchema getRelOptSchema() {
        return null;
    }

    @Override
    public List<RelCollation> getCollationList() {
        return ImmutableList.of();
    }

    @Override
    public RelDistribution getDistribution() {
        return RelDistributions.ANY;
    }

    @Override
    public boolean isKey(ImmutableBitSet columns) {
        return false;
    }

    @Override
    public List<ImmutableBitSet> getKeys() {
        return ImmutableList.of();
    }

    @Override
    public List<RelReferentialConstraint> getReferentialConstraints() {
        return ImmutableList.of();
    }

    @Override
    public @Nullable Expression getExpression(Class type) {
        return null;
    }

    @Override
    protected RelOptTable extend(Table extended) {
        throw new IllegalStateException("nobody can add columns to " + names);
    }

    @Override
    public SqlMonotonicity getMonotonicity(String column) {
        return SqlMonotonicity.NOT_MONOTONIC;
    }

    @Override
    public SqlAccessType getAllowedAccess() {
        return SqlAccessType.READ_ONLY;
    }

    @Override
    public boolean supportsModality(SqlModality modality) {
        return modality == SqlModality.RELATION;
    }

    @Override
    public boolean isTemporal() {
        return false;
    }
}

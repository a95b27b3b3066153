package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.catalog.TypeMapping;
import io.penstock.planner.explain.SentKeys;
import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.scan.ArrayRows;
import io.penstock.spi.scan.PartValue;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows that the engine computes before the rest, as a source gets them: one array for each column.
 * In a tree they stand in place of what computes them, with all its columns, of which those are
 * there that somebody reads.
 */
final class SentRows extends AbstractRelNode {
    private final RelNode rows;
    private final Homes.Home home;
    private final int number;
    private final int first;
    private final ImmutableBitSet columns;
    private final Most most;

    /**
     * How much of them is sent.
     *
     * @param rows with more none are
     * @param loops whether the source may compare each with each row of a join's other side
     */
    record Most(int rows, boolean loops) {}

    /**
     * Rows.
     *
     * @param rows what computes them
     * @param home who gets them
     * @param number which of a query's they are
     * @param first the index of the first column's parameter; those of the others follow
     * @param columns those that are sent
     */
    SentRows(
            RelNode rows,
            Homes.Home home,
            int number,
            int first,
            ImmutableBitSet columns,
            Most most) {
        super(rows.getCluster(), rows.getTraitSet());
        this.rows = rows;
        this.home = home;
        this.number = number;
        this.first = first;
        this.columns = columns;
        this.most = most;
    }

    @Override
    protected RelDataType deriveRowType() {
        return rows.getRowType();
    }

    /** Equal for equal rows: whoever makes them gives each a number. */
    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer).item("part", part());
    }

    RelNode rows() {
        return rows;
    }

    Homes.Home home() {
        return home;
    }

    /** Which columns are there. */
    ImmutableBitSet columns() {
        return columns;
    }

    /** How many rows are sent at most. */
    int most() {
        return most.rows();
    }

    boolean loops() {
        return most.loops();
    }

    /** The name of the {@link PlannedPart} that has the columns, as c0, c1, .. */
    String part() {
        return "rows_" + number;
    }

    boolean has(int parameter) {
        return parameter >= first && parameter < first + columns.cardinality();
    }

    /** What the engine has to fill in at a place of a source's values. */
    PartValue value(int place, int parameter) {
        int column = parameter - first;
        String all = columnNames().stream().collect(Collectors.joining(", ", "SELECT ", " FROM "));
        return new PartValue(
                place,
                part(),
                "%s%s LIMIT %d".formatted(all, part(), most.rows() + 1),
                arrow(columns.nth(column)),
                new PartValue.Shape.Column(column, most.rows()));
    }

    /** What people read of them. */
    SentKeys words(String connection) {
        return new SentKeys(SentKeys.What.ROWS, RowSending.words(rows), connection, most());
    }

    private List<String> columnNames() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < columns.cardinality(); i++) {
            names.add(RemoteSelect.name(i));
        }
        return names;
    }

    private RelDataType type(int column) {
        return getRowType().getFieldList().get(column).getType();
    }

    private ArrowType arrow(int column) {
        return TypeMapping.field("c0", type(column)).getType();
    }

    /** The engine's text for them, where they are read here after all. */
    Block block(String alias) {
        ImmutableList.Builder<Column> all = ImmutableList.builder();
        for (int i = 0; i < getRowType().getFieldCount(); i++) {
            all.add(
                    columns.get(i)
                            ? Column.reference(alias, RemoteSelect.name(columns.indexOf(i)))
                            : Column.ABSENT);
        }
        return Block.of("%s AS %s".formatted(part(), alias), all.build());
    }

    /**
     * PostgreSQL's text for them.
     *
     * @throws NotAsked for other databases
     */
    RemoteSelect select(RemoteDialect dialect, String alias) {
        if (dialect != RemoteDialect.POSTGRESQL) {
            throw new NotAsked("rows are sent to PostgreSQL only");
        }
        List<String> places = new ArrayList<>();
        List<String> types = new ArrayList<>();
        for (int i = 0; i < columns.cardinality(); i++) {
            places.add(Placeholders.of(first + i));
            types.add(name(type(columns.nth(i))));
        }
        String from =
                "%s AS %s(%s)"
                        .formatted(
                                ArrayRows.text(places, types),
                                alias,
                                String.join(", ", columnNames()));
        ImmutableList.Builder<RemoteColumn> all = ImmutableList.builder();
        for (int i = 0; i < getRowType().getFieldCount(); i++) {
            String text =
                    columns.get(i)
                            ? "%s.%s".formatted(alias, RemoteSelect.name(columns.indexOf(i)))
                            : "NULL";
            all.add(new RemoteColumn(text, RemoteColumn.Nature.PLAIN, true));
        }
        return RemoteSelect.of(dialect, from, all.build());
    }

    /**
     * PostgreSQL's name of a type whose values arrive there as they are, in an array as well.
     *
     * @throws NotAsked for other types
     */
    static String name(RelDataType type) {
        RemoteTypes.requireArray(type);
        return switch (type.getSqlTypeName()) {
            case TINYINT, SMALLINT -> "smallint";
            case INTEGER -> "integer";
            case BIGINT -> "bigint";
            case DECIMAL -> "numeric(%d, %d)".formatted(type.getPrecision(), type.getScale());
            case CHAR, VARCHAR -> "text";
            case DATE -> "date";
            case BOOLEAN -> "boolean";
            case TIMESTAMP -> "timestamp";
            default -> throw new IllegalStateException("no array of " + type);
        };
    }
}

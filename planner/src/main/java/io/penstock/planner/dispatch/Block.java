package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One SELECT under construction: operators add their clause as long as it means the same there, and
 * otherwise wrap what there is as a derived table and begin anew. Mutable; it belongs to the
 * operator that got it last.
 */
final class Block {
    private final String from;
    private final boolean manyTables;
    private final List<String> where = new ArrayList<>();
    private final List<String> having = new ArrayList<>();
    private ImmutableList<Column> columns;
    private String groupBy = "";
    private boolean grouped;
    private boolean distinct;
    private String orderBy = "";
    private String limit = "";

    private Block(String from, boolean manyTables, ImmutableList<Column> columns) {
        this.from = from;
        this.manyTables = manyTables;
        this.columns = columns;
    }

    /** A SELECT without FROM: one row. */
    static Block withoutFrom() {
        return new Block("", false, ImmutableList.of());
    }

    /**
     * A SELECT over one thing in FROM.
     *
     * @param from the thing with its alias
     */
    static Block of(String from, ImmutableList<Column> columns) {
        return new Block(from, false, columns);
    }

    /** A SELECT over a join. */
    static Block joined(String from, ImmutableList<Column> columns) {
        return new Block(from, true, columns);
    }

    ImmutableList<Column> columns() {
        return columns;
    }

    void select(ImmutableList<Column> newColumns) {
        this.columns = newColumns;
    }

    /** FROM's text, fit to stand at the left of a join. */
    String from() {
        return from;
    }

    /** FROM's text, fit to stand at the right of a join. */
    String fromAsOne() {
        return manyTables ? "(" + from + ")" : from;
    }

    void filter(String condition) {
        (grouped ? having : where).add(condition);
    }

    /**
     * Makes groups.
     *
     * @param keys GROUP BY's text; empty for one group of everything
     */
    void group(String keys, ImmutableList<Column> newColumns) {
        grouped = true;
        groupBy = keys;
        columns = newColumns;
    }

    void distinct() {
        distinct = true;
    }

    void order(String keys) {
        orderBy = keys;
    }

    void limit(String clause) {
        limit = clause;
    }

    boolean isGrouped() {
        return grouped;
    }

    boolean isDistinct() {
        return distinct;
    }

    boolean isOrdered() {
        return !orderBy.isEmpty();
    }

    boolean isLimited() {
        return !limit.isEmpty();
    }

    boolean hasWindow() {
        return columns.stream().anyMatch(column -> column.is(Column.Kind.WINDOW));
    }

    /** Whether rows go out exactly as FROM and WHERE let them in. */
    boolean isPlain() {
        return !grouped && !distinct && !isOrdered() && !isLimited() && !hasWindow();
    }

    /**
     * Whether there is nothing but FROM, with its columns as they are: a join may take it over.
     *
     * @param constants whether columns may also be constants
     */
    boolean isOnlyFrom(boolean constants) {
        return !from.isEmpty()
                && isPlain()
                && where.isEmpty()
                && columns.stream()
                        .allMatch(
                                column ->
                                        column.is(Column.Kind.REFERENCE)
                                                || constants && column.is(Column.Kind.CONSTANT)
                                                || column.equals(Column.ABSENT));
    }

    /**
     * The whole SELECT.
     *
     * @param names of the columns
     * @param wanted which columns to select; with none, rows still count
     */
    String text(List<String> names, ImmutableBitSet wanted) {
        String select =
                wanted.isEmpty()
                        ? "1 AS \"row\""
                        : wanted.toList().stream()
                                .map(
                                        i ->
                                                columns.get(i).text()
                                                        + " AS "
                                                        + DuckText.name(names.get(i)))
                                .collect(Collectors.joining(", "));
        return "SELECT %s%s%s".formatted(distinct ? "DISTINCT " : "", select, clauses(wanted));
    }

    private String clauses(ImmutableBitSet wanted) {
        StringBuilder text = new StringBuilder();
        append(text, " FROM ", from);
        append(text, " WHERE ", String.join(" AND ", where));
        append(text, " GROUP BY ", isGroupOfAll(wanted) ? "()" : groupBy);
        append(text, " HAVING ", String.join(" AND ", having));
        append(text, " ORDER BY ", orderBy);
        return text.append(limit).toString();
    }

    /** One group of all rows shows by its aggregates; when nobody wants them, it must be said. */
    private boolean isGroupOfAll(ImmutableBitSet wanted) {
        return grouped
                && groupBy.isEmpty()
                && wanted.toList().stream()
                        .noneMatch(column -> columns.get(column).is(Column.Kind.AGGREGATE));
    }

    private static void append(StringBuilder text, String keyword, String clause) {
        if (!clause.isEmpty()) {
            text.append(keyword).append(clause);
        }
    }
}

package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.RemoteDialect;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One SELECT for a source, under construction. Operators add their clause as long as the SELECT
 * would still do it first; what comes too late takes the SELECT as a derived table, which databases
 * flatten themselves. Mutable; it belongs to the operator that got it last.
 */
final class RemoteSelect {
    private final RemoteDialect dialect;
    private final String from;
    private final boolean joined;
    private final List<String> where = new ArrayList<>();
    private ImmutableList<RemoteColumn> columns;
    private boolean grouped;
    private boolean windowed;
    private String groupBy = "";
    private String orderBy = "";
    private String limit = "";

    private RemoteSelect(
            RemoteDialect dialect,
            String from,
            boolean joined,
            ImmutableList<RemoteColumn> columns) {
        this.dialect = dialect;
        this.from = from;
        this.joined = joined;
        this.columns = columns;
    }

    /** A SELECT over one thing in FROM, which stands there with its alias. */
    static RemoteSelect of(
            RemoteDialect dialect, String from, ImmutableList<RemoteColumn> columns) {
        return new RemoteSelect(dialect, from, false, columns);
    }

    /** A SELECT over a join. */
    static RemoteSelect joined(
            RemoteDialect dialect, String from, ImmutableList<RemoteColumn> columns) {
        return new RemoteSelect(dialect, from, true, columns);
    }

    ImmutableList<RemoteColumn> columns() {
        return columns;
    }

    void select(ImmutableList<RemoteColumn> newColumns) {
        this.columns = newColumns;
    }

    /** FROM's text, fit to stand at the left of a join. */
    String from() {
        return from;
    }

    /** FROM's text, fit to stand at the right of a join. */
    String fromAsOne() {
        return joined ? "(" + from + ")" : from;
    }

    void filter(String condition) {
        if (!where.contains(condition)) {
            where.add(condition);
        }
    }

    /** Makes groups; without keys one group of everything. */
    void group(List<String> keys, ImmutableList<RemoteColumn> newColumns) {
        grouped = true;
        groupBy = String.join(", ", keys);
        columns = newColumns;
    }

    /** Adds window functions: the rows that they see are fixed now. */
    void window(ImmutableList<RemoteColumn> newColumns) {
        windowed = true;
        columns = newColumns;
    }

    void order(List<String> keys) {
        orderBy = String.join(", ", keys);
    }

    /** Ends the SELECT after so many rows; an empty count for all. */
    void limit(String count, String offset) {
        limit =
                dialect == RemoteDialect.ANSI || dialect == RemoteDialect.H2
                        ? standardLimit(count, offset)
                        : shortLimit(count, offset);
    }

    private static String standardLimit(String count, String offset) {
        String skip = offset.isEmpty() ? "" : " OFFSET %s ROWS".formatted(offset);
        return count.isEmpty() ? skip : "%s FETCH FIRST %s ROWS ONLY".formatted(skip, count);
    }

    private static String shortLimit(String count, String offset) {
        if (count.isEmpty() && !offset.isEmpty()) {
            throw new NotAsked("OFFSET without LIMIT");
        }
        String skip = offset.isEmpty() ? "" : " OFFSET " + offset;
        return count.isEmpty() ? "" : " LIMIT " + count + skip;
    }

    /** Whether rows go out exactly as FROM and WHERE let them in. */
    boolean isPlain() {
        return !grouped && !windowed && isOpen();
    }

    /** Whether neither order nor limit is fixed yet. */
    boolean isOpen() {
        return orderBy.isEmpty() && limit.isEmpty();
    }

    boolean isOrdered() {
        return !orderBy.isEmpty();
    }

    boolean isLimited() {
        return !limit.isEmpty();
    }

    /**
     * Whether there is nothing but FROM with its columns as they are.
     *
     * @param conditions whether there may be conditions too
     */
    boolean isOnlyFrom(boolean conditions) {
        return isPlain()
                && (conditions || where.isEmpty())
                && columns.stream().allMatch(RemoteColumn::simple);
    }

    /** The conditions so far. */
    ImmutableList<String> conditions() {
        return ImmutableList.copyOf(where);
    }

    /** Whether a group of everything is all there is, which shows by its aggregates only. */
    boolean isGroupOfAll() {
        return grouped && groupBy.isEmpty();
    }

    /**
     * The whole SELECT; its columns are called c0, c1, .. by their place among all.
     *
     * @param wanted which columns; never empty
     */
    String text(List<Integer> wanted) {
        String select =
                wanted.stream()
                        .map(i -> "%s AS %s".formatted(columns.get(i).text(), name(i)))
                        .collect(Collectors.joining(", "));
        StringBuilder text = new StringBuilder("SELECT ").append(select);
        append(text, " FROM ", from);
        append(text, " WHERE ", String.join(" AND ", where));
        append(text, " GROUP BY ", groupBy);
        append(text, " ORDER BY ", orderBy);
        return text.append(limit).toString();
    }

    static String name(int column) {
        return "c" + column;
    }

    private static void append(StringBuilder text, String keyword, String clause) {
        if (!clause.isEmpty()) {
            text.append(keyword).append(clause);
        }
    }
}

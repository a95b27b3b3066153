package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.access.SafeExpressions;
import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.catalog.TableAccess;

import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One SELECT for a source, under construction. The engine applies every condition again, so that
 * the source may return too many rows but never too few.
 */
final class RemoteScan {
    private final TableAccess.Remote remote;
    private final ImmutableBitSet columns;
    private final RemoteCondition printer;
    private final List<String> where = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();
    private boolean exact = true;
    private String limit = "";

    RemoteScan(TableAccess.Remote remote, TableScan scan, ImmutableBitSet columns) {
        this.remote = remote;
        this.columns = columns;
        this.printer =
                new RemoteCondition(
                        remote.dialect(),
                        columns(remote, ""),
                        scan.getRowType(),
                        scan.getCluster().getRexBuilder(),
                        RemoteCondition.Wanted.SUPERSET,
                        RemoteQueries.NONE,
                        terms(remote, scan));
    }

    /** A condition may have come from anywhere above: what it computes must not fail. */
    private static RemoteTerms terms(TableAccess.Remote remote, TableScan scan) {
        RemoteExpressions expressions =
                new RemoteExpressions(
                        remote.dialect(),
                        columns(remote, ""),
                        scan.getRowType(),
                        scan.getCluster().getRexBuilder(),
                        RemoteQueries.NONE);
        return expression -> {
            String text = expressions.column(expression).text();
            if (!SafeExpressions.isSafe(expression)) {
                throw new NotAsked("what may fail is not computed for each row of a table");
            }
            return text;
        };
    }

    /**
     * Asks for rows that fulfil the condition, as far as the source would understand it alike.
     *
     * @return what is not asked at all, and why
     */
    Optional<String> filter(RexNode condition) {
        return switch (printer.print(condition)) {
            case RemoteCondition.Answer.Pushed pushed -> {
                if (!where.contains(pushed.text())) {
                    where.add(pushed.text());
                }
                exact &= pushed.exact();
                yield Optional.empty();
            }
            case RemoteCondition.Answer.Kept reason -> {
                String kept = "%s: %s".formatted(printer.words(condition), reason.reason());
                keep(kept);
                exact = false;
                yield Optional.of(kept);
            }
        };
    }

    /** Asks for so many rows, if the source knows exactly which ones count. */
    void limit(String count) {
        if (exact) {
            limit = count;
        } else {
            keep("LIMIT: a condition is checked here first");
        }
    }

    void keep(String whatAndWhy) {
        kept.add(whatAndWhy);
    }

    ImmutableList<String> kept() {
        return ImmutableList.copyOf(kept);
    }

    /** The text, with {@link Placeholders}. */
    String sql() {
        String select =
                columns.toList().stream()
                        .map(remote.columns()::get)
                        .map(name -> quoted(remote.dialect(), name))
                        .collect(Collectors.joining(", "));
        String conditions = where.isEmpty() ? "" : " WHERE " + String.join(" AND ", where);
        return "SELECT %s FROM %s%s%s".formatted(select, table(remote), conditions, limitClause());
    }

    private String limitClause() {
        if (limit.isEmpty()) {
            return "";
        }
        return remote.dialect() == RemoteDialect.ANSI
                ? " FETCH FIRST %s ROWS ONLY".formatted(limit)
                : " LIMIT " + limit;
    }

    /**
     * A table's columns.
     *
     * @param qualifier stands before each name
     */
    static ImmutableList<RemoteColumn> columns(TableAccess.Remote remote, String qualifier) {
        return remote.columns().stream()
                .map(
                        name ->
                                new RemoteColumn(
                                        qualifier + quoted(remote.dialect(), name),
                                        nature(remote, name),
                                        true,
                                        Optional.ofNullable(remote.collations().get(name))))
                .collect(ImmutableList.toImmutableList());
    }

    private static RemoteColumn.Nature nature(TableAccess.Remote remote, String name) {
        if (remote.opaque().contains(name)) {
            return RemoteColumn.Nature.OPAQUE;
        }
        if (remote.padded().contains(name)) {
            return RemoteColumn.Nature.PADDED;
        }
        return remote.collated().contains(name)
                ? RemoteColumn.Nature.COLLATED
                : RemoteColumn.Nature.PLAIN;
    }

    /** A table's name. */
    static String table(TableAccess.Remote remote) {
        return remote.path().stream()
                .map(name -> quoted(remote.dialect(), name))
                .collect(Collectors.joining("."));
    }

    /** An identifier of the source, spelled as it is. */
    static String quoted(RemoteDialect dialect, String name) {
        return dialect == RemoteDialect.MYSQL
                ? "`" + name.replace("`", "``") + "`"
                : '"' + name.replace("\"", "\"\"") + '"';
    }
}

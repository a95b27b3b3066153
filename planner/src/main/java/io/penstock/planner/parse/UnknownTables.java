package io.penstock.planner.parse;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;

import io.penstock.planner.catalog.Catalog;
import io.penstock.spi.Source;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What to say about a table that nobody has. */
final class UnknownTables {
    private UnknownTables() {}

    /** The same words for a table that is not granted and for one that nobody has. */
    static String notReadable(ImmutableList<String> names) {
        return "There is no table '%s' that this token may read"
                .formatted(Joiner.on('.').join(names));
    }

    /** Names the table, what is similar, and what there is. */
    static String message(ImmutableList<String> names, Catalog catalog, BoundSql sql) {
        String name = Joiner.on('.').join(names);
        List<String> known = new ArrayList<>(sql.views().keySet());
        Optional<Source> source =
                names.size() > 1 ? source(names.get(0), catalog) : Optional.empty();
        if (names.size() > 1 && source.isEmpty()) {
            return "Unknown table '%s': there is no connection '%s'.%s"
                    .formatted(
                            name,
                            names.get(0),
                            existing("connections", catalog.sources().keySet().asList()));
        }
        source.map(ImmutableList::of)
                .orElseGet(() -> catalog.sources().values().asList())
                .forEach(each -> known.addAll(tables(each)));
        String near =
                Suggestions.nearest(name, known)
                        .or(() -> sameTable(names, known))
                        .map("; did you mean '%s'?"::formatted)
                        .orElse(".");
        return "Unknown table '%s'%s%s".formatted(name, near, existing("tables", known));
    }

    private static Optional<Source> source(String name, Catalog catalog) {
        return Names.find(catalog.sources(), name).or(() -> Names.find(catalog.system(), name));
    }

    /** {@code orders} may be {@code shop.orders}. */
    private static Optional<String> sameTable(ImmutableList<String> names, List<String> known) {
        String last = names.get(names.size() - 1);
        return known.stream()
                .filter(table -> Names.same(table.substring(table.lastIndexOf('.') + 1), last))
                .findFirst();
    }

    private static String existing(String what, List<String> names) {
        return names.isEmpty() ? "" : " Existing %s: %s".formatted(what, Suggestions.list(names));
    }

    /** A source that can't be listed has nothing to suggest; the query's error stays the error. */
    private static List<String> tables(Source source) {
        try {
            return source.tables().stream().map(TableName::toString).toList();
        } catch (QueryException unreachable) {
            return List.of();
        }
    }
}

package io.penstock.query.listing;

import io.penstock.spi.catalog.TableKind;

import java.util.Comparator;
import java.util.Optional;

/**
 * A table, or a pipe under its name.
 *
 * @param schema the schema's name: {@code shop}, {@code shop.public}, {@code public}
 * @param remarks what its maker says about it
 */
public record ListedTable(String schema, String name, TableKind kind, Optional<String> remarks) {
    static final Comparator<ListedTable> ORDER =
            Comparator.comparing(ListedTable::schema).thenComparing(ListedTable::name);
}

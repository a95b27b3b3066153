package io.penstock.server.system;

import static io.penstock.server.system.Columns.number;
import static io.penstock.server.system.Columns.text;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.function.CatalogueFunction;
import io.penstock.planner.function.FunctionKind;
import io.penstock.query.listing.CatalogListing;
import io.penstock.query.listing.ListedColumn;
import io.penstock.query.listing.ListedTable;
import io.penstock.query.listing.NamePattern;
import io.penstock.query.listing.TableFilter;
import io.penstock.server.format.ClickHouseTypes;
import io.penstock.spi.catalog.TableKind;

import java.util.ArrayList;
import java.util.List;

/** The tables of {@code system} that clients of ClickHouse look things up in. */
final class ClickHouseSystem {
    static final String NAME = "system";

    private ClickHouseSystem() {}

    static ImmutableList<SystemTable> tables() {
        return ImmutableList.of(tablesTable(), columns(), functions());
    }

    private static SystemTable tablesTable() {
        return SystemTable.<ListedTable>of(
                "tables",
                "Tables of connections, pipes, and the server's own tables",
                listing -> listing.tables(TableFilter.ALL),
                List.of(
                        text("database", ListedTable::schema),
                        text("name", ListedTable::name),
                        text("engine", table -> engine(table.kind())),
                        text("comment", table -> table.remarks().orElse(""))));
    }

    private static String engine(TableKind kind) {
        return switch (kind) {
            case TABLE -> "Table";
            case VIEW -> "View";
            case SYSTEM_TABLE -> "SystemTable";
        };
    }

    private static SystemTable columns() {
        return SystemTable.<ListedColumn>of(
                "columns",
                "Columns of all tables and pipes, with the types that JSON answers name",
                listing -> listing.columns(TableFilter.ALL, NamePattern.ANY),
                List.of(
                        text("database", column -> column.table().schema()),
                        text("table", column -> column.table().name()),
                        text("name", ListedColumn::name),
                        text("type", column -> ClickHouseTypes.name(column.field())),
                        number("position", ListedColumn::position),
                        text("default_kind", column -> ""),
                        text("default_expression", column -> ""),
                        text("comment", column -> column.remarks().orElse(""))));
    }

    /** A function under one of its names. */
    private record Named(CatalogueFunction function, String name) {
        static List<Named> all(CatalogListing listing) {
            List<Named> named = new ArrayList<>();
            for (CatalogueFunction function : listing.functions()) {
                function.names().forEach(name -> named.add(new Named(function, name)));
            }
            return named;
        }

        boolean isAlias() {
            return !name.equals(function.name());
        }
    }

    private static SystemTable functions() {
        return SystemTable.<Named>of(
                "functions",
                "Functions that SQL may call, a row for each name",
                Named::all,
                List.of(
                        text("name", Named::name),
                        number(
                                "is_aggregate",
                                named -> named.function().kind() == FunctionKind.AGGREGATE ? 1 : 0),
                        number("case_insensitive", named -> 1),
                        text("alias_to", named -> named.isAlias() ? named.function().name() : ""),
                        text("syntax", named -> String.join("; ", named.function().signatures())),
                        text("description", named -> named.function().description())));
    }
}

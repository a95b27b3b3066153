package io.penstock.server.system;

import static io.penstock.server.system.Columns.number;
import static io.penstock.server.system.Columns.optionalNumber;
import static io.penstock.server.system.Columns.optionalText;
import static io.penstock.server.system.Columns.text;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.catalog.SqlType;
import io.penstock.query.listing.CatalogListing;
import io.penstock.query.listing.ListedColumn;
import io.penstock.query.listing.ListedTable;
import io.penstock.query.listing.NamePattern;
import io.penstock.query.listing.TableFilter;
import io.penstock.spi.catalog.ForeignKey;
import io.penstock.spi.catalog.TableKeys;
import io.penstock.spi.catalog.TableKind;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The views of {@code information_schema}, with the columns of the standard that apply here. */
final class InformationSchema {
    static final String NAME = "information_schema";
    private static final String CATALOG = CatalogListing.CATALOG;
    private static final String NO = "NO";

    private InformationSchema() {}

    static ImmutableList<SystemTable> tables() {
        return ImmutableList.of(
                schemata(),
                tablesTable(),
                columns(),
                tableConstraints(),
                keyColumnUsage(),
                referentialConstraints(),
                FunctionTables.routines(),
                FunctionTables.parameters());
    }

    private static SystemTable schemata() {
        return SystemTable.<String>of(
                "schemata",
                "Schemas: connections, their database schemas, and public for pipes",
                listing -> listing.schemas(NamePattern.ANY),
                List.of(
                        text("catalog_name", schema -> CATALOG),
                        text("schema_name", schema -> schema),
                        text("schema_owner", schema -> "admin")));
    }

    private static SystemTable tablesTable() {
        return SystemTable.<ListedTable>of(
                "tables",
                "Tables of connections, pipes as views, and the server's own tables",
                listing -> listing.tables(TableFilter.ALL),
                List.of(
                        text("table_catalog", table -> CATALOG),
                        text("table_schema", ListedTable::schema),
                        text("table_name", ListedTable::name),
                        text("table_type", table -> type(table.kind())),
                        text("is_insertable_into", table -> NO),
                        optionalText("table_comment", ListedTable::remarks)));
    }

    private static String type(TableKind kind) {
        return switch (kind) {
            case TABLE -> "BASE TABLE";
            case VIEW -> "VIEW";
            case SYSTEM_TABLE -> "SYSTEM VIEW";
        };
    }

    private static SystemTable columns() {
        return SystemTable.<ListedColumn>of(
                "columns",
                "Columns of all tables and pipes",
                listing -> listing.columns(TableFilter.ALL, NamePattern.ANY),
                List.of(
                        text("table_catalog", column -> CATALOG),
                        text("table_schema", column -> column.table().schema()),
                        text("table_name", column -> column.table().name()),
                        text("column_name", ListedColumn::name),
                        number("ordinal_position", ListedColumn::position),
                        optionalText("column_default", column -> Optional.empty()),
                        text("is_nullable", column -> column.nullable() ? "YES" : NO),
                        text("data_type", column -> column.type().name()),
                        optionalNumber("character_maximum_length", column -> OptionalInt.empty()),
                        optionalNumber("numeric_precision", InformationSchema::digits),
                        optionalNumber("numeric_scale", column -> column.type().scale()),
                        optionalNumber("datetime_precision", InformationSchema::fraction),
                        optionalText("column_comment", ListedColumn::remarks)));
    }

    private static boolean isTime(SqlType type) {
        return type.name().startsWith("TIME");
    }

    private static OptionalInt digits(ListedColumn column) {
        return isTime(column.type()) ? OptionalInt.empty() : column.type().precision();
    }

    private static OptionalInt fraction(ListedColumn column) {
        return isTime(column.type()) ? column.type().precision() : OptionalInt.empty();
    }

    /** A key of a table: a primary one, or a foreign one. */
    private record Constraint(
            ListedTable table,
            String name,
            ImmutableList<String> columns,
            Optional<ForeignKey> foreign) {

        static List<Constraint> all(CatalogListing listing) {
            List<Constraint> constraints = new ArrayList<>();
            listing.keys(TableFilter.ALL)
                    .forEach((table, keys) -> constraints.addAll(of(table, keys)));
            return constraints;
        }

        /** A key without a name gets one, because the standard joins by names. */
        private static List<Constraint> of(ListedTable table, TableKeys keys) {
            List<Constraint> constraints = new ArrayList<>();
            keys.primary()
                    .ifPresent(
                            key ->
                                    constraints.add(
                                            new Constraint(
                                                    table,
                                                    key.name().orElse(primaryName(table.name())),
                                                    key.columns(),
                                                    Optional.empty())));
            for (int i = 0; i < keys.imported().size(); i++) {
                ForeignKey key = keys.imported().get(i);
                String name = key.name().orElse("fk_" + table.name() + "_" + (i + 1));
                constraints.add(new Constraint(table, name, key.columns(), Optional.of(key)));
            }
            return constraints;
        }

        static String primaryName(String table) {
            return "pk_" + table;
        }

        String type() {
            return foreign.isPresent() ? "FOREIGN KEY" : "PRIMARY KEY";
        }
    }

    private static SystemTable tableConstraints() {
        return SystemTable.<Constraint>of(
                "table_constraints",
                "Primary and foreign keys, as databases know them",
                Constraint::all,
                List.of(
                        text("constraint_catalog", key -> CATALOG),
                        text("constraint_schema", key -> key.table().schema()),
                        text("constraint_name", Constraint::name),
                        text("table_catalog", key -> CATALOG),
                        text("table_schema", key -> key.table().schema()),
                        text("table_name", key -> key.table().name()),
                        text("constraint_type", Constraint::type)));
    }

    /**
     * A column of a key.
     *
     * @param place from 0
     */
    private record KeyColumn(Constraint key, int place) {
        static List<KeyColumn> all(CatalogListing listing) {
            List<KeyColumn> columns = new ArrayList<>();
            for (Constraint key : Constraint.all(listing)) {
                for (int i = 0; i < key.columns().size(); i++) {
                    columns.add(new KeyColumn(key, i));
                }
            }
            return columns;
        }

        OptionalInt placeInReferenced() {
            return key.foreign().isPresent() ? OptionalInt.of(place + 1) : OptionalInt.empty();
        }

        Optional<String> referencedSchema() {
            return key.foreign().map(foreign -> CatalogListing.schema(foreign.referenced()));
        }

        Optional<String> referencedTable() {
            return key.foreign().map(foreign -> foreign.referenced().path().getLast());
        }

        Optional<String> referencedColumn() {
            return key.foreign().map(foreign -> foreign.referencedColumns().get(place));
        }
    }

    private static SystemTable keyColumnUsage() {
        return SystemTable.<KeyColumn>of(
                "key_column_usage",
                "Columns of keys",
                KeyColumn::all,
                List.of(
                        text("constraint_catalog", column -> CATALOG),
                        text("constraint_schema", column -> column.key().table().schema()),
                        text("constraint_name", column -> column.key().name()),
                        text("table_catalog", column -> CATALOG),
                        text("table_schema", column -> column.key().table().schema()),
                        text("table_name", column -> column.key().table().name()),
                        text("column_name", column -> column.key().columns().get(column.place())),
                        number("ordinal_position", column -> column.place() + 1),
                        optionalNumber(
                                "position_in_unique_constraint", KeyColumn::placeInReferenced),
                        // As in MySQL: names of constraints alone don't find the other table.
                        optionalText("referenced_table_schema", KeyColumn::referencedSchema),
                        optionalText("referenced_table_name", KeyColumn::referencedTable),
                        optionalText("referenced_column_name", KeyColumn::referencedColumn)));
    }

    private static SystemTable referentialConstraints() {
        return SystemTable.<Constraint>of(
                "referential_constraints",
                "What foreign keys refer to",
                listing ->
                        Constraint.all(listing).stream()
                                .filter(key -> key.foreign().isPresent())
                                .toList(),
                List.of(
                        text("constraint_catalog", key -> CATALOG),
                        text("constraint_schema", key -> key.table().schema()),
                        text("constraint_name", Constraint::name),
                        text("unique_constraint_catalog", key -> CATALOG),
                        text(
                                "unique_constraint_schema",
                                key -> CatalogListing.schema(foreign(key).referenced())),
                        text("unique_constraint_name", InformationSchema::referencedName),
                        text("match_option", key -> "NONE"),
                        text("update_rule", key -> foreign(key).onUpdate().label()),
                        text("delete_rule", key -> foreign(key).onDelete().label()),
                        text("table_name", key -> key.table().name()),
                        text(
                                "referenced_table_name",
                                key -> foreign(key).referenced().path().getLast())));
    }

    private static ForeignKey foreign(Constraint key) {
        return key.foreign().orElseThrow();
    }

    private static String referencedName(Constraint key) {
        ForeignKey foreign = foreign(key);
        return foreign.keyName()
                .orElseGet(() -> Constraint.primaryName(foreign.referenced().path().getLast()));
    }
}

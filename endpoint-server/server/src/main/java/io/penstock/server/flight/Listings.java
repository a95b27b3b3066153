package io.penstock.server.flight;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.query.listing.CatalogListing;
import io.penstock.query.listing.ListedColumn;
import io.penstock.query.listing.ListedTable;
import io.penstock.query.listing.NamePattern;
import io.penstock.query.listing.TableFilter;
import io.penstock.server.door.SqlDoor;
import io.penstock.spi.catalog.ForeignKey;
import io.penstock.spi.catalog.PrimaryKey;
import io.penstock.spi.catalog.TableKeys;
import io.penstock.spi.catalog.TableKind;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.engine.Caller;

import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetCrossReference;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetDbSchemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetExportedKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetImportedKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetPrimaryKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetTables;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/**
 * Answers to questions about schemas, tables and keys. There are no catalogs: whoever asks for what
 * is in one gets nothing. Thread: safe for many at once.
 */
final class Listings {
    private static final @Nullable String NO_CATALOG = null;

    /** Bytes of messages that are kept: those of some 20,000 tables with 10 columns. */
    private static final long MOST_KEPT = 48L << 20;

    private final SqlDoor door;
    private final Cache<ListedTable, Described> described =
            Caffeine.newBuilder()
                    .maximumWeight(MOST_KEPT)
                    .weigher((ListedTable table, Described kept) -> kept.message.length)
                    .executor(Runnable::run)
                    .build();

    Listings(SqlDoor door) {
        this.door = door;
    }

    private static boolean outsideCatalogs(boolean asked, String catalog) {
        return !asked || catalog.isEmpty();
    }

    void schemas(CommandGetDbSchemas command, Caller caller, RowBatches rows) {
        if (!outsideCatalogs(command.hasCatalog(), command.getCatalog())) {
            return;
        }
        NamePattern pattern =
                pattern(command.hasDbSchemaFilterPattern(), command.getDbSchemaFilterPattern());
        door.list(caller, listing -> listing.schemas(pattern))
                .forEach(schema -> rows.row(NO_CATALOG, schema));
    }

    private static NamePattern pattern(boolean asked, String text) {
        return NamePattern.of(asked ? text : null);
    }

    void tableTypes(RowBatches rows) {
        Arrays.stream(TableKind.values()).map(TableKind::label).sorted().forEach(rows::row);
    }

    void tables(CommandGetTables command, Caller caller, RowBatches rows) {
        if (!outsideCatalogs(command.hasCatalog(), command.getCatalog())) {
            return;
        }
        TableFilter filter =
                new TableFilter(
                        pattern(
                                command.hasDbSchemaFilterPattern(),
                                command.getDbSchemaFilterPattern()),
                        pattern(
                                command.hasTableNameFilterPattern(),
                                command.getTableNameFilterPattern()),
                        kinds(command.getTableTypesList()));
        if (command.getIncludeSchema()) {
            tablesWithColumns(filter, caller, rows);
        } else {
            door.list(caller, listing -> listing.tables(filter))
                    .forEach(table -> rows.row(names(table)));
        }
    }

    private static ImmutableSet<TableKind> kinds(List<String> labels) {
        return Arrays.stream(TableKind.values())
                .filter(kind -> labels.isEmpty() || labels.contains(kind.label()))
                .collect(toImmutableSet());
    }

    private static @Nullable Object[] names(ListedTable table) {
        return new @Nullable Object[] {
            NO_CATALOG, table.schema(), table.name(), table.kind().label()
        };
    }

    private record TablesAndColumns(
            ImmutableList<ListedTable> tables,
            ImmutableMap<ListedTable, ImmutableList<ListedColumn>> columns) {
        static TablesAndColumns of(CatalogListing listing, TableFilter filter) {
            return new TablesAndColumns(
                    listing.tables(filter), byTable(listing.columns(filter, NamePattern.ANY)));
        }

        /** Columns of one table follow each other. */
        private static ImmutableMap<ListedTable, ImmutableList<ListedColumn>> byTable(
                ImmutableList<ListedColumn> columns) {
            ImmutableMap.Builder<ListedTable, ImmutableList<ListedColumn>> tables =
                    ImmutableMap.builder();
            int first = 0;
            for (int end = 1; end <= columns.size(); end++) {
                ListedTable table = columns.get(first).table();
                if (end == columns.size() || !columns.get(end).table().equals(table)) {
                    tables.put(table, ImmutableList.copyOf(columns.subList(first, end)));
                    first = end;
                }
            }
            return tables.buildOrThrow();
        }
    }

    private void tablesWithColumns(TableFilter filter, Caller caller, RowBatches rows) {
        TablesAndColumns found = door.list(caller, listing -> TablesAndColumns.of(listing, filter));
        TableMessages messages = new TableMessages();
        for (ListedTable table : found.tables()) {
            List<ListedColumn> columns = found.columns().getOrDefault(table, ImmutableList.of());
            rows.row(
                    NO_CATALOG,
                    table.schema(),
                    table.name(),
                    table.kind().label(),
                    described(table, columns, messages));
        }
    }

    /** A table's columns as a message, kept for as long as its source gives the same fields. */
    private byte[] described(
            ListedTable table, List<ListedColumn> columns, TableMessages messages) {
        @Nullable Described known = described.getIfPresent(table);
        if (known != null && known.isOf(columns)) {
            return known.message;
        }
        byte[] message = messages.of(columns);
        described.put(table, new Described(columns, message));
        return message;
    }

    private static final class Described {
        private final List<ListedColumn> columns;
        private final byte[] message;

        Described(List<ListedColumn> columns, byte[] message) {
            this.columns = columns;
            this.message = message;
        }

        /** By identity, which is fast and can only err on the safe side. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(List<ListedColumn> others) {
            if (columns.size() != others.size()) {
                return false;
            }
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).field() != others.get(i).field()) {
                    return false;
                }
            }
            return true;
        }
    }

    void primaryKeys(CommandGetPrimaryKeys command, Caller caller, RowBatches rows) {
        if (!outsideCatalogs(command.hasCatalog(), command.getCatalog())) {
            return;
        }
        keyed(caller, command.hasDbSchema(), command.getDbSchema(), command.getTable())
                .forEach(
                        table ->
                                table.keys()
                                        .primary()
                                        .ifPresent(key -> primaryKey(table.table(), key, rows)));
    }

    private static void primaryKey(ListedTable table, PrimaryKey key, RowBatches rows) {
        for (int i = 0; i < key.columns().size(); i++) {
            rows.row(
                    NO_CATALOG,
                    table.schema(),
                    table.name(),
                    key.columns().get(i),
                    i + 1,
                    key.name().orElse(null));
        }
    }

    private record Keyed(ListedTable table, TableKeys keys) {}

    /** The tables of a name, in one schema or in all. */
    private ImmutableList<Keyed> keyed(
            Caller caller, boolean schemaAsked, String schema, String table) {
        TableFilter filter =
                TableFilter.of(
                        schemaAsked ? NamePattern.exactly(schema) : NamePattern.ANY,
                        // DBeaver says so when it means all tables of a schema.
                        table.equals("%") ? NamePattern.ANY : NamePattern.exactly(table));
        return door.list(
                caller,
                listing ->
                        listing.keys(filter).entrySet().stream()
                                .map(entry -> new Keyed(entry.getKey(), entry.getValue()))
                                .collect(toImmutableList()));
    }

    void importedKeys(CommandGetImportedKeys command, Caller caller, RowBatches rows) {
        if (outsideCatalogs(command.hasCatalog(), command.getCatalog())) {
            keyed(caller, command.hasDbSchema(), command.getDbSchema(), command.getTable())
                    .forEach(
                            table -> table.keys().imported().forEach(key -> foreignKey(key, rows)));
        }
    }

    void exportedKeys(CommandGetExportedKeys command, Caller caller, RowBatches rows) {
        if (outsideCatalogs(command.hasCatalog(), command.getCatalog())) {
            keyed(caller, command.hasDbSchema(), command.getDbSchema(), command.getTable())
                    .forEach(
                            table -> table.keys().exported().forEach(key -> foreignKey(key, rows)));
        }
    }

    void crossReference(CommandGetCrossReference command, Caller caller, RowBatches rows) {
        boolean possible =
                outsideCatalogs(command.hasPkCatalog(), command.getPkCatalog())
                        && outsideCatalogs(command.hasFkCatalog(), command.getFkCatalog());
        if (!possible) {
            return;
        }
        NamePattern schema =
                command.hasPkDbSchema()
                        ? NamePattern.exactly(command.getPkDbSchema())
                        : NamePattern.ANY;
        NamePattern name = NamePattern.exactly(command.getPkTable());
        keyed(caller, command.hasFkDbSchema(), command.getFkDbSchema(), command.getFkTable())
                .stream()
                .flatMap(table -> table.keys().imported().stream())
                .filter(key -> schema.matches(CatalogListing.schema(key.referenced())))
                .filter(key -> name.matches(table(key.referenced())))
                .forEach(key -> foreignKey(key, rows));
    }

    private static String table(TableName name) {
        return name.path().getLast();
    }

    private static void foreignKey(ForeignKey key, RowBatches rows) {
        for (int i = 0; i < key.columns().size(); i++) {
            rows.row(
                    NO_CATALOG,
                    CatalogListing.schema(key.referenced()),
                    table(key.referenced()),
                    key.referencedColumns().get(i),
                    NO_CATALOG,
                    CatalogListing.schema(key.table()),
                    table(key.table()),
                    key.columns().get(i),
                    i + 1,
                    key.name().orElse(null),
                    key.keyName().orElse(null),
                    key.onUpdate().number(),
                    key.onDelete().number());
        }
    }
}

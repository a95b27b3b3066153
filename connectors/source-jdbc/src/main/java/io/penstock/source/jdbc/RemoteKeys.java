package io.penstock.source.jdbc;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;

import io.penstock.spi.catalog.ForeignKey;
import io.penstock.spi.catalog.KeyRule;
import io.penstock.spi.catalog.PrimaryKey;
import io.penstock.spi.catalog.TableKeys;
import io.penstock.spi.catalog.TableName;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The keys of a database's tables, as it was asked for them: a row for each column of a key. */
final class RemoteKeys {
    private final List<KeyColumn> columns;

    private RemoteKeys(List<KeyColumn> columns) {
        this.columns = columns;
    }

    /**
     * One column of a key; those of one key follow each other in the key's order.
     *
     * @param referenced where a foreign key leads; null for a primary one
     * @param referencedColumn null when the database means the referenced table's primary key
     */
    private record KeyColumn(
            @Nullable String name,
            RemoteTable.Key table,
            String column,
            RemoteTable.@Nullable Key referenced,
            @Nullable String referencedColumn,
            @Nullable String referencedName,
            KeyRule onUpdate,
            KeyRule onDelete) {
        /** What columns of one key have in common. */
        List<Object> key() {
            return Arrays.asList(table, name, referenced);
        }
    }

    /**
     * Asks with SQL whose columns are: p or f, name, schema, table, column, then of what is
     * referred to schema, table, column and key's name, then what happens when that is updated and
     * deleted. A key's columns come in its order.
     */
    static RemoteKeys read(Connection connection, String sql) throws SQLException {
        List<KeyColumn> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                columns.add(column(row));
            }
        }
        return new RemoteKeys(columns);
    }

    private static KeyColumn column(ResultSet row) throws SQLException {
        boolean foreign = row.getString(1).equals("f");
        return new KeyColumn(
                row.getString(2),
                new RemoteTable.Key(row.getString(3), row.getString(4)),
                row.getString(5),
                foreign ? new RemoteTable.Key(row.getString(6), row.getString(7)) : null,
                row.getString(8),
                row.getString(9),
                rule(row.getString(10)),
                rule(row.getString(11)));
    }

    /** A database says a word, or as PostgreSQL a letter. */
    private static KeyRule rule(@Nullable String word) {
        return switch (word == null ? "" : word) {
            case "c", "CASCADE" -> KeyRule.CASCADE;
            case "r", "RESTRICT" -> KeyRule.RESTRICT;
            case "n", "SET NULL" -> KeyRule.SET_NULL;
            case "d", "SET DEFAULT" -> KeyRule.SET_DEFAULT;
            default -> KeyRule.NO_ACTION;
        };
    }

    /** Asks the driver about each table. */
    static RemoteKeys ask(Connection connection, List<RemoteTable.Key> tables) throws SQLException {
        DatabaseMetaData metadata = connection.getMetaData();
        String catalog = connection.getCatalog();
        List<KeyColumn> columns = new ArrayList<>();
        for (RemoteTable.Key table : tables) {
            String schema = table.schema().isEmpty() ? null : table.schema();
            Map<Integer, KeyColumn> primary = new TreeMap<>();
            try (ResultSet row = metadata.getPrimaryKeys(catalog, schema, table.name())) {
                while (row.next()) {
                    primary.put(row.getInt("KEY_SEQ"), primary(row, table));
                }
            }
            columns.addAll(primary.values());
            try (ResultSet row = metadata.getImportedKeys(catalog, schema, table.name())) {
                while (row.next()) {
                    columns.add(imported(row, table));
                }
            }
        }
        return new RemoteKeys(columns);
    }

    private static KeyColumn primary(ResultSet row, RemoteTable.Key table) throws SQLException {
        return new KeyColumn(
                row.getString("PK_NAME"),
                table,
                row.getString("COLUMN_NAME"),
                null,
                null,
                null,
                KeyRule.NO_ACTION,
                KeyRule.NO_ACTION);
    }

    private static KeyColumn imported(ResultSet row, RemoteTable.Key table) throws SQLException {
        @Nullable String schema = row.getString("PKTABLE_SCHEM");
        return new KeyColumn(
                row.getString("FK_NAME"),
                table,
                row.getString("FKCOLUMN_NAME"),
                new RemoteTable.Key(schema == null ? "" : schema, row.getString("PKTABLE_NAME")),
                row.getString("PKCOLUMN_NAME"),
                row.getString("PK_NAME"),
                KeyRule.of(row.getShort("UPDATE_RULE")),
                KeyRule.of(row.getShort("DELETE_RULE")));
    }

    /**
     * Keys by table.
     *
     * @param tables all that callers may know of; a key that leads elsewhere is left out
     */
    ImmutableMap<TableName, TableKeys> of(
            List<RemoteTable.Key> tables, Function<RemoteTable.Key, TableName> names) {
        Map<RemoteTable.Key, TableName> known = new LinkedHashMap<>();
        tables.forEach(table -> known.put(table, names.apply(table)));
        Collected collected = new Collected();
        for (List<KeyColumn> key : grouped()) {
            TableName table = known.get(spelled(key.getFirst().table(), known));
            RemoteTable.Key referenced = key.getFirst().referenced();
            if (table != null && referenced == null) {
                collected.primary.put(table, primary(key));
            } else if (table != null && referenced != null) {
                TableName target = known.get(spelled(referenced, known));
                if (target != null) {
                    foreign(key, table, target, collected.primary).ifPresent(collected::add);
                }
            }
        }
        return collected.byTable(known.values());
    }

    /** Keys from both sides. */
    private static final class Collected {
        private final Map<TableName, PrimaryKey> primary = new LinkedHashMap<>();
        private final ListMultimap<TableName, ForeignKey> imported = ArrayListMultimap.create();
        private final ListMultimap<TableName, ForeignKey> exported = ArrayListMultimap.create();

        void add(ForeignKey key) {
            imported.put(key.table(), key);
            exported.put(key.referenced(), key);
        }

        ImmutableMap<TableName, TableKeys> byTable(Iterable<TableName> tables) {
            ImmutableMap.Builder<TableName, TableKeys> keys = ImmutableMap.builder();
            for (TableName table : tables) {
                TableKeys found =
                        new TableKeys(
                                Optional.ofNullable(primary.get(table)),
                                ImmutableList.copyOf(imported.get(table)),
                                ImmutableList.copyOf(exported.get(table)));
                if (!found.equals(TableKeys.NONE)) {
                    keys.put(table, found);
                }
            }
            return keys.buildOrThrow();
        }
    }

    /** SQLite keeps a reference as it was written, whatever its case. */
    private static RemoteTable.Key spelled(
            RemoteTable.Key table, Map<RemoteTable.Key, TableName> known) {
        return known.containsKey(table)
                ? table
                : known.keySet().stream()
                        .filter(
                                key ->
                                        key.schema().equals(table.schema())
                                                && key.name().equalsIgnoreCase(table.name()))
                        .findFirst()
                        .orElse(table);
    }

    private ImmutableList<List<KeyColumn>> grouped() {
        return ImmutableList.copyOf(
                Multimaps.asMap(Multimaps.index(columns, KeyColumn::key)).values());
    }

    private static PrimaryKey primary(List<KeyColumn> key) {
        return new PrimaryKey(
                Optional.ofNullable(key.getFirst().name()),
                key.stream().map(KeyColumn::column).collect(ImmutableList.toImmutableList()));
    }

    private static Optional<ForeignKey> foreign(
            List<KeyColumn> key,
            TableName table,
            TableName target,
            Map<TableName, PrimaryKey> primary) {
        List<String> referenced = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            @Nullable String column = key.get(i).referencedColumn();
            @Nullable PrimaryKey meant = primary.get(target);
            if (column != null) {
                referenced.add(column);
            } else if (meant != null && i < meant.columns().size()) {
                referenced.add(meant.columns().get(i));
            } else {
                return Optional.empty();
            }
        }
        KeyColumn first = key.getFirst();
        return Optional.of(
                new ForeignKey(
                        Optional.ofNullable(first.name()),
                        Optional.ofNullable(first.referencedName()),
                        table,
                        key.stream()
                                .map(KeyColumn::column)
                                .collect(ImmutableList.toImmutableList()),
                        target,
                        ImmutableList.copyOf(referenced),
                        first.onUpdate(),
                        first.onDelete()));
    }
}

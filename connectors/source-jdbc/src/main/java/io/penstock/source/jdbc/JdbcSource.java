package io.penstock.source.jdbc;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.common.hash.Hashing;

import io.penstock.spi.Source;
import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.catalog.TableEntry;
import io.penstock.spi.catalog.TableKeys;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.catalog.TableStatistics;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;
import io.penstock.spi.scan.Scan;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Predicate;

/**
 * A database. What it said about a table holds until {@link #refresh}, or until a query finds that
 * a table or column is gone.
 */
final class JdbcSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcSource.class);
    private static final int MOST_COLUMNS = 2_048;
    private static final int FEW = 8;
    private static final String NO_VERSION = "";
    private static final int STATISTICS_SECONDS = 2;

    private final JdbcSettings settings;
    private final Database database;
    private final Metadata metadata;
    private final BufferAllocator allocator = new RootAllocator();
    private final KeptVectors vectors = new KeptVectors(allocator);
    private final ScheduledThreadPoolExecutor clock;
    private final RemoteStatistics statistics = new RemoteStatistics();
    private final Map<TableName, SourceTable> known = new ConcurrentHashMap<>();
    private final Map<TableName, SourceTable> described = new ConcurrentHashMap<>();
    private final AnswerSizes sizes = new AnswerSizes();
    private volatile @Nullable ImmutableList<RemoteTable.Listed> listed;
    private volatile @Nullable ImmutableMap<TableName, TableKeys> keys;

    JdbcSource(JdbcSettings settings, Database database) {
        this.settings = settings;
        this.database = database;
        this.metadata = Metadata.of(database);
        this.clock =
                new ScheduledThreadPoolExecutor(
                        1,
                        Thread.ofPlatform()
                                .daemon()
                                .name("penstock-deadlines-" + settings.connection())
                                .factory());
        clock.setRemoveOnCancelPolicy(true);
    }

    @Override
    public String name() {
        return settings.connection();
    }

    @Override
    public ImmutableList<TableName> tables() {
        return list().stream()
                .map(table -> tableName(table.key()))
                .sorted()
                .collect(ImmutableList.toImmutableList());
    }

    @Override
    public ImmutableList<TableEntry> entries() {
        return list().stream()
                .map(
                        table ->
                                new TableEntry(
                                        tableName(table.key()),
                                        table.kind(),
                                        Optional.of(table.remarks()).filter(s -> !s.isEmpty())))
                .sorted(Comparator.comparing(TableEntry::name))
                .collect(ImmutableList.toImmutableList());
    }

    /** Few are asked for one by one, which is remembered for queries; many all at once. */
    @Override
    public ImmutableList<SourceTable> describe(List<TableName> names) {
        List<TableName> missing =
                names.stream()
                        .filter(name -> !known.containsKey(name) && !described.containsKey(name))
                        .toList();
        if (missing.size() <= FEW) {
            missing.forEach(name -> table(name.path()));
        } else {
            describeAll(ImmutableSet.copyOf(missing));
        }
        return names.stream()
                .map(name -> Optional.ofNullable(known.get(name)).orElse(described.get(name)))
                .filter(Objects::nonNull)
                .collect(ImmutableList.toImmutableList());
    }

    /** Without sizes and without versions: these are to be looked at, not to be read. */
    private void describeAll(Set<TableName> missing) {
        ImmutableList<RemoteTable.Key> wanted =
                list().stream()
                        .map(RemoteTable.Listed::key)
                        .filter(key -> missing.contains(tableName(key)))
                        .collect(ImmutableList.toImmutableList());
        ImmutableListMultimap<RemoteTable.Key, ColumnInfo> columns =
                ask(connection -> metadata.columns(connection, wanted, settings.schema()));
        for (RemoteTable.Key key : columns.keySet()) {
            RemoteTable remote = new RemoteTable(key.schema(), key.name(), columns.get(key));
            if (remote.columns().size() <= MOST_COLUMNS) {
                TableName name = tableName(key);
                described.put(name, sourceTable(name, remote, schema(remote), NO_VERSION));
            }
        }
    }

    @Override
    public ImmutableMap<TableName, TableKeys> keys(List<TableName> names) {
        ImmutableMap<TableName, TableKeys> all = keys;
        if (all == null) {
            all = readKeys();
            keys = all;
        }
        return ImmutableMap.copyOf(Maps.filterKeys(all, ImmutableSet.copyOf(names)::contains));
    }

    private ImmutableMap<TableName, TableKeys> readKeys() {
        ImmutableList<RemoteTable.Key> tables =
                list().stream()
                        .map(RemoteTable.Listed::key)
                        .collect(ImmutableList.toImmutableList());
        RemoteKeys remote = ask(connection -> metadata.keys(connection, tables));
        return remote.of(tables, this::tableName);
    }

    @Override
    public Optional<SourceTable> table(ImmutableList<String> path) {
        if (path.size() != (hasSchemas() ? 2 : 1)) {
            return Optional.empty();
        }
        SourceTable exact = known.get(new TableName(settings.connection(), path));
        return exact != null ? Optional.of(exact) : find(path).map(this::load);
    }

    @Override
    public boolean isCurrent(SourceTable table) {
        SourceTable now = known.get(table.name());
        return now != null && now.version().equals(table.version());
    }

    @Override
    public TableStatistics statistics(SourceTable table) {
        return table.access() instanceof TableAccess.Remote remote
                ? statistics.of(table.name(), () -> askStatistics(table, remote.path()))
                : table.statistics();
    }

    private TableStatistics askStatistics(SourceTable table, ImmutableList<String> path) {
        String schema = path.size() < 2 ? "" : path.get(0);
        RemoteTable.Key key = new RemoteTable.Key(schema, path.get(path.size() - 1));
        return ask(
                connection ->
                        SampledStatistics.completed(
                                connection,
                                table,
                                metadata.statistics(connection, key, STATISTICS_SECONDS),
                                STATISTICS_SECONDS));
    }

    @Override
    public BatchStream read(Scan.Pushed scan, QueryContext context) {
        JdbcRows rows = rows(scan, context, lane(scan), Optional.empty());
        Optional<Parts> parts = rows.parts();
        return parts.isEmpty()
                ? rows
                : ParallelRows.start(
                        rows,
                        () -> rows(scan, context, Lane.COPY, parts),
                        database.readers(),
                        allocator,
                        context);
    }

    private JdbcRows rows(
            Scan.Pushed scan, QueryContext context, Lane first, Optional<Parts> parts) {
        return new JdbcRows(
                (lane, root) ->
                        new RunningQuery(
                                database,
                                scan,
                                context,
                                clock,
                                this::forgetWhenChanged,
                                lane,
                                parts,
                                root),
                first,
                scan,
                sizes,
                vectors,
                context);
    }

    private Lane lane(Scan.Pushed scan) {
        if (database.dialect() != RemoteDialect.POSTGRESQL) {
            return Lane.CURSOR;
        }
        return sizes.isSmall(scan.sql()) ? Lane.SMALL : Lane.COPY;
    }

    @Override
    public void refresh() {
        listed = null;
        keys = null;
        known.clear();
        described.clear();
        sizes.forget();
        statistics.clear();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        database.close();
        vectors.close();
        try {
            allocator.close();
        } catch (IllegalStateException e) {
            // A query that still runs holds its last batch; its memory goes with it.
            LOG.debug("Connection {} was closed under a running query", settings.connection());
        }
    }

    private void forgetWhenChanged(QueryException failure) {
        if (failure.code() == SourceError.TABLE_CHANGED) {
            refresh();
        }
    }

    /** Whether the schema is a level of its own in names. */
    private boolean hasSchemas() {
        return settings.schema().isEmpty() && database.dialect() != RemoteDialect.SQLITE;
    }

    private TableName tableName(RemoteTable.Key key) {
        return new TableName(
                settings.connection(),
                hasSchemas()
                        ? ImmutableList.of(key.schema(), key.name())
                        : ImmutableList.of(key.name()));
    }

    private ImmutableList<RemoteTable.Listed> list() {
        ImmutableList<RemoteTable.Listed> before = listed;
        if (before != null) {
            return before;
        }
        ImmutableList<RemoteTable.Listed> now =
                ask(connection -> metadata.list(connection, settings.schema()));
        listed = now;
        return now;
    }

    /** An exact match, or else the first that differs in case; a table made meanwhile is found. */
    private Optional<RemoteTable.Key> find(ImmutableList<String> path) {
        boolean remembered = listed != null;
        Optional<RemoteTable.Key> found = find(list(), path);
        if (found.isEmpty() && remembered) {
            listed = null;
            return find(list(), path);
        }
        return found;
    }

    private Optional<RemoteTable.Key> find(
            List<RemoteTable.Listed> tables, ImmutableList<String> path) {
        List<RemoteTable.Key> found = tables.stream().map(RemoteTable.Listed::key).toList();
        Optional<RemoteTable.Key> exact =
                found.stream().filter(key -> tableName(key).path().equals(path)).findFirst();
        return exact.isPresent()
                ? exact
                : found.stream()
                        .filter(key -> equalsIgnoringCase(tableName(key).path(), path))
                        .findFirst();
    }

    private static boolean equalsIgnoringCase(List<String> one, List<String> other) {
        for (int i = 0; i < one.size(); i++) {
            if (!one.get(i).equalsIgnoreCase(other.get(i))) {
                return false;
            }
        }
        return true;
    }

    private SourceTable load(RemoteTable.Key key) {
        TableName name = tableName(key);
        SourceTable before = known.get(name);
        if (before != null) {
            return before;
        }
        RemoteTable remote =
                ask(
                        connection ->
                                new RemoteTable(
                                        key.schema(),
                                        key.name(),
                                        metadata.columns(connection, key)));
        SourceTable table = sourceTable(name, remote);
        known.put(name, table);
        return table;
    }

    private SourceTable sourceTable(TableName name, RemoteTable remote) {
        if (remote.columns().isEmpty() || remote.columns().size() > MOST_COLUMNS) {
            throw new QueryException(
                    remote.columns().isEmpty()
                            ? SourceError.TABLE_CHANGED
                            : SourceError.TOO_MANY_COLUMNS,
                    "Table '%s' has %d columns; a table must have 1 to %d"
                            .formatted(name, remote.columns().size(), MOST_COLUMNS));
        }
        Schema schema = schema(remote);
        return sourceTable(name, remote, schema, version(remote, schema));
    }

    /** Changes with everything that a plan depends on. */
    private static String version(RemoteTable remote, Schema schema) {
        List<String> collations =
                remote.columns().stream().map(c -> c.collation() + c.collationName()).toList();
        return Hashing.murmur3_128()
                .hashString(path(remote) + schema.toJson() + collations, StandardCharsets.UTF_8)
                .toString();
    }

    private Schema schema(RemoteTable remote) {
        return new Schema(
                remote.columns().stream()
                        .map(column -> ColumnTypes.of(database.dialect(), column))
                        .toList());
    }

    private static ImmutableList<String> path(RemoteTable remote) {
        return remote.schema().isEmpty()
                ? ImmutableList.of(remote.name())
                : ImmutableList.of(remote.schema(), remote.name());
    }

    private SourceTable sourceTable(
            TableName name, RemoteTable remote, Schema schema, String version) {
        return new SourceTable(
                name,
                schema,
                TableStatistics.UNKNOWN,
                version,
                new TableAccess.Remote(
                        database.dialect(),
                        path(remote),
                        remote.columns().stream()
                                .map(ColumnInfo::name)
                                .collect(ImmutableList.toImmutableList()),
                        names(remote, column -> ColumnTypes.isOpaque(database.dialect(), column)),
                        names(remote, column -> ColumnTypes.isPadded(database.dialect(), column)),
                        names(remote, ColumnTypes::isCollated),
                        collations(remote)));
    }

    private static ImmutableMap<String, String> collations(RemoteTable table) {
        return table.columns().stream()
                .filter(column -> !column.collationName().isEmpty())
                .collect(ImmutableMap.toImmutableMap(ColumnInfo::name, ColumnInfo::collationName));
    }

    private static ImmutableSet<String> names(RemoteTable table, Predicate<ColumnInfo> which) {
        return table.columns().stream()
                .filter(which)
                .map(ColumnInfo::name)
                .collect(ImmutableSet.toImmutableSet());
    }

    private interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    private <T> T ask(Question<T> question) {
        try (Connection connection = database.connect()) {
            T answer = question.ask(connection);
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            return answer;
        } catch (SQLException e) {
            throw database.errors().metadata(e);
        }
    }
}

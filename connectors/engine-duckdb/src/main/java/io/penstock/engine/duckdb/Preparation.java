package io.penstock.engine.duckdb;

import static io.penstock.spi.engine.RunProfile.Outcome.SENT;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;

import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.engine.OperatorProfile;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.engine.ReadStatistics;
import io.penstock.spi.engine.RunProfile;
import io.penstock.spi.engine.ScanReader;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.scan.KeyFilter;
import io.penstock.spi.scan.PartValue;
import io.penstock.spi.scan.Scan;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What comes before a plan's own statement: scans are opened as soon as they can be asked, parts
 * are made, and both are shown to DuckDB. Owner: the execution ends it. Thread: the query's, except
 * where a method says otherwise.
 */
final class Preparation {
    private final Session session;
    private final EnginePlan plan;
    private final QueryContext context;
    private final BufferAllocator allocator;
    private final FewParts fewParts;
    private final Consumer<DuckDBPreparedStatement> entering;
    private final Map<String, ScanFeed> feeds = new LinkedHashMap<>();
    private final Set<String> registered = new HashSet<>();
    private final ScanTables tables;
    private volatile @Nullable String valuePart;
    private ReadStatistics filesRead = ReadStatistics.NONE;
    private final ImmutableList.Builder<RunProfile.Part> parts = ImmutableList.builder();
    private final ImmutableListMultimap.Builder<String, RunProfile.Keys> keys =
            ImmutableListMultimap.builder();
    private final ListMultimap<String, RunProfile.Keys> sentRows = ArrayListMultimap.create();

    /**
     * Nothing is prepared yet.
     *
     * @param entering is told of each statement before it runs
     */
    Preparation(
            Session session,
            EnginePlan plan,
            QueryContext context,
            BufferAllocator allocator,
            FewParts fewParts,
            Consumer<DuckDBPreparedStatement> entering) {
        this.session = session;
        this.plan = plan;
        this.context = context;
        this.allocator = allocator;
        this.fewParts = fewParts;
        this.entering = entering;
        this.tables = new ScanTables(session, allocator);
    }

    /** What a statement is to count, of which it should be known what it reads of files. */
    String metrics(boolean files) {
        if (plan.profiled()) {
            return Profile.OPERATORS;
        }
        return files ? Profile.FILES : "";
    }

    /**
     * Makes everything ready that the plan's own statement reads.
     *
     * @return that statement
     */
    Prepared run(ScanReader scans, EngineThreads threads) throws SQLException, IOException {
        Set<String> made = new HashSet<>();
        openPossible(scans, threads, made);
        for (EnginePlan.Part part : plan.parts()) {
            register(part.scans());
            make(part);
            made.add(part.name());
            openPossible(scans, threads, made);
        }
        register(feeds.keySet());
        session.limit(context);
        return session.prepare(plan, tables.few(plan.sql()), isKept(plan.sql()));
    }

    /** Whether a statement with such a text may come again. */
    private boolean isKept(String sql) {
        return plan.cacheable() && tables.isLasting(sql);
    }

    /** Opens each scan as soon as the parts are there that have its keys. */
    private void openPossible(ScanReader scans, EngineThreads threads, Set<String> made)
            throws SQLException {
        for (Scan.Pushed scan : plan.scans()) {
            if (scan.isReady(made) && !feeds.containsKey(scan.name())) {
                Scan.Pushed ready = withKeys(withComputed(scan));
                keys.putAll(scan.name(), sentRows.get(scan.name()));
                ScanFeed feed = new ScanFeed(ready, context, allocator);
                addFeed(feed);
                threads.start(() -> feed.fill(scans));
            }
        }
    }

    private Scan.Pushed withComputed(Scan.Pushed scan) throws SQLException {
        if (scan.computed().isEmpty()) {
            return scan;
        }
        List<Optional<Object>> values = new ArrayList<>();
        Map<String, RowsReader.Columns> read = new LinkedHashMap<>();
        for (PartValue value : scan.computed()) {
            valuePart = value.part();
            values.add(
                    switch (value.shape()) {
                        case PartValue.Shape.One ignored ->
                                asked(value.sql(), rows -> ValueReader.read(rows, value));
                        case PartValue.Shape.Column column ->
                                Optional.of(columns(scan, value, read).column(column.column()));
                    });
        }
        valuePart = null;
        read.values()
                .forEach(
                        rows -> sentRows.put(scan.name(), new RunProfile.Keys(rows.count(), SENT)));
        return scan.withComputed(values);
    }

    /**
     * All columns that a scan gets of the same rows: read at once, their rows stay in one order.
     */
    private RowsReader.Columns columns(
            Scan.Pushed scan, PartValue value, Map<String, RowsReader.Columns> read)
            throws SQLException {
        RowsReader.Columns known = read.get(value.sql());
        if (known == null) {
            RowsReader reader = RowsReader.of(scan.computed(), value);
            known = asked(value.sql(), reader::read);
            read.put(value.sql(), known);
        }
        return known;
    }

    private Scan.Pushed withKeys(Scan.Pushed scan) throws SQLException {
        if (scan.keys().isEmpty()) {
            return scan;
        }
        List<Optional<ImmutableList<Object>>> sent = new ArrayList<>();
        for (KeyFilter filter : scan.keys()) {
            KeyReader.Found found = asked(filter.sql(), rows -> KeyReader.read(rows, filter));
            keys.put(scan.name(), found.outcome());
            sent.add(found.sent());
        }
        return scan.with(sent);
    }

    /** Takes something out of a part. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(DuckDBResultSet rows) throws SQLException;
    }

    private <T> T asked(String sql, Reading<T> reading) throws SQLException {
        Prepared statement = session.question(sql, tables.few(sql), isKept(sql));
        try {
            return read(statement, sql, ImmutableList.of(), reading);
        } finally {
            statement.done();
        }
    }

    /** Reads all that a statement gives. */
    private <T> T read(
            Prepared statement, String sql, ImmutableList<BoundValue> values, Reading<T> reading)
            throws SQLException {
        context.check();
        session.limit(context);
        session.stream(false);
        statement.bind(tables.few(sql), values);
        try (DuckDBResultSet result = statement.run(entering)) {
            return reading.of(result);
        }
    }

    /**
     * Makes scans readable that are not yet. A plan that is to be looked at shows how it reads them
     * all.
     */
    private void register(Set<String> names) throws SQLException, IOException {
        for (String name : names) {
            ScanFeed feed = Objects.requireNonNull(feeds.get(name), name);
            if (registered.contains(name)) {
                continue;
            }
            feed.awaitEnough();
            registered.add(name);
            if (feed.isFew() && !plan.profiled()) {
                tables.put(FewRows.of(feed));
                continue;
            }
            String first = tables.register(feed, isTable(feed));
            if (first != null) {
                execute(first, ImmutableList.of(), ImmutableList.of());
            }
        }
    }

    /**
     * What is read twice must be one. What is short and stands beside something else should be: of
     * a stream DuckDB expects a single row, and would join it in any order.
     */
    private boolean isTable(ScanFeed feed) {
        boolean alone = plan.scans().size() == 1 && !readsFiles();
        return !feed.scan().readOnce() || (!alone && feed.isWhole());
    }

    private boolean readsFiles() {
        return Prepared.readsFiles(plan.sql())
                || plan.parts().stream().anyMatch(part -> Prepared.readsFiles(part.sql()));
    }

    private void make(EnginePlan.Part part) throws SQLException {
        SelectOnly.check(part.sql());
        valuePart = isValue(part) ? part.name() : null;
        boolean few = !plan.profiled() && fewParts.contains(part.sql()) && isFew(part);
        if (!few) {
            makeTable(part);
        }
        valuePart = null;
    }

    /** Whether a part that had few rows has few again, which are values of what reads it then. */
    private boolean isFew(EnginePlan.Part part) throws SQLException {
        String sql = part.sql();
        Prepared statement = session.prepare(sql, tables.few(sql), isKept(sql));
        try {
            Optional<Schema> schema = statement.schema();
            Optional<FewRows> found =
                    schema.isEmpty() ? Optional.empty() : measured(statement, part, schema.get());
            found.ifPresentOrElse(tables::put, () -> fewParts.refuse(sql));
            return found.isPresent();
        } finally {
            statement.done();
        }
    }

    private Optional<FewRows> measured(Prepared statement, EnginePlan.Part part, Schema schema)
            throws SQLException {
        boolean measures = statement.measuresNow();
        session.profile(metrics(measures));
        Optional<FewRows> found =
                read(
                        statement,
                        part.sql(),
                        part.values(),
                        result -> FewRows.of(part.name(), schema, result, allocator));
        if (measures) {
            statement.read(session.profile().files());
        }
        filesRead = filesRead.plus(statement.read());
        return found;
    }

    private void makeTable(EnginePlan.Part part) throws SQLException {
        String metrics = metrics(Prepared.readsFiles(part.sql()));
        session.profile(metrics);
        List<FewRows> few = tables.few(part.sql());
        fewParts.ran(part.sql(), execute(tables.part(part), few, part.values()));
        if (!metrics.isEmpty()) {
            Profile done = session.profile();
            filesRead = filesRead.plus(done.files());
            parts.add(new RunProfile.Part(part.name(), done.operators()));
        }
    }

    private boolean isValue(EnginePlan.Part part) {
        return plan.scans().stream()
                .flatMap(scan -> scan.computed().stream())
                .anyMatch(value -> value.part().equals(part.name()));
    }

    /** Makes a table, and says how many rows it has. */
    private long execute(String sql, List<FewRows> few, ImmutableList<BoundValue> values)
            throws SQLException {
        context.check();
        session.limit(context);
        session.stream(false);
        boolean bare = few.isEmpty() && values.isEmpty();
        try (DuckDBPreparedStatement statement =
                bare ? Prepared.created(session.connection()) : session.connection().prepare(sql)) {
            entering.accept(statement);
            if (bare) {
                statement.execute(sql);
            } else {
                FewRows.bind(statement, few, values);
                statement.execute();
            }
            return statement.getUpdateCount();
        }
    }

    /** Binds what the plan's own statement reads. */
    void bind(Prepared statement) throws SQLException {
        statement.bind(tables.few(plan.sql()), plan.values());
    }

    private synchronized void addFeed(ScanFeed feed) {
        feeds.put(feed.scan().name(), feed);
    }

    /** The part of a value that a scan wants, if that is what went wrong. Thread: any. */
    @Nullable String valuePart() {
        return valuePart;
    }

    /** The source's error that made DuckDB fail. Thread: any. */
    synchronized @Nullable QueryException sourceFailure() {
        for (ScanFeed feed : feeds.values()) {
            QueryException failure = feed.failure();
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }

    /** What parts read from files. */
    ReadStatistics filesRead() {
        return filesRead;
    }

    /** What was done, with the operators of the plan's own statement. */
    RunProfile profile(ImmutableList<OperatorProfile> operators) {
        return new RunProfile(operators, parts.build(), keys.build());
    }

    /** Makes sources stop. Thread: any. */
    synchronized void stop() {
        feeds.values().forEach(ScanFeed::stop);
    }

    /**
     * Takes from DuckDB what was shown to it.
     *
     * @param whole whether the query gave all its rows
     */
    void end(boolean whole) throws SQLException {
        tables.end(whole);
    }

    /** Lets go of the rows that nobody took. */
    void close() {
        feeds.values().forEach(ScanFeed::close);
    }
}

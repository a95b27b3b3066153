package io.penstock.engine.duckdb;

import static io.penstock.spi.engine.RunProfile.Outcome.SENT;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;

import io.penstock.engine.duckdb.Prepared.Mode;
import io.penstock.spi.engine.EnginePlan;
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
import org.apache.arrow.vector.VectorSchemaRoot;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * One try to run a plan in one session. Owner: the running query closes it, which gives the session
 * back. Thread: the query's, except {@link #stop}.
 */
final class Execution implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    private enum Phase {
        WAITING,
        EXECUTING,
        STREAMING,
        READING,
        OVER
    }

    private final Instance instance;
    private final Session session;
    private final EnginePlan plan;
    private final QueryContext context;
    private final BufferAllocator allocator;
    private final Map<String, ScanFeed> feeds = new LinkedHashMap<>();
    private final Set<String> registered = new HashSet<>();
    private final ScanTables tables;
    private volatile Phase phase = Phase.WAITING;
    private @Nullable Prepared prepared;
    private @Nullable DuckDBPreparedStatement running;
    private @Nullable BatchReader reader;
    private boolean failed;
    private boolean measured;
    private volatile @Nullable String valuePart;
    private long rows;
    private ReadStatistics filesRead = ReadStatistics.NONE;
    private final ImmutableList.Builder<RunProfile.Part> parts = ImmutableList.builder();
    private final ImmutableListMultimap.Builder<String, RunProfile.Keys> keys =
            ImmutableListMultimap.builder();
    private final ListMultimap<String, RunProfile.Keys> sentRows = ArrayListMultimap.create();
    private RunProfile profile = RunProfile.NONE;

    Execution(Instance instance, EnginePlan plan, QueryContext context, BufferAllocator allocator)
            throws SQLException {
        this.instance = instance;
        this.plan = plan;
        this.context = context;
        this.allocator = allocator;
        this.session = instance.borrow();
        this.tables = new ScanTables(session, allocator);
    }

    Instance instance() {
        return instance;
    }

    /**
     * Runs the plan until its first rows are there.
     *
     * @param forced how to read the result; null for the way that was best last time
     */
    void start(ScanReader scans, EngineThreads threads, @Nullable Mode forced)
            throws SQLException, IOException {
        prepare(scans, threads);
        Prepared statement = prepared();
        Mode mode = forced == null ? statement.mode() : forced;
        measured = statement.measuresNow();
        session.profile(metrics(measured));
        session.stream(mode == Mode.STREAM);
        Binding.bind(statement.statement(), plan.values());
        enter(statement.statement());
        DuckDBResultSet result = (DuckDBResultSet) statement.statement().executeQuery();
        reader =
                mode == Mode.WHOLE_ROWS
                        ? new RowReader(result, statement.lastRows())
                        : new StreamReader(result, plan.schema(), allocator);
        phase = mode == Mode.STREAM ? Phase.STREAMING : Phase.READING;
    }

    /** What a statement is to count, of which it should be known what it reads of files. */
    private String metrics(boolean files) {
        if (plan.profiled()) {
            return Profile.OPERATORS;
        }
        return files ? Profile.FILES : "";
    }

    private void prepare(ScanReader scans, EngineThreads threads) throws SQLException {
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
        prepared = session.prepare(plan);
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
        SelectOnly.check(sql);
        context.check();
        session.limit(context);
        session.stream(false);
        try (DuckDBPreparedStatement statement = session.connection().prepare(sql)) {
            enter(statement);
            try (DuckDBResultSet rows = (DuckDBResultSet) statement.executeQuery()) {
                return reading.of(rows);
            }
        }
    }

    /** Makes scans readable that are not yet. */
    private void register(Set<String> names) throws SQLException {
        for (String name : names) {
            ScanFeed feed = Objects.requireNonNull(feeds.get(name), name);
            if (registered.contains(name)) {
                continue;
            }
            feed.awaitEnough();
            String first = tables.register(feed, isTable(feed));
            registered.add(name);
            if (first != null) {
                execute(first, ImmutableList.of());
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
        String metrics = metrics(Prepared.readsFiles(part.sql()));
        session.profile(metrics);
        valuePart = isValue(part) ? part.name() : null;
        execute(tables.part(part), part.values());
        valuePart = null;
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

    /** The part of a value that a scan wants, if that is what went wrong. Thread: any. */
    @Nullable String valuePart() {
        return valuePart;
    }

    private void execute(String sql, ImmutableList<BoundValue> values) throws SQLException {
        context.check();
        session.limit(context);
        session.stream(false);
        try (DuckDBPreparedStatement statement = session.connection().prepare(sql)) {
            Binding.bind(statement, values);
            enter(statement);
            statement.execute();
        }
    }

    private synchronized void addFeed(ScanFeed feed) {
        feeds.put(feed.scan().name(), feed);
    }

    private synchronized void enter(DuckDBPreparedStatement statement) {
        running = statement;
        phase = Phase.EXECUTING;
    }

    private Prepared prepared() {
        if (prepared == null) {
            throw new IllegalStateException("not prepared");
        }
        return prepared;
    }

    /** The next batch; 0 rows for the end. */
    int read(VectorSchemaRoot target) throws SQLException, IOException {
        if (reader == null) {
            throw new IllegalStateException("not started");
        }
        int read = reader.read(target);
        rows += read;
        return read;
    }

    /** Whether another read would give nothing. */
    boolean atEnd() {
        return reader != null && reader.atEnd();
    }

    /** Remembers that something went wrong, so that the session is not trusted any more. */
    void failed() {
        failed = true;
    }

    /** The source's error that made DuckDB fail. */
    synchronized @Nullable QueryException sourceFailure() {
        for (ScanFeed feed : feeds.values()) {
            QueryException failure = feed.failure();
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }

    /** What was read from files; known when it is over. */
    synchronized ReadStatistics read() {
        return filesRead;
    }

    /** What was done, if that was asked for; known when it is over. */
    synchronized RunProfile profile() {
        return profile;
    }

    /** How far DuckDB is with the result, from 0 to 1; empty when it can't tell. Thread: any. */
    synchronized OptionalDouble progress() {
        boolean works = phase == Phase.EXECUTING || phase == Phase.STREAMING;
        try {
            if (!works || running == null || running.isClosed()) {
                return OptionalDouble.empty();
            }
            double percent = running.getQueryProgress().getPercentage();
            return percent < 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(Math.min(1, percent / 100));
        } catch (SQLException e) {
            return OptionalDouble.empty();
        }
    }

    /**
     * Makes whatever goes on end soon; may be needed again, because DuckDB forgets an interrupt
     * that comes a moment before a statement starts. Thread: any.
     */
    synchronized void stop() {
        feeds.values().forEach(ScanFeed::stop);
        try {
            if (phase == Phase.EXECUTING && running != null && !running.isClosed()) {
                running.cancel();
            } else if (phase == Phase.STREAMING && !atEnd()) {
                session.abandon();
            }
        } catch (SQLException e) {
            LOG.debug("Could not stop query {}", context.id(), e);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (phase == Phase.OVER) {
                return;
            }
            phase = Phase.OVER;
            running = null;
        }
        feeds.values().forEach(ScanFeed::stop);
        boolean whole = atEnd() && !failed;
        boolean clean =
                closed(reader)
                        && learnt()
                        && closed(statementToDrop())
                        && closed(() -> tables.end(whole));
        feeds.values().forEach(ScanFeed::close);
        instance.giveBack(session, clean && usable());
    }

    private @Nullable AutoCloseable statementToDrop() {
        return Session.isKept(plan) ? null : prepared;
    }

    private boolean learnt() {
        try {
            if (prepared != null && reader != null && !failed) {
                learn(prepared, reader.atEnd());
            }
            return true;
        } catch (SQLException e) {
            LOG.debug("No statistics of query {}", context.id(), e);
            return false;
        }
    }

    private void learn(Prepared statement, boolean whole) throws SQLException {
        if (measured || plan.profiled()) {
            Profile done = session.profile();
            statement.read(done.files());
            if (plan.profiled() && whole) {
                profile = new RunProfile(done.operators(), parts.build(), keys.build());
            }
        }
        filesRead = filesRead.plus(statement.read());
        if (whole) {
            statement.finished(rows);
        }
    }

    private boolean usable() {
        try {
            return session.isUsable();
        } catch (SQLException e) {
            return false;
        }
    }

    private boolean closed(@Nullable AutoCloseable closeable) {
        if (closeable == null) {
            return true;
        }
        try {
            closeable.close();
            return true;
        } catch (Exception e) {
            LOG.debug("Query {} did not close in order", context.id(), e);
            return false;
        }
    }
}

package io.penstock.engine.duckdb;

import static io.penstock.engine.duckdb.DuckDbTypes.quoted;

import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.engine.QueryContext;

import org.apache.arrow.c.ArrowArrayStream;
import org.duckdb.DuckDBConnection;
import org.duckdb.ProfilerPrintFormat;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/**
 * One connection to an instance and the statements it keeps prepared; it runs one query at a time.
 * Owner: the instance. Thread: the query's, except {@link #abandon}.
 */
final class Session implements AutoCloseable {
    private static final int STATEMENTS = 64;

    private final DuckDBConnection connection;
    private final LinkedHashMap<String, Prepared> statements =
            new LinkedHashMap<>(STATEMENTS, 0.75f, true);
    private final Set<String> streams = new HashSet<>();
    private long limitMillis;
    private String profiled = "";
    private boolean streaming = true;
    private volatile boolean abandoned;

    private Session(DuckDBConnection connection) {
        this.connection = connection;
    }

    /** A session that counts how far its queries are, and prints nothing. */
    static Session open(DuckDBConnection connection) throws SQLException {
        Session session = new Session(connection);
        try {
            session.execute("SET enable_progress_bar_print = false");
            session.execute("SET enable_progress_bar = true");
            return session;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    DuckDBConnection connection() {
        return connection;
    }

    /** Shows a stream under a name, in place of the one that had it before. */
    void register(String name, ArrowArrayStream stream) {
        streams.add(name);
        connection.registerArrowStream(name, stream);
    }

    /** Takes the name from a stream, if one has it. */
    void forget(String name) throws SQLException {
        if (streams.remove(name)) {
            execute("DROP VIEW IF EXISTS temp." + quoted(name));
        }
    }

    /**
     * A statement for the plan: one that is prepared already, if the plan may be kept. The name of
     * a scan means other rows each time, so what reads one is prepared anew.
     *
     * @param few what it reads that are values of the statement
     * @param kept whether the statement is to be kept
     */
    Prepared prepare(EnginePlan plan, List<FewRows> few, boolean kept) throws SQLException {
        if (!kept) {
            return first(plan, few);
        }
        String key = key(plan.sql(), few);
        Prepared known = statements.get(key);
        if (known != null && known.fits(few) && known.gives(plan.schema())) {
            return known.again(connection, plan);
        }
        return kept(key, first(plan, few));
    }

    private Prepared first(EnginePlan plan, List<FewRows> few) throws SQLException {
        boolean bare = few.isEmpty() && plan.values().isEmpty() && !plan.profiled();
        return bare
                ? Prepared.unprepared(connection, plan)
                : Prepared.prepare(connection, plan, few);
    }

    /**
     * A statement for a text of whose result any columns are right.
     *
     * @param few what it reads that are values of the statement
     * @param kept whether the statement is to be kept
     */
    Prepared prepare(String sql, List<FewRows> few, boolean kept) throws SQLException {
        if (!kept) {
            return Prepared.prepare(connection, sql, few);
        }
        String key = key(sql, few);
        Prepared known = statements.get(key);
        return known != null && known.fits(few)
                ? known
                : kept(key, Prepared.prepare(connection, sql, few));
    }

    /**
     * A statement for a text that asks for keys or values, of which any columns are right.
     *
     * @param few what it reads that are values of the statement
     * @param kept whether the statement is to be kept
     */
    Prepared question(String sql, List<FewRows> few, boolean kept) throws SQLException {
        return !kept && few.isEmpty()
                ? Prepared.unprepared(connection, sql)
                : prepare(sql, few, kept);
    }

    private Prepared kept(String key, Prepared prepared) throws SQLException {
        prepared.keep();
        Prepared former = statements.put(key, prepared);
        if (former != null) {
            former.close();
        }
        dropEldest();
        return prepared;
    }

    private static String key(String sql, List<FewRows> few) {
        StringBuilder key = new StringBuilder(sql);
        few.forEach(rows -> key.append(rows.shape()));
        return key.toString();
    }

    private void dropEldest() throws SQLException {
        if (statements.size() > STATEMENTS) {
            Iterator<Prepared> eldest = statements.values().iterator();
            Prepared dropped = eldest.next();
            eldest.remove();
            dropped.close();
        }
    }

    /**
     * Lets DuckDB itself end what takes longer than the query may. Most queries have the same
     * limit, so that there is mostly nothing to do; a query that has waited for its permit gets
     * what is left.
     */
    void limit(QueryContext context) throws SQLException {
        long whole = roundedUp(context.timeout());
        long left = roundedUp(context.remaining());
        long wanted = left < whole - whole / 20 ? left : whole;
        if (wanted != limitMillis) {
            execute("SET max_execution_time = " + wanted);
            limitMillis = wanted;
        }
    }

    private static long roundedUp(Duration time) {
        return time.toMillis() / 10 * 10 + 10;
    }

    /**
     * What the next statement counts.
     *
     * @param metrics of {@link Profile}; empty for nothing
     */
    void profile(String metrics) throws SQLException {
        if (metrics.equals(profiled)) {
            return;
        }
        if (metrics.isEmpty()) {
            execute("RESET enable_profiling");
        } else {
            execute("SET enable_profiling = 'no_output'");
            execute("SET tracked_metrics = " + metrics);
        }
        profiled = metrics;
    }

    /** Whether the next statement gives rows while it makes them, or all of them at its end. */
    void stream(boolean wanted) throws SQLException {
        if (wanted != streaming) {
            execute("SET SESSION jdbc_stream_results = " + wanted);
            streaming = wanted;
        }
    }

    /** What the last statement did; its result must be closed. */
    Profile profile() throws SQLException {
        return Profile.of(connection.getProfilingInformation(ProfilerPrintFormat.JSON));
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * Ends whatever runs by closing the connection: the driver cancels statements only while they
     * execute, not while they stream. Thread: any.
     */
    void abandon() throws SQLException {
        abandoned = true;
        connection.close();
    }

    boolean isUsable() throws SQLException {
        return !abandoned && !connection.isClosed();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

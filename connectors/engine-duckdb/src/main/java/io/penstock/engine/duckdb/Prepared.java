package io.penstock.engine.duckdb;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.engine.ReadStatistics;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A statement of one session that gives exactly the columns of its plan, and what its runs taught.
 * What runs for the first time and takes no values is not prepared yet: DuckDB plans what reads a
 * file or table when it prepares it and again for each run. Owner: the session. Thread: the
 * session's, except that any may cancel the statement.
 */
final class Prepared implements AutoCloseable {
    /** A result of at most so many rows, one chunk of DuckDB's, is read row by row. */
    static final int FEW_ROWS = 2048;

    /** A result of at most so many rows is not streamed. */
    private static final int SOME_ROWS = 20_000;

    private static final int MEASURE_EVERY = 32;

    /**
     * How a result is read. Streaming is right when there may be many rows; but with many queries
     * at once it takes DuckDB twice the time, and the driver forgets why a statement failed.
     */
    enum Mode {
        /** DuckDB makes rows while they are read. */
        STREAM,
        /** DuckDB makes all rows first; they are read as batches. */
        WHOLE_BATCHES,
        /** DuckDB makes all rows first; they are read one by one. */
        WHOLE_ROWS
    }

    private final Optional<Schema> schema;
    private final boolean flat;
    private final boolean readsFiles;
    private final ImmutableList<Schema> few;
    private DuckDBPreparedStatement statement;
    private @Nullable String unprepared;
    private boolean kept;
    private Mode mode = Mode.STREAM;
    private int lastRows;
    private int runs;
    private ReadStatistics read = ReadStatistics.NONE;

    private Prepared(
            DuckDBPreparedStatement statement,
            @Nullable String unprepared,
            Optional<Schema> schema,
            String sql,
            List<FewRows> few) {
        this.statement = statement;
        this.unprepared = unprepared;
        this.schema = schema;
        this.flat = schema.map(RowReader::supports).orElse(false);
        this.readsFiles = readsFiles(sql);
        this.few = schemas(few);
    }

    /**
     * Prepares the plan's SQL, with casts around it where DuckDB's types are not the plan's.
     *
     * @param few what it reads that are values of the statement
     */
    static Prepared prepare(DuckDBConnection connection, EnginePlan plan, List<FewRows> few)
            throws SQLException {
        SelectOnly.check(plan.sql());
        Schema schema = plan.schema();
        DuckDBPreparedStatement statement = prepared(connection, plan.sql(), schema, few);
        return new Prepared(statement, null, Optional.of(schema), plan.sql(), few);
    }

    private static DuckDBPreparedStatement prepared(
            DuckDBConnection connection, String sql, Schema schema, List<FewRows> few)
            throws SQLException {
        DuckDBPreparedStatement statement = connection.prepare(FewRows.with(few, sql));
        try {
            if (!DuckDbTypes.match(schema, statement.getMetaData())) {
                statement.close();
                String casting = DuckDbTypes.casting(sql, schema);
                statement = connection.prepare(FewRows.with(few, casting));
            }
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
        return statement;
    }

    /**
     * The plan's SQL for a first run, or its only one. The types that DuckDB gives are not known
     * before it runs: there are casts around it, which cost nothing where they change nothing.
     *
     * @param plan one without values
     */
    static Prepared unprepared(DuckDBConnection connection, EnginePlan plan) throws SQLException {
        SelectOnly.check(plan.sql());
        return new Prepared(
                created(connection),
                DuckDbTypes.casting(plan.sql(), plan.schema()),
                Optional.of(plan.schema()),
                plan.sql(),
                ImmutableList.of());
    }

    /** A text of whose result any columns are right, for its only run. */
    static Prepared unprepared(DuckDBConnection connection, String sql) throws SQLException {
        SelectOnly.check(sql);
        return new Prepared(created(connection), sql, Optional.empty(), sql, ImmutableList.of());
    }

    /** A statement that runs texts as they are. */
    static DuckDBPreparedStatement created(DuckDBConnection connection) throws SQLException {
        return (DuckDBPreparedStatement) connection.createStatement();
    }

    /** Prepares the plan's SQL if it has run without that; what its run taught stays. */
    Prepared again(DuckDBConnection connection, EnginePlan plan) throws SQLException {
        if (unprepared != null) {
            statement.close();
            statement = prepared(connection, plan.sql(), plan.schema(), ImmutableList.of());
            unprepared = null;
        }
        return this;
    }

    /**
     * Prepares a text whose result is read as it comes.
     *
     * @param few what it reads that are values of the statement
     */
    static Prepared prepare(DuckDBConnection connection, String sql, List<FewRows> few)
            throws SQLException {
        SelectOnly.check(sql);
        DuckDBPreparedStatement statement = connection.prepare(FewRows.with(few, sql));
        return new Prepared(statement, null, DuckDbTypes.schema(statement.getMetaData()), sql, few);
    }

    static boolean readsFiles(String sql) {
        return sql.contains("read_parquet(") || sql.contains("read_csv(");
    }

    /** Whether it is open and takes such rows. */
    boolean fits(List<FewRows> rows) throws SQLException {
        return !statement.isClosed() && few.equals(schemas(rows));
    }

    /** Whether it gives such columns. */
    boolean gives(Schema wanted) {
        return schema.filter(it -> it == wanted || FieldTypes.sameTypes(it, wanted)).isPresent();
    }

    /** The columns of the result, if they are such as may be values. */
    Optional<Schema> schema() {
        return schema.filter(FewRows::supports);
    }

    private static ImmutableList<Schema> schemas(List<FewRows> few) {
        return few.stream().map(FewRows::schema).collect(ImmutableList.toImmutableList());
    }

    /** Leaves it to the session. */
    void keep() {
        kept = true;
    }

    /** Closes it, unless the session keeps it. */
    void done() throws SQLException {
        if (!kept) {
            close();
        }
    }

    /** Binds the rows that it reads, and values. */
    void bind(List<FewRows> rows, ImmutableList<BoundValue> values) throws SQLException {
        if (unprepared != null) {
            return;
        }
        FewRows.bind(statement, rows, values);
    }

    /**
     * Runs it.
     *
     * @param entering is told of the statement before it runs
     */
    DuckDBResultSet run(Consumer<DuckDBPreparedStatement> entering) throws SQLException {
        entering.accept(statement);
        return (DuckDBResultSet)
                (unprepared == null
                        ? statement.executeQuery()
                        : statement.executeQuery(unprepared));
    }

    /** How to read the next result: as the last one would have been read best. */
    Mode mode() {
        return mode;
    }

    /** How many rows to expect. */
    int lastRows() {
        return lastRows;
    }

    /** Remembers how large the result was. */
    void finished(long rows) {
        lastRows = (int) Math.min(rows, FEW_ROWS);
        if (rows <= FEW_ROWS && flat) {
            mode = Mode.WHOLE_ROWS;
        } else {
            mode = rows <= SOME_ROWS ? Mode.WHOLE_BATCHES : Mode.STREAM;
        }
    }

    /**
     * Whether what this run reads from files is to be measured: the first time and now and then.
     * DuckDB's profiler takes a tenth of the time of a small query; runs between are taken to read
     * what the measured one did.
     */
    boolean measuresNow() {
        return readsFiles && runs++ % MEASURE_EVERY == 0;
    }

    /** What the last measured run read from files. */
    ReadStatistics read() {
        return read;
    }

    void read(ReadStatistics measured) {
        this.read = measured;
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}

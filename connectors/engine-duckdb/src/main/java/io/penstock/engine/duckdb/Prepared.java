package io.penstock.engine.duckdb;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.engine.ReadStatistics;

import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;

import java.sql.SQLException;

/**
 * A statement of one session that gives exactly the columns of its plan, and what its runs taught.
 * Owner: the session. Thread: the session's, except that any may cancel the statement.
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

    private final DuckDBPreparedStatement statement;
    private final Schema schema;
    private final boolean flat;
    private final boolean readsFiles;
    private Mode mode = Mode.STREAM;
    private int lastRows;
    private int runs;
    private ReadStatistics read = ReadStatistics.NONE;

    private Prepared(DuckDBPreparedStatement statement, Schema schema, boolean readsFiles) {
        this.statement = statement;
        this.schema = schema;
        this.flat = RowReader.supports(schema);
        this.readsFiles = readsFiles;
    }

    /** Prepares the plan's SQL, with casts around it where DuckDB's types are not the plan's. */
    static Prepared prepare(DuckDBConnection connection, EnginePlan plan) throws SQLException {
        SelectOnly.check(plan.sql());
        DuckDBPreparedStatement statement = connection.prepare(plan.sql());
        try {
            if (!DuckDbTypes.match(plan.schema(), statement.getMetaData())) {
                statement.close();
                statement = connection.prepare(DuckDbTypes.casting(plan.sql(), plan.schema()));
            }
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
        return new Prepared(statement, plan.schema(), readsFiles(plan.sql()));
    }

    static boolean readsFiles(String sql) {
        return sql.contains("read_parquet(") || sql.contains("read_csv(");
    }

    /** Whether it is open and gives what such a plan needs. */
    boolean fits(Schema wanted) throws SQLException {
        return !statement.isClosed() && (schema == wanted || FieldTypes.sameTypes(schema, wanted));
    }

    DuckDBPreparedStatement statement() {
        return statement;
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

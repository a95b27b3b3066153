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
 * Owner: the session. Thread: the session's, except {@link #cancel}.
 */
final class Prepared implements AutoCloseable {
    /** A result of at most so many rows, one chunk of DuckDB's, is read row by row. */
    static final int SMALL = 2048;

    private static final int MEASURE_EVERY = 32;

    private final DuckDBPreparedStatement statement;
    private final Schema schema;
    private final boolean flat;
    private final boolean readsFiles;
    private boolean small;
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
        boolean files = plan.sql().contains("read_parquet(") || plan.sql().contains("read_csv(");
        return new Prepared(statement, plan.schema(), files);
    }

    /** Whether it is open and gives what such a plan needs. */
    boolean fits(Schema wanted) throws SQLException {
        return !statement.isClosed() && (schema == wanted || FieldTypes.sameTypes(schema, wanted));
    }

    DuckDBPreparedStatement statement() {
        return statement;
    }

    /** Whether rows are read one by one: the last result was small, and so will this one be. */
    boolean byRows() {
        return flat && small;
    }

    /** Whether the text reads files. */
    boolean readsFiles() {
        return readsFiles;
    }

    /** Remembers how large the result was. */
    void finished(long rows) {
        small = rows <= SMALL;
        runs++;
    }

    /**
     * Whether this run's reading is to be measured. Asking DuckDB costs some 20 microseconds, too
     * much for each run of a small query: those are sampled.
     */
    boolean measures(long nanos) {
        return readsFiles && (runs % MEASURE_EVERY == 0 || nanos > 2_000_000);
    }

    ReadStatistics read() {
        return read;
    }

    void read(ReadStatistics measured) {
        this.read = measured;
    }

    /** Stops it while it executes; does nothing before and after. */
    void cancel() throws SQLException {
        if (!statement.isClosed()) {
            statement.cancel();
        }
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}

package io.penstock.query;

import io.penstock.spi.engine.BatchStream;

import org.apache.arrow.vector.types.pojo.Schema;

import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * A running query's rows and what is known about them. Owner: the caller closes it, which ends the
 * query.
 */
public final class QueryResult implements AutoCloseable {
    private final BatchStream rows;
    private final String engine;
    private final OptionalLong offset;

    /**
     * A result.
     *
     * @param rows the rows
     * @param engine the engine that makes them, or the connection whose database does
     * @param offset rows that the outermost LIMIT skipped before the first one; absent when the
     *     query has no outermost LIMIT
     */
    public QueryResult(BatchStream rows, String engine, OptionalLong offset) {
        this.rows = rows;
        this.engine = engine;
        this.offset = offset;
    }

    /** The same result, its rows seen by somebody on their way out. */
    public QueryResult through(UnaryOperator<BatchStream> seen) {
        return new QueryResult(seen.apply(rows), engine, offset);
    }

    /** The result's columns. */
    public Schema schema() {
        return rows.schema();
    }

    /** The rows. */
    public BatchStream rows() {
        return rows;
    }

    /** The engine that makes the rows, or the connection whose database does. */
    public String engine() {
        return engine;
    }

    /**
     * A lower bound of the rows there were before the outermost LIMIT.
     *
     * @param returned rows that came back
     * @return absent when the query has no outermost LIMIT
     */
    public OptionalLong rowsBeforeLimit(long returned) {
        return offset.isEmpty()
                ? offset
                : OptionalLong.of(returned == 0 ? 0 : offset.getAsLong() + returned);
    }

    @Override
    public void close() {
        rows.close();
    }
}

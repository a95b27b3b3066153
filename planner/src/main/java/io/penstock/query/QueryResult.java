package io.penstock.query;

import com.google.common.collect.ImmutableSet;

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
    private final ImmutableSet<String> sources;

    /**
     * A result.
     *
     * @param rows the rows
     * @param engine the engine that makes them, or the connection whose database does
     * @param offset rows that the outermost LIMIT skipped before the first one; absent when the
     *     query has no outermost LIMIT
     * @param sources the names of connections and of the server's own schemas that are read
     */
    public QueryResult(
            BatchStream rows, String engine, OptionalLong offset, ImmutableSet<String> sources) {
        this.rows = rows;
        this.engine = engine;
        this.offset = offset;
        this.sources = sources;
    }

    /** The same result, its rows seen by somebody on their way out. */
    public QueryResult through(UnaryOperator<BatchStream> seen) {
        return new QueryResult(seen.apply(rows), engine, offset, sources);
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

    /** The connections, and the server's own schemas, whose tables are read. */
    public ImmutableSet<String> sources() {
        return sources;
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

package io.penstock.query;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.engine.BatchStream;

import org.apache.arrow.vector.types.pojo.Schema;

import java.util.OptionalLong;
import java.util.function.Supplier;
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
    private final Supplier<ImmutableList<SourceRead>> reads;

    /**
     * A result.
     *
     * @param rows the rows
     * @param engine the engine that makes them, or the connection whose database does
     * @param offset rows that the outermost LIMIT skipped before the first one; absent when the
     *     query has no outermost LIMIT
     * @param sources the names of connections and of the server's own schemas that are read
     * @param reads what was read of each so far
     */
    public QueryResult(
            BatchStream rows,
            String engine,
            OptionalLong offset,
            ImmutableSet<String> sources,
            Supplier<ImmutableList<SourceRead>> reads) {
        this.rows = rows;
        this.engine = engine;
        this.offset = offset;
        this.sources = sources;
        this.reads = reads;
    }

    /** The same result, its rows seen by somebody on their way out. */
    public QueryResult through(UnaryOperator<BatchStream> seen) {
        return new QueryResult(seen.apply(rows), engine, offset, sources, reads);
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
     * What was read of each source so far, for the operator: also of rows that the caller may not
     * know of. Whole once the result is closed.
     */
    public ImmutableList<SourceRead> reads() {
        return reads.get();
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

package io.penstock.engine.duckdb;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBResultSet;

import java.io.IOException;
import java.sql.SQLException;

/**
 * Reads a result as Arrow batches that DuckDB fills. Buffers are handed over as they are; only
 * names come from the plan.
 */
final class StreamReader implements BatchReader {
    /** Large enough to make the cost of a batch vanish, small enough to come early. */
    static final int BATCH_ROWS = 16 * 1024;

    private final DuckDBResultSet result;
    private final ArrowReader batches;
    private final VectorSchemaRoot filled;
    private boolean ahead;
    private boolean atEnd;

    StreamReader(DuckDBResultSet result, Schema schema, BufferAllocator allocator)
            throws SQLException, IOException {
        this.result = result;
        this.batches = (ArrowReader) result.arrowExportStream(allocator, BATCH_ROWS);
        this.filled = opened(batches, schema);
    }

    private static VectorSchemaRoot opened(ArrowReader batches, Schema schema) throws IOException {
        try {
            VectorSchemaRoot root = batches.getVectorSchemaRoot();
            if (!FieldTypes.sameTypes(schema, root.getSchema())) {
                throw new QueryException(
                        EngineError.FAILED,
                        "The engine gives %s where the plan has %s"
                                .formatted(root.getSchema(), schema));
            }
            return root;
        } catch (IOException | RuntimeException e) {
            batches.close();
            throw e;
        }
    }

    /**
     * A batch that is not full is the last one, and the next look finds the end without waiting: it
     * is taken at once, so that a small query is over before its rows are written.
     */
    @Override
    public int read(VectorSchemaRoot target) throws IOException {
        if (!ahead && !load()) {
            return 0;
        }
        int rows = filled.getRowCount();
        handOver(target);
        ahead = rows < BATCH_ROWS && load();
        return rows;
    }

    private boolean load() throws IOException {
        if (atEnd) {
            return false;
        }
        do {
            atEnd = !batches.loadNextBatch();
        } while (!atEnd && filled.getRowCount() == 0);
        return !atEnd;
    }

    private void handOver(VectorSchemaRoot target) {
        try (ArrowRecordBatch batch = new VectorUnloader(filled).getRecordBatch()) {
            new VectorLoader(target).load(batch);
        }
        filled.clear();
    }

    @Override
    public boolean atEnd() {
        return atEnd;
    }

    @Override
    public void close() throws SQLException, IOException {
        try {
            batches.close();
        } finally {
            result.close();
        }
    }
}

package io.penstock.engine.duckdb;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.engine.QueryContext;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Runs a trivial query in both ways of reading results, so that the first user does not wait for
 * native libraries and classes to load: half a second.
 */
final class WarmUp implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final EnginePlan TRIVIAL =
            new EnginePlan(
                    "SELECT 1 AS c0",
                    ImmutableList.of(),
                    ImmutableList.of(),
                    new Schema(List.of(FieldTypes.field("c0", FieldTypes.INT32, false))),
                    true);

    private final DuckDbEngine engine;

    WarmUp(DuckDbEngine engine) {
        this.engine = engine;
    }

    @Override
    public void run() {
        try {
            for (int i = 0; i < 2; i++) {
                once(new QueryContext("warm-up", Duration.ofSeconds(10)));
            }
        } catch (SQLException | IOException | RuntimeException e) {
            LOG.debug("The engine was not warmed up", e);
        }
    }

    /** Without a permit: nobody has to wait for it. */
    private void once(QueryContext context) throws SQLException, IOException {
        try (Execution execution = engine.execution(TRIVIAL, context);
                VectorSchemaRoot batch =
                        VectorSchemaRoot.create(TRIVIAL.schema(), engine.allocator())) {
            execution.start((scan, c) -> noScans(), engine.threads(), null);
            while (execution.read(batch) > 0) {
                LOG.debug("Warmed up with {} rows", batch.getRowCount());
            }
        }
    }

    private static BatchStream noScans() {
        throw new IllegalStateException("there are no scans");
    }
}

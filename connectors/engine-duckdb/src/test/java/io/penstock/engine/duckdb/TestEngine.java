package io.penstock.engine.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.engine.EngineSettings;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.engine.ScanReader;
import io.penstock.spi.scan.Scan;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An engine for tests; closing it checks that every permit and every byte came back. */
final class TestEngine implements AutoCloseable {
    static final int NICENESS = 10;

    static final ScanReader NO_SCANS =
            (scan, context) -> {
                throw new IllegalStateException("no scan expected: " + scan);
            };

    final DuckDbEngine engine;

    private TestEngine(DuckDbEngine engine) {
        this.engine = engine;
    }

    static TestEngine open(Path temporary, Path... readable) {
        return open(4, 512L << 20, temporary, readable);
    }

    static TestEngine open(int permits, long memory, Path temporary, Path... readable) {
        return new TestEngine(
                (DuckDbEngine)
                        new DuckDbEngineFactory()
                                .open(
                                        new EngineSettings(
                                                permits,
                                                2,
                                                NICENESS,
                                                memory,
                                                ImmutableList.copyOf(readable),
                                                temporary.resolve("spill"))));
    }

    static EnginePlan plan(String sql, Field... columns) {
        return plan(sql, ImmutableList.of(), columns);
    }

    static EnginePlan plan(String sql, ImmutableList<BoundValue> values, Field... columns) {
        return new EnginePlan(sql, values, ImmutableList.of(), new Schema(List.of(columns)), true);
    }

    static EnginePlan plan(String sql, ImmutableList<Scan.Pushed> scans, List<Field> columns) {
        return new EnginePlan(sql, ImmutableList.of(), scans, new Schema(columns), true);
    }

    static QueryContext context() {
        return context(Duration.ofSeconds(30));
    }

    static QueryContext context(Duration timeout) {
        return new QueryContext("test", timeout);
    }

    List<List<@Nullable Object>> rows(EnginePlan plan) {
        return rows(plan, NO_SCANS);
    }

    List<List<@Nullable Object>> rows(EnginePlan plan, ScanReader scans) {
        try (BatchStream stream = engine.run(plan, scans, context())) {
            return drain(stream);
        }
    }

    /** All rows; text as String, everything else as Arrow gives it. */
    static List<List<@Nullable Object>> drain(BatchStream stream) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        while (stream.next()) {
            VectorSchemaRoot batch = stream.batch();
            assertThat(batch.getSchema()).isEqualTo(stream.schema());
            assertThat(batch.getRowCount()).isBetween(1, 65_536);
            for (int row = 0; row < batch.getRowCount(); row++) {
                List<@Nullable Object> values = new ArrayList<>();
                for (FieldVector vector : batch.getFieldVectors()) {
                    values.add(plain(vector.getObject(row)));
                }
                rows.add(values);
            }
        }
        assertThat(stream.next()).isFalse();
        return rows;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return value instanceof org.apache.arrow.vector.util.Text text ? text.toString() : value;
    }

    /** How many rows there are. */
    long count(EnginePlan plan) {
        try (BatchStream stream = engine.run(plan, NO_SCANS, context())) {
            return count(stream);
        }
    }

    static long count(BatchStream stream) {
        long rows = 0;
        while (stream.next()) {
            rows += stream.batch().getRowCount();
        }
        return rows;
    }

    @Override
    public void close() {
        assertThat(engine.status().running()).isZero();
        assertThat(engine.status().waiting()).isZero();
        assertThat(engine.status().unread()).isZero();
        engine.close();
        assertThat(engine.allocatedBytes()).isZero();
    }
}

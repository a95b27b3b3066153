package io.penstock.engine.duckdb;

import static io.penstock.engine.duckdb.TestEngine.plan;
import static io.penstock.spi.catalog.FieldTypes.field;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.EngineFactory;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

class DuckDbEngineTest {
    private static final Field A = field("a", FieldTypes.INT32, true);
    private static final Field NAME = field("name", FieldTypes.UTF8, false);

    @TempDir Path folder;
    TestEngine engine;

    @BeforeEach
    void open() {
        engine = TestEngine.open(folder);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void isFoundByItsName() {
        assertThat(ServiceLoader.load(EngineFactory.class))
                .extracting(EngineFactory::name)
                .containsExactly("duckdb");
    }

    @Test
    void givesRowsUnderThePlansNames() {
        EnginePlan plan = plan("SELECT 7 AS c0, 'ж' || 'İ' AS c1", A, NAME);
        for (int run = 0; run < 3; run++) {
            assertThat(engine.rows(plan)).containsExactly(List.of(7, "жİ"));
        }
    }

    @Test
    void bindsValuesEachTime() {
        for (int value = 0; value < 5; value++) {
            EnginePlan plan =
                    plan(
                            "SELECT CAST(? AS INTEGER) AS c0",
                            ImmutableList.of(new BoundValue(FieldTypes.INT32, (long) value)),
                            A);
            assertThat(engine.rows(plan)).containsExactly(List.of(value));
        }
    }

    @Test
    void givesNoBatchForNoRows() {
        for (int run = 0; run < 3; run++) {
            assertThat(engine.rows(plan("SELECT 1 AS c0 WHERE FALSE", A))).isEmpty();
        }
    }

    @Test
    void givesManyRowsInOrder() {
        EnginePlan plan =
                plan(
                        "SELECT CAST(x AS INTEGER) AS c0, 'row ' || x AS c1 FROM range(100000) AS"
                                + " t(x)",
                        A,
                        NAME);
        for (int run = 0; run < 3; run++) {
            List<?> rows = engine.rows(plan);
            assertThat(rows).hasSize(100_000);
            assertThat(rows.get(77_777)).isEqualTo(List.of(77_777, "row 77777"));
        }
    }

    /** The last small result made the engine expect another; it must cope with a large one. */
    @Test
    void copesWithAResultThatGrew() {
        for (long size : new long[] {3, 3, 10_000, 3, 2_048, 2_048, 2_049, 0, 4_096, 1}) {
            EnginePlan plan =
                    plan(
                            "SELECT CAST(x AS INTEGER) AS c0 FROM range(CAST(? AS BIGINT)) AS t(x)",
                            ImmutableList.of(new BoundValue(FieldTypes.INT64, size)),
                            A);
            assertThat(engine.rows(plan)).hasSize((int) size);
        }
    }

    @Test
    void givesThePermitBackWithTheLastRowOfASmallResult() {
        try (BatchStream stream =
                engine.engine.run(
                        plan("SELECT 1 AS c0", A), TestEngine.NO_SCANS, TestEngine.context())) {
            assertThat(engine.engine.status().running()).isZero();
            assertThat(TestEngine.drain(stream)).containsExactly(List.of(1));
        }
    }

    @Test
    void stopsWhenClosedEarly() {
        EnginePlan endless =
                plan("SELECT CAST(x % 100 AS INTEGER) AS c0 FROM range(90000000000) AS t(x)", A);
        for (int run = 0; run < 5; run++) {
            try (BatchStream stream =
                    engine.engine.run(endless, TestEngine.NO_SCANS, TestEngine.context())) {
                assertThat(stream.next()).isTrue();
                assertThat(engine.engine.status().running()).isEqualTo(1);
            }
            assertThat(engine.engine.status().running()).isZero();
        }
    }

    @Test
    void castsWhatDuckDbTypesOtherwise() {
        assertThat(engine.rows(plan("SELECT CAST(5 AS BIGINT) AS c0, 12 AS c1", A, NAME)))
                .containsExactly(List.of(5, "12"));
    }

    @Test
    void runsFromVirtualThreads() throws InterruptedException {
        List<List<?>> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
        Thread thread =
                Thread.ofVirtual().start(() -> seen.addAll(engine.rows(plan("SELECT 3 AS c0", A))));
        thread.join();
        assertThat(seen).isEqualTo(List.of(List.of(3)));
    }
}

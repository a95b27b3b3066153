package io.penstock.engine.duckdb;

import static io.penstock.engine.duckdb.TestEngine.plan;
import static io.penstock.spi.catalog.FieldTypes.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.ErrorCode;
import io.penstock.spi.error.QueryException;

import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

@Timeout(120)
class StoppingTest {
    private static final Field N = field("n", FieldTypes.INT64, true);
    private static final EnginePlan LONG_BEFORE_ITS_FIRST_ROW =
            plan("SELECT count(*) AS c0 FROM range(900000000000) AS t(x) WHERE x % 7 = 3", N);
    private static final EnginePlan ENDLESS_ROWS =
            plan("SELECT x AS c0 FROM range(900000000000) AS t(x)", N);
    private static final EnginePlan FEW_ROWS_FAR_BETWEEN =
            plan("SELECT x AS c0 FROM range(900000000000) AS t(x) WHERE x % 100000000 = 3", N);

    @TempDir Path folder;
    TestEngine engine;

    @BeforeEach
    void open() {
        engine = TestEngine.open(2, 512L << 20, folder);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static ErrorCode code(CompletableFuture<ErrorCode> outcome) throws Exception {
        return outcome.get(60, TimeUnit.SECONDS);
    }

    /** Runs to the end and says with which error. */
    private ErrorCode outcome(EnginePlan plan, QueryContext context) {
        QueryException e =
                catchThrowableOfType(
                        QueryException.class,
                        () -> {
                            try (BatchStream stream =
                                    engine.engine.run(plan, TestEngine.NO_SCANS, context)) {
                                TestEngine.count(stream);
                            }
                        });
        return e.code();
    }

    private CompletableFuture<ErrorCode> started(EnginePlan plan, QueryContext context) {
        return CompletableFuture.supplyAsync(
                () -> outcome(plan, context), task -> Thread.ofPlatform().start(task));
    }

    private void awaitRunning(int queries) {
        while (engine.engine.status().running() < queries) {
            Thread.onSpinWait();
        }
    }

    @Test
    void saysHowFarItIs() throws Exception {
        // Several passes over a big table, so that there is something to be a part of.
        EnginePlan plan =
                plan("SELECT count(*) AS c0 FROM range(3000000000) AS t(x) WHERE x % 7 = 3", N);
        QueryContext context = new QueryContext("far", Duration.ofSeconds(60));
        assertThat(context.progress()).isEmpty();
        CompletableFuture<ErrorCode> outcome = started(plan, context);
        double seen = 0;
        while (seen < 0.02) {
            double now = context.progress().orElse(0);
            assertThat(now).isBetween(seen, 1.0);
            seen = now;
            Thread.onSpinWait();
        }
        context.cancel();
        assertThat(code(outcome)).isEqualTo(EngineError.CANCELLED);
        assertThat(context.progress()).isEmpty();
    }

    static List<EnginePlan> plans() {
        return List.of(LONG_BEFORE_ITS_FIRST_ROW, ENDLESS_ROWS, FEW_ROWS_FAR_BETWEEN);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void deadlineEndsIt(int index) {
        long start = System.nanoTime();
        assertThat(outcome(plans().get(index), TestEngine.context(Duration.ofMillis(300))))
                .isEqualTo(EngineError.TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(engine.rows(plan("SELECT 1 AS c0", N))).containsExactly(List.of(1L));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void cancellingEndsItAtOnce(int index) throws Exception {
        Random random = new Random(index);
        for (int run = 0; run < 15; run++) {
            QueryContext context = TestEngine.context();
            CompletableFuture<ErrorCode> outcome = started(plans().get(index), context);
            long start = System.nanoTime();
            while (System.nanoTime() - start < random.nextInt(60_000_000)) {
                Thread.onSpinWait();
            }
            context.cancel();
            assertThat(code(outcome)).isEqualTo(EngineError.CANCELLED);
        }
        assertThat(engine.rows(plan("SELECT 1 AS c0", N))).containsExactly(List.of(1L));
    }

    /** The reader of a stream takes its time; the query is stopped between two batches. */
    @Test
    void anEndAfterACancellationIsNoEnd() {
        QueryContext context = TestEngine.context();
        try (BatchStream stream = engine.engine.run(ENDLESS_ROWS, TestEngine.NO_SCANS, context)) {
            assertThat(stream.next()).isTrue();
            stream.cancel();
            QueryException e =
                    catchThrowableOfType(QueryException.class, () -> TestEngine.count(stream));
            assertThat(e.code()).isEqualTo(EngineError.CANCELLED);
        }
    }

    @Test
    void aCancelledQueryDoesNotStart() {
        QueryContext context = TestEngine.context();
        context.cancel();
        assertThat(outcome(plan("SELECT 1 AS c0", N), context)).isEqualTo(EngineError.CANCELLED);
    }

    @Test
    void cancellingWakesAQueryThatWaitsForItsPermit() throws Exception {
        QueryContext busy = TestEngine.context();
        List<CompletableFuture<ErrorCode>> running = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            running.add(started(ENDLESS_ROWS, busy));
        }
        awaitRunning(2);
        QueryContext context = TestEngine.context();
        CompletableFuture<ErrorCode> waiting = started(ENDLESS_ROWS, context);
        while (engine.engine.status().waiting() == 0) {
            Thread.onSpinWait();
        }
        context.cancel();
        assertThat(code(waiting)).isEqualTo(EngineError.CANCELLED);
        busy.cancel();
        for (CompletableFuture<ErrorCode> each : running) {
            assertThat(code(each)).isEqualTo(EngineError.CANCELLED);
        }
    }

    @Test
    void waitsForAPermitNoLongerThanTheQueryMayTake() throws Exception {
        QueryContext busy = TestEngine.context();
        List<CompletableFuture<ErrorCode>> running = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            running.add(started(ENDLESS_ROWS, busy));
        }
        awaitRunning(2);
        assertThat(outcome(ENDLESS_ROWS, TestEngine.context(Duration.ofMillis(200))))
                .isEqualTo(EngineError.OVERLOADED);
        busy.cancel();
        for (CompletableFuture<ErrorCode> each : running) {
            code(each);
        }
    }

    /** An interrupt of the waiting thread must not leave the session to the next query. */
    @Test
    void interruptingAVirtualThreadStopsItsQuery() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        List<ErrorCode> outcome = new ArrayList<>();
        Thread thread =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    outcome.add(
                                            outcome(
                                                    LONG_BEFORE_ITS_FIRST_ROW,
                                                    TestEngine.context()));
                                    done.countDown();
                                });
        awaitRunning(1);
        thread.interrupt();
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(outcome).containsExactly(EngineError.CANCELLED);
    }

    @Test
    void closingTheEngineEndsWhatRuns() throws Exception {
        TestEngine other = TestEngine.open(folder.resolve("other"));
        QueryContext context = TestEngine.context();
        CompletableFuture<ErrorCode> outcome =
                CompletableFuture.supplyAsync(
                        () -> {
                            QueryException e =
                                    catchThrowableOfType(
                                            QueryException.class,
                                            () ->
                                                    other.engine.run(
                                                            LONG_BEFORE_ITS_FIRST_ROW,
                                                            TestEngine.NO_SCANS,
                                                            context));
                            return e.code();
                        },
                        task -> Thread.ofPlatform().start(task));
        while (other.engine.status().running() == 0) {
            Thread.onSpinWait();
        }
        other.engine.close();
        assertThat(code(outcome)).isEqualTo(EngineError.CANCELLED);
    }

    /** Many at once, some of them cancelled at any moment: the rest must be right. */
    @Test
    void survivesManyCancellations() throws Exception {
        EnginePlan small =
                plan(
                        "SELECT sum(x) AS c0 FROM range(1000) AS t(x)",
                        field("c0", FieldTypes.INT64, true));
        List<CompletableFuture<ErrorCode>> cancelled = new ArrayList<>();
        Random random = new Random(5);
        for (int i = 0; i < 60; i++) {
            QueryContext context = TestEngine.context();
            cancelled.add(started(plans().get(i % 3), context));
            assertThat(engine.rows(small, TestEngine.NO_SCANS)).containsExactly(List.of(499_500L));
            if (random.nextBoolean()) {
                awaitRunning(1);
            }
            context.cancel();
        }
        for (CompletableFuture<ErrorCode> each : cancelled) {
            assertThat(code(each)).isEqualTo(EngineError.CANCELLED);
        }
        assertThat(engine.engine.status().restarts()).isZero();
    }
}

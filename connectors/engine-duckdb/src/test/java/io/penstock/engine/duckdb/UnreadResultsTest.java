package io.penstock.engine.duckdb;

import static io.penstock.engine.duckdb.TestEngine.plan;
import static io.penstock.spi.catalog.FieldTypes.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Results that are open and that nobody reads keep nobody else out. */
@Timeout(120)
class UnreadResultsTest {
    private static final int PERMITS = 2;
    private static final int ROWS = 500_000;
    private static final Field N = field("n", FieldTypes.INT64, true);
    private static final EnginePlan MANY_ROWS =
            plan("SELECT x AS c0 FROM range(" + ROWS + ") AS t(x)", N);
    private static final EnginePlan ENDLESS_ROWS =
            plan("SELECT x AS c0 FROM range(900000000000) AS t(x)", N);

    @TempDir Path folder;
    TestEngine engine;
    List<BatchStream> open = new ArrayList<>();

    @BeforeEach
    void open() {
        engine = TestEngine.open(PERMITS, 512L << 20, folder);
    }

    @AfterEach
    void close() {
        open.forEach(BatchStream::close);
        engine.close();
    }

    private BatchStream begun(EnginePlan plan) {
        BatchStream stream = engine.engine.run(plan, TestEngine.NO_SCANS, TestEngine.context());
        open.add(stream);
        assertThat(stream.next()).isTrue();
        return stream;
    }

    /** The sum of what is left, and of what was in the batch that is there now. */
    private static long sum(BatchStream stream) {
        long sum = 0;
        do {
            BigIntVector numbers = (BigIntVector) stream.batch().getVector(0);
            for (int row = 0; row < stream.batch().getRowCount(); row++) {
                sum += numbers.get(row);
            }
        } while (stream.next());
        return sum;
    }

    private void assertAnswers() {
        assertThat(engine.rows(plan("SELECT 1 AS c0", N))).containsExactly(List.of(1L));
    }

    @Test
    void othersHaveTheirPermitsAndEachIsReadToItsEndLater() {
        for (int i = 0; i < 3 * PERMITS; i++) {
            begun(MANY_ROWS);
        }
        assertThat(engine.engine.status().running()).isEqualTo(PERMITS);
        assertThat(engine.engine.status().unread()).isEqualTo(2 * PERMITS);
        assertAnswers();
        for (BatchStream stream : open) {
            assertThat(sum(stream)).isEqualTo((long) ROWS * (ROWS - 1) / 2);
        }
        assertThat(engine.engine.status().running()).isZero();
        assertThat(engine.engine.status().unread()).isZero();
    }

    /** Who reads on may be what those wait for that have the permits. */
    @Test
    void isReadOnHoweverManyRun() throws Exception {
        BatchStream first = begun(MANY_ROWS);
        for (int i = 0; i < PERMITS; i++) {
            begun(ENDLESS_ROWS);
        }
        List<CompletableFuture<QueryException>> busy = new ArrayList<>();
        for (BatchStream endless : List.copyOf(open).subList(1, PERMITS + 1)) {
            busy.add(
                    CompletableFuture.supplyAsync(
                            () ->
                                    catchThrowableOfType(
                                            QueryException.class, () -> TestEngine.count(endless)),
                            task -> Thread.ofPlatform().start(task)));
        }
        assertThat(sum(first)).isEqualTo((long) ROWS * (ROWS - 1) / 2);
        open.forEach(BatchStream::cancel);
        for (CompletableFuture<QueryException> each : busy) {
            assertThat(each.get().code()).isEqualTo(EngineError.CANCELLED);
        }
        assertAnswers();
    }

    @Test
    void endWhenTheyAreCancelledOrClosed() {
        for (int i = 0; i < 2 * PERMITS; i++) {
            begun(ENDLESS_ROWS);
        }
        BatchStream cancelled = open.getFirst();
        cancelled.cancel();
        QueryException e =
                catchThrowableOfType(QueryException.class, () -> TestEngine.count(cancelled));
        assertThat(e.code()).isEqualTo(EngineError.CANCELLED);
        open.forEach(BatchStream::close);
        assertThat(engine.engine.status().running()).isZero();
        assertThat(engine.engine.status().unread()).isZero();
        assertAnswers();
    }

    /** Each of them costs memory, so that there can't be any number. */
    @Test
    void tooManyOfThemKeepTheirPermits() {
        try (TestEngine one = TestEngine.open(1, 512L << 20, folder.resolve("one"))) {
            List<BatchStream> unread = new ArrayList<>();
            for (int i = 0; i < 17; i++) {
                BatchStream stream =
                        one.engine.run(ENDLESS_ROWS, TestEngine.NO_SCANS, TestEngine.context());
                assertThat(stream.next()).isTrue();
                unread.add(stream);
            }
            QueryException e =
                    catchThrowableOfType(
                            QueryException.class,
                            () ->
                                    one.engine.run(
                                            MANY_ROWS,
                                            TestEngine.NO_SCANS,
                                            TestEngine.context(Duration.ofMillis(400))));
            assertThat(e.code()).isEqualTo(EngineError.OVERLOADED);
            unread.forEach(BatchStream::close);
        }
    }
}

package io.penstock.engine.duckdb;

import static io.penstock.engine.duckdb.TestEngine.plan;
import static io.penstock.spi.catalog.FieldTypes.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Which threads queries run on. */
@Timeout(120)
class BackgroundTest {
    private static final EnginePlan SHORT =
            plan("SELECT 1 AS c0", field("c0", FieldTypes.INT32, true));
    private static final EnginePlan LONG =
            plan(
                    "SELECT count(*) AS c0 FROM range(60000000) AS t(x) WHERE hash(x) % 7 = 3",
                    field("c0", FieldTypes.INT64, true));

    /** Of the numbers after a thread's name in its {@code stat}; see proc_pid_stat(5). */
    private static final int NICENESS = 16;

    @TempDir Path folder;

    private static int niceness(Path thread) throws IOException {
        String stat = Files.readString(thread.resolve("stat"));
        List<String> numbers =
                Splitter.on(' ').splitToList(stat.substring(stat.lastIndexOf(')') + 2));
        return Integer.parseInt(numbers.get(NICENESS));
    }

    private static int own() throws IOException {
        return niceness(Path.of("/proc/thread-self"));
    }

    private static boolean isOnThePath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    private static void assumeThatThreadsCanBeNice() {
        assumeTrue(Files.exists(Path.of("/proc/thread-self")), "threads of Linux");
        assumeTrue(isOnThePath("renice"), "renice");
    }

    private static int nicenessOfAThreadOf(Background background) throws Exception {
        CompletableFuture<Integer> niceness = new CompletableFuture<>();
        background
                .newThread(
                        () -> {
                            try {
                                niceness.complete(own());
                            } catch (IOException e) {
                                niceness.completeExceptionally(e);
                            }
                        })
                .start();
        return niceness.get(60, TimeUnit.SECONDS);
    }

    @Test
    void itsThreadsGiveWayAndOthersStayAsTheyAre() throws Exception {
        assumeThatThreadsCanBeNice();
        int before = own();
        assertThat(nicenessOfAThreadOf(new Background("nice-", 19, Runnable::run))).isEqualTo(19);
        assertThat(nicenessOfAThreadOf(new Background("usual-", 0, Runnable::run)))
                .isEqualTo(before);
        assertThat(own()).isEqualTo(before);
    }

    private static long thatNice(int niceness) throws IOException {
        ImmutableList<Path> threads;
        try (Stream<Path> all = Files.list(Path.of("/proc/self/task"))) {
            threads = all.collect(ImmutableList.toImmutableList());
        }
        long found = 0;
        for (Path thread : threads) {
            try {
                found += niceness(thread) == niceness ? 1 : 0;
            } catch (IOException e) {
                assertThat(thread).as("a thread that has ended meanwhile").doesNotExist();
            }
        }
        return found;
    }

    /** The threads that DuckDB starts for an instance, too. */
    @Test
    void theEnginesThreadsAreInTheBackground() throws Exception {
        assumeThatThreadsCanBeNice();
        long before = thatNice(TestEngine.NICENESS);
        try (TestEngine engine = TestEngine.open(folder)) {
            engine.rows(LONG);
            // Soon, and not at once; this class has a limit of time.
            while (thatNice(TestEngine.NICENESS) < before + 2) {
                Thread.sleep(20);
            }
        }
    }

    private static long elsewhere(TestEngine engine, EnginePlan plan) {
        QueryContext context = TestEngine.context();
        try (BatchStream rows = engine.engine.run(plan, TestEngine.NO_SCANS, context)) {
            assertThat(TestEngine.count(rows)).isEqualTo(1);
        }
        return context.elsewhereNanos();
    }

    @Test
    void whatIsKnownToBeShortStaysOnItsThread() {
        try (TestEngine engine = TestEngine.open(folder)) {
            assertThat(elsewhere(engine, SHORT)).isPositive();
            // The first run may have taken long, because much was new then.
            elsewhere(engine, SHORT);
            assertThat(elsewhere(engine, SHORT)).isZero();
        }
    }

    @Test
    void whatTakesLongDoesNot() {
        try (TestEngine engine = TestEngine.open(folder)) {
            assertThat(elsewhere(engine, LONG)).isPositive();
            assertThat(elsewhere(engine, LONG)).isPositive();
        }
    }

    private static EnginePlan counting(long rows) {
        return plan(
                "SELECT count(*) AS c0 FROM range(?) AS t(x) WHERE hash(x) % 7 = 3",
                ImmutableList.of(new BoundValue(FieldTypes.INT64, rows)),
                field("c0", FieldTypes.INT64, true));
    }

    /** With one value it is short; with another it takes until its time is over. */
    @Test
    void whatWasStoppedIsNotShortAnyMore() {
        try (TestEngine engine = TestEngine.open(folder)) {
            elsewhere(engine, counting(10));
            elsewhere(engine, counting(10));
            assertThat(elsewhere(engine, counting(10))).isZero();
            QueryContext hurried = TestEngine.context(Duration.ofMillis(500));
            assertThatThrownBy(
                            () ->
                                    engine.engine.run(
                                            counting(900_000_000_000L),
                                            TestEngine.NO_SCANS,
                                            hurried))
                    .isInstanceOf(QueryException.class);
            assertThat(elsewhere(engine, counting(10))).isPositive();
        }
    }
}

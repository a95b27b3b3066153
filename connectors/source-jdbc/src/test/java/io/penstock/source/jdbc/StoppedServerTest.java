package io.penstock.source.jdbc;

import static io.penstock.source.jdbc.JdbcFixture.rows;
import static io.penstock.source.jdbc.JdbcFixture.scan;
import static io.penstock.source.jdbc.JdbcFixture.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.Source;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.ErrorCode;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;
import io.penstock.spi.scan.Scan;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A PostgreSQL whose processes are stopped, so that it takes connections and never answers. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("stopped server")
class StoppedServerTest {
    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

    private static final int POOL = 2;
    private static final Duration LIMIT = Duration.ofSeconds(1);

    @TempDir Path project;
    private Source source;
    private Source other;

    @BeforeEach
    void open() {
        source =
                JdbcFixture.open(
                        project,
                        "JDBC_URL",
                        SERVER.url(),
                        "JDBC_POOL_SIZE",
                        String.valueOf(POOL),
                        "JDBC_CONNECT_TIMEOUT",
                        "1s");
        other = JdbcFixture.open(project, "JDBC_URL", "jdbc:h2:mem:other");
        assertThat(rows(source, one())).containsExactly("1");
    }

    @AfterEach
    void close() throws Exception {
        SERVER.resume();
        source.close();
        other.close();
    }

    private static Scan.Pushed one() {
        return scan("SELECT 1", schema("a", FieldTypes.INT32));
    }

    private List<String> read() {
        try (BatchStream stream = source.read(one(), new QueryContext("q", LIMIT))) {
            return stream.next() ? List.of("a row") : List.of();
        }
    }

    /** What became of a question, {@code OK} or a code, and the time it took. */
    private record Outcome(String what, Duration took) {}

    private Outcome outcome() {
        long begun = System.nanoTime();
        String what;
        try {
            what = read().isEmpty() ? "EMPTY" : "OK";
        } catch (QueryException e) {
            what = e.code().toString();
        }
        return new Outcome(what, Duration.ofNanos(System.nanoTime() - begun));
    }

    private static ErrorCode code(Throwable e) {
        return ((QueryException) e).code();
    }

    @Test
    void itsQueriesEndInTimeOthersGoOnAndItHeals() throws Exception {
        SERVER.stop();
        assertThatThrownBy(this::read)
                .extracting(StoppedServerTest::code)
                .isIn(EngineError.TIMEOUT, SourceError.UNREACHABLE);
        assertThat(rows(other, one())).containsExactly("1");
        SERVER.resume();
        awaitHealth();
    }

    /** A connection that was cut while the server stood still may be noticed by one query more. */
    private void awaitHealth() {
        Outcome last = outcome();
        for (int i = 0; i < 2 * POOL && !last.what().equals("OK"); i++) {
            assertThat(last.what())
                    .isIn(
                            String.valueOf(SourceError.UNREACHABLE),
                            String.valueOf(EngineError.OVERLOADED),
                            String.valueOf(EngineError.TIMEOUT));
            last = outcome();
        }
        assertThat(last.what()).isEqualTo("OK");
    }

    @Test
    void onlyAsManyAsItsPoolWaitForIt() throws Exception {
        SERVER.stop();
        awaitStandstill();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Callable<Outcome>> crowd = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                crowd.add(this::outcome);
            }
            List<String> codes = new ArrayList<>();
            for (Future<Outcome> outcome : threads.invokeAll(crowd)) {
                codes.add(outcome.get().what());
                assertThat(outcome.get().took()).isLessThan(Duration.ofSeconds(30));
            }
            assertThat(codes)
                    .contains(String.valueOf(EngineError.OVERLOADED))
                    .doesNotContain("OK", "EMPTY");
        }
        SERVER.resume();
        awaitHealth();
    }

    /** Until nobody gets a connection any more. */
    private void awaitStandstill() {
        String timeout = String.valueOf(EngineError.TIMEOUT);
        for (Outcome last = outcome(); last.what().equals(timeout); ) {
            last = outcome();
        }
    }

    @Test
    void manyMoreCallersThanConnectionsAreAllServed() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(40)) {
            List<Callable<List<String>>> work = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                work.add(() -> rows(source, one()));
            }
            for (Future<List<String>> answer : threads.invokeAll(work)) {
                assertThat(answer.get()).isEqualTo(ImmutableList.of("1"));
            }
        }
    }
}

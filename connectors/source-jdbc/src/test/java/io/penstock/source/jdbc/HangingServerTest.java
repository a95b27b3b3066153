package io.penstock.source.jdbc;

import static io.penstock.source.jdbc.JdbcFixture.rows;
import static io.penstock.source.jdbc.JdbcFixture.scan;
import static io.penstock.source.jdbc.JdbcFixture.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A PostgreSQL behind a wire on which nothing passes any more, or that is cut. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("hanging server")
class HangingServerTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(1);

    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

    @TempDir Path project;
    private Wire wire;
    private Source source;

    @BeforeEach
    void open() throws IOException {
        wire = new Wire(SERVER.port());
        source =
                JdbcFixture.open(
                        project,
                        "JDBC_URL",
                        "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(wire.port()),
                        "JDBC_USER",
                        "postgres",
                        "JDBC_POOL_SIZE",
                        "1",
                        "JDBC_CONNECT_TIMEOUT",
                        "1s");
    }

    @AfterEach
    void close() throws Exception {
        source.close();
        wire.close();
    }

    private static Scan.Pushed one() {
        return scan("SELECT 1", schema("a", FieldTypes.INT32));
    }

    private static Scan.Pushed endless() {
        return scan("SELECT generate_series(1::int8, 500000000)", schema("i", FieldTypes.INT64));
    }

    private static ErrorCode code(Throwable e) {
        return ((QueryException) e).code();
    }

    private void read(Scan.Pushed scan, Duration limit) {
        try (BatchStream stream = source.read(scan, new QueryContext("q", limit))) {
            while (stream.next()) {
                assertThat(stream.batch().getRowCount()).isPositive();
            }
        }
    }

    /** As long as a cut connection is still in the pool, its error is seen once. */
    private void awaitHealth() {
        for (boolean healthy = false; !healthy; ) {
            try {
                assertThat(rows(source, one())).containsExactly("1");
                healthy = true;
            } catch (QueryException e) {
                assertThat(e.code()).isEqualTo(SourceError.UNREACHABLE);
            }
        }
    }

    @Test
    void queriesEndInTimeWhileNothingPassesAndGoOnAfterwards() {
        assertThat(rows(source, one())).containsExactly("1");
        wire.hold();
        for (int i = 0; i < 2; i++) {
            long start = System.nanoTime();
            // The first has a connection, and is at its limit; the next gets none.
            assertThatThrownBy(() -> read(one(), SHORT))
                    .extracting(HangingServerTest::code)
                    .isIn(EngineError.TIMEOUT, SourceError.UNREACHABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(20));
        }
        wire.release();
        awaitHealth();
    }

    @Test
    void aQueryAtWorkEndsAtItsLimit() {
        try (BatchStream stream = source.read(endless(), new QueryContext("q", SHORT))) {
            assertThat(stream.next()).isTrue();
            wire.hold();
            assertThatThrownBy(() -> readOn(stream))
                    .extracting(HangingServerTest::code)
                    .isEqualTo(EngineError.TIMEOUT);
        }
        wire.release();
        awaitHealth();
    }

    private static void readOn(BatchStream stream) {
        while (stream.next()) {
            assertThat(stream.batch().getRowCount()).isPositive();
        }
    }

    @Test
    void aQueryAtWorkEndsWhenItIsCancelled() {
        QueryContext context = new QueryContext("q", LONG);
        try (BatchStream stream = source.read(endless(), context)) {
            assertThat(stream.next()).isTrue();
            wire.hold();
            Thread other = Thread.ofVirtual().start(context::cancel);
            assertThatThrownBy(() -> readOn(stream))
                    .extracting(HangingServerTest::code)
                    .isEqualTo(EngineError.CANCELLED);
            assertThat(other.isInterrupted()).isFalse();
        }
        wire.release();
        awaitHealth();
    }

    @Test
    void whoeverStopsReadingIsNotKept() {
        try (BatchStream stream = source.read(endless(), new QueryContext("q", LONG))) {
            assertThat(stream.next()).isTrue();
            wire.hold();
        }
        wire.release();
        awaitHealth();
    }

    @Test
    void aCutConnectionIsAnErrorOfTheServerAndReplaced() throws IOException {
        try (BatchStream stream = source.read(endless(), new QueryContext("q", LONG))) {
            assertThat(stream.next()).isTrue();
            wire.cut();
            assertThatThrownBy(() -> readOn(stream))
                    .hasMessageContaining("'shop'")
                    .extracting(HangingServerTest::code)
                    .isEqualTo(SourceError.UNREACHABLE);
        }
        awaitHealth();
    }
}

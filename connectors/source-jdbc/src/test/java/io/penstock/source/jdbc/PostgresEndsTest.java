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
import io.penstock.spi.scan.Scan;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/** Queries of PostgreSQL that end before their last row. */
class PostgresEndsTest {
    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

    @TempDir Path project;

    private Source open() {
        return JdbcFixture.open(project, "JDBC_URL", SERVER.url(), "JDBC_POOL_SIZE", "1");
    }

    private static Scan.Pushed endless() {
        return scan("SELECT generate_series(1::int8, 50000000)", schema("i", FieldTypes.INT64));
    }

    private static Scan.Pushed slow() {
        return scan(
                "SELECT count(*) FROM generate_series(1, 1000000000) AS t(i)",
                schema("i", FieldTypes.INT64));
    }

    private static ErrorCode code(Throwable e) {
        return ((QueryException) e).code();
    }

    private static void cancelWhenRunning(QueryContext context) {
        try {
            SERVER.awaitProcesses(
                    1, "state = 'active' AND query LIKE '%generate_series(1, 1000000000)%'");
            context.cancel();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closingEarlyReadsNoMoreAndGivesTheConnectionBack() {
        try (Source source = open()) {
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                try (BatchStream stream = source.read(endless(), JdbcFixture.context())) {
                    assertThat(stream.next()).isTrue();
                }
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isLessThan(Duration.ofSeconds(4));
            }
        }
    }

    @Test
    void deadlineStopsTheQueryAtTheServer() throws Exception {
        try (Source source = open()) {
            long start = System.nanoTime();
            QueryContext context = new QueryContext("q", Duration.ofMillis(300));
            assertThatThrownBy(() -> source.read(slow(), context).next())
                    .extracting(PostgresEndsTest::code)
                    .isEqualTo(EngineError.TIMEOUT);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(5));
            assertThat(rows(source, scan("SELECT 1", schema("a", FieldTypes.INT32))))
                    .containsExactly("1");
        }
    }

    @Test
    void cancelStopsTheQueryAtTheServer() throws Exception {
        try (Source source = open()) {
            QueryContext context = JdbcFixture.context();
            Thread other = Thread.ofVirtual().start(() -> cancelWhenRunning(context));
            assertThatThrownBy(() -> source.read(slow(), context).next())
                    .extracting(PostgresEndsTest::code)
                    .isEqualTo(EngineError.CANCELLED);
            other.join();
            assertThat(rows(source, scan("SELECT 1", schema("a", FieldTypes.INT32))))
                    .containsExactly("1");
        }
    }
}

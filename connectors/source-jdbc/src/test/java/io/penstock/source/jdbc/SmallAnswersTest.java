package io.penstock.source.jdbc;

import static io.penstock.source.jdbc.JdbcFixture.rows;
import static io.penstock.source.jdbc.JdbcFixture.scan;
import static io.penstock.source.jdbc.JdbcFixture.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.spi.Source;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.scan.Scan;
import io.penstock.spi.sql.BoundValue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** Short answers of PostgreSQL, which take one round trip. */
class SmallAnswersTest {
    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();
    private static @Nullable Wire wire;

    @TempDir Path project;

    @BeforeAll
    static void makeTables() throws IOException, SQLException {
        wire = new Wire(SERVER.port());
        SERVER.execute(
                "CREATE TABLE t AS SELECT i, 'row ' || i AS x FROM generate_series(1, 5000) AS"
                        + " s(i)",
                "ALTER TABLE t ADD PRIMARY KEY (i)",
                "CREATE TABLE written (i int)",
                "CREATE FUNCTION writes() RETURNS int LANGUAGE sql VOLATILE AS 'INSERT INTO written"
                        + " VALUES (1) RETURNING i'",
                "CREATE FUNCTION writes_sometimes(n int) RETURNS int LANGUAGE plpgsql VOLATILE AS"
                        + " $$BEGIN IF n > 1 THEN RETURN writes(); END IF; RETURN n; END$$");
    }

    @AfterAll
    static void closeWire() throws IOException {
        if (wire != null) {
            wire.close();
        }
    }

    private Source open() {
        return JdbcFixture.open(
                project,
                "JDBC_URL",
                "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(wire().port()),
                "JDBC_USER",
                "postgres",
                "JDBC_SCHEMA",
                "public",
                "JDBC_POOL_SIZE",
                "1");
    }

    private static Wire wire() {
        if (wire == null) {
            throw new IllegalStateException("no server");
        }
        return wire;
    }

    private static Scan.Pushed upTo(long last) {
        return scan(
                "SELECT i, x FROM t WHERE i <= ? ORDER BY i",
                schema("i", FieldTypes.INT32, "x", FieldTypes.UTF8),
                new BoundValue(FieldTypes.INT64, last));
    }

    /**
     * The fewest of some tries: a connection that was idle for half a second is looked at first.
     */
    private static int roundTrips(Runnable work) {
        int fewest = Integer.MAX_VALUE;
        for (int i = 0; i < 5 && fewest > 1; i++) {
            int before = wire().roundTrips();
            work.run();
            fewest = Math.min(fewest, wire().roundTrips() - before);
        }
        return fewest;
    }

    @Test
    void aLookupTakesOneRoundTrip() {
        try (Source source = open()) {
            assertThat(rows(source, upTo(1))).containsExactly("1|row 1");
            // Another value, and another, until the driver has the server keep the statement.
            for (int i = 2; i < 20; i++) {
                int last = i;
                assertThat(roundTrips(() -> assertThat(rows(source, upTo(last))).hasSize(last)))
                        .isEqualTo(1);
            }
            assertThat(roundTrips(() -> assertThat(rows(source, upTo(0))).isEmpty())).isEqualTo(1);
        }
    }

    @Test
    void anAnswerThatIsLongAfterAllIsWhole() {
        try (Source source = open()) {
            assertThat(rows(source, upTo(3))).hasSize(3);
            for (long last : new long[] {4, 999, 1000, 1001, 1002, 5000, 2}) {
                assertThat(rows(source, upTo(last)))
                        .hasSize((int) last)
                        .startsWith("1|row 1")
                        .endsWith("%d|row %1$d".formatted(last));
            }
            // Once was enough.
            assertThat(roundTrips(() -> rows(source, upTo(3)))).isGreaterThan(1);
        }
    }

    /** It may be computed by several processes, as it is not when rows are limited. */
    @Test
    void whatIsComputedForLongIsAskedAsBefore() {
        Scan.Pushed slow =
                scan("SELECT 1 AS one FROM pg_sleep(0.1)", schema("one", FieldTypes.INT32));
        try (Source source = open()) {
            assertThat(rows(source, slow)).containsExactly("1");
            assertThat(roundTrips(() -> rows(source, slow))).isGreaterThan(1);
        }
    }

    @Test
    void alsoThenNothingCanBeWritten() {
        try (Source source = open()) {
            Scan.Pushed asks = writing(1);
            assertThat(rows(source, asks)).containsExactly("1");
            assertThat(roundTrips(() -> rows(source, asks))).isEqualTo(1);
            assertThatThrownBy(() -> rows(source, writing(2))).hasMessageContaining("read-only");
            assertThat(
                            rows(
                                    source,
                                    scan(
                                            "SELECT count(*) FROM written",
                                            schema("n", FieldTypes.INT64))))
                    .containsExactly("0");
        }
    }

    private static Scan.Pushed writing(long value) {
        return scan(
                "SELECT writes_sometimes(?::int)",
                schema("i", FieldTypes.INT32),
                new BoundValue(FieldTypes.INT64, value));
    }
}

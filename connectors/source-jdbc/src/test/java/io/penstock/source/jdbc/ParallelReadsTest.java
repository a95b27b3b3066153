package io.penstock.source.jdbc;

import static io.penstock.source.jdbc.JdbcFixture.scan;
import static io.penstock.source.jdbc.JdbcFixture.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.spi.Source;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.scan.Scan;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.IntVector;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** A big table of PostgreSQL, read over several connections at once. */
@Timeout(120)
class ParallelReadsTest {
    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

    private static final int ROWS = 24_000;
    private static final int AMOUNT = 100;

    /** At work, or between two parts; also when all of a part is on its way. */
    private static final String PARTS = "state <> 'idle' AND query LIKE 'COPY (%ctid%'";

    @TempDir Path project;

    /** Two rows a block, and more than all readers together hold. */
    @BeforeAll
    static void makeTable() throws SQLException {
        SERVER.cleanSchema();
        SERVER.execute(
                "CREATE UNLOGGED TABLE s.big (i int PRIMARY KEY, amount int, filler text)",
                "ALTER TABLE s.big ALTER filler SET STORAGE PLAIN",
                "INSERT INTO s.big SELECT i, %d, repeat('x', 3900) FROM generate_series(1, %d) AS s(i)"
                        .formatted(AMOUNT, ROWS),
                "ANALYZE s.big");
    }

    private Source open(int poolSize) {
        return JdbcFixture.open(
                project,
                "JDBC_URL",
                SERVER.url(),
                "JDBC_SCHEMA",
                "s",
                "JDBC_POOL_SIZE",
                String.valueOf(poolSize));
    }

    private static Scan.Pushed wide() {
        return scan(
                "SELECT \"i\", \"amount\", \"filler\" FROM \"s\".\"big\"",
                schema(
                        "i",
                        FieldTypes.INT32,
                        "amount",
                        FieldTypes.INT32,
                        "filler",
                        FieldTypes.UTF8));
    }

    private static Scan.Pushed narrow(String rest, BoundValue... values) {
        return scan(
                "SELECT t0.\"i\" AS c0, t0.\"amount\" AS c1 FROM \"s\".\"big\" AS t0" + rest,
                schema("i", FieldTypes.INT32, "amount", FieldTypes.INT32),
                values);
    }

    /** Of all rows that were read: how many, how many different, and the sum of the amounts. */
    private record Totals(long rows, long different, long amount) {}

    private static final Totals ALL = new Totals(ROWS, ROWS, (long) ROWS * AMOUNT);

    private static Totals totals(BatchStream stream) {
        List<Integer> ids = new ArrayList<>();
        long amount = 0;
        while (stream.next()) {
            for (int row = 0; row < stream.batch().getRowCount(); row++) {
                ids.add(((IntVector) stream.batch().getVector(0)).get(row));
                amount += ((IntVector) stream.batch().getVector(1)).get(row);
            }
        }
        assertThat(stream.statistics().rows()).isEqualTo(ids.size());
        return new Totals(ids.size(), ids.stream().distinct().count(), amount);
    }

    private static Totals totals(Source source, Scan.Pushed scan) {
        try (BatchStream stream = source.read(scan, JdbcFixture.context())) {
            return totals(stream);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 10})
    void severalReadAsLongAsHalfOfThePoolIsFree(int poolSize) throws SQLException {
        try (Source source = open(poolSize);
                BatchStream stream = source.read(wide(), JdbcFixture.context())) {
            // Nobody takes rows, so that nobody comes to an end.
            SERVER.awaitProcesses(Math.min(4, (poolSize + 1) / 2), PARTS);
            assertThat(totals(stream)).isEqualTo(ALL);
            SERVER.awaitProcesses(0, PARTS);
        }
    }

    @Test
    void conditionsAndTheirValuesArePartOfIt() throws SQLException {
        try (Source source = open(10)) {
            Scan.Pushed some =
                    narrow(
                            " WHERE t0.\"amount\" > ? AND t0.\"filler\" <> ? OR t0.\"i\" = 7",
                            new BoundValue(FieldTypes.INT64, -1_000_000L),
                            new BoundValue(FieldTypes.UTF8, "it's"));
            assertThat(totals(source, some)).isEqualTo(ALL);
            Scan.Pushed none =
                    narrow(
                            " WHERE t0.\"amount\" < ?",
                            new BoundValue(FieldTypes.INT64, -1_000_000L));
            assertThat(totals(source, none)).isEqualTo(new Totals(0, 0, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " WHERE t0.\"i\" BETWEEN 1 AND 5000",
                " ORDER BY t0.\"filler\", t0.\"i\"",
                " LIMIT 20000"
            })
    void whatIsFoundByAnIndexOrNotPlainIsReadByOne(String rest) throws SQLException {
        try (Source source = open(10);
                BatchStream stream =
                        source.read(
                                scan(wide().sql() + " AS t0" + rest, wide().schema()),
                                JdbcFixture.context())) {
            assertThat(SERVER.processes(PARTS)).isZero();
            assertThat(stream.next()).isTrue();
        }
    }

    @Test
    void allSeeTheSameWhileRowsMove() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try (Source source = open(10)) {
            Future<Long> moves = writer.submit(() -> moveAmounts(over));
            for (int i = 0; i < 15; i++) {
                assertThat(totals(source, narrow(""))).isEqualTo(ALL);
            }
            over.set(true);
            assertThat(moves.get()).isPositive();
        } finally {
            over.set(true);
            writer.shutdown();
        }
    }

    /** Each row that is written goes to the end of the table, and its old place is used again. */
    private static long moveAmounts(AtomicBoolean over) throws SQLException {
        long moves = 0;
        try (Connection connection = DriverManager.getConnection(SERVER.url())) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            "UPDATE s.big SET amount = amount + ? WHERE i = ?")) {
                for (int i = 0; !over.get(); i++) {
                    int from = i * 31 % ROWS;
                    add(statement, -1, 1 + from);
                    add(statement, 1, 1 + (from + ROWS / 2) % ROWS);
                    connection.commit();
                    moves++;
                }
            }
        }
        return moves;
    }

    private static void add(PreparedStatement statement, int amount, int id) throws SQLException {
        statement.setInt(1, amount);
        statement.setInt(2, id);
        statement.executeUpdate();
    }

    @Test
    void manyAtOnceOnASmallPoolAllComeToAnEnd() throws Exception {
        int queries = 12;
        try (Source source = open(4);
                ExecutorService threads = Executors.newFixedThreadPool(queries)) {
            List<Callable<Totals>> work = new ArrayList<>();
            for (int i = 0; i < queries; i++) {
                work.add(() -> totals(source, narrow("")));
            }
            for (Future<Totals> result : threads.invokeAll(work)) {
                assertThat(result.get()).isEqualTo(ALL);
            }
        }
    }

    @Test
    void whoeverStopsReadingGivesAllConnectionsBack() throws SQLException {
        try (Source source = open(8)) {
            for (int i = 0; i < 3; i++) {
                try (BatchStream stream = source.read(wide(), JdbcFixture.context())) {
                    SERVER.awaitProcesses(4, PARTS);
                    assertThat(stream.next()).isTrue();
                }
                SERVER.awaitProcesses(0, PARTS);
            }
            assertThat(totals(source, narrow(""))).isEqualTo(ALL);
        }
    }

    @Test
    void cancelEndsAllReaders() throws Exception {
        try (Source source = open(10)) {
            QueryContext context = JdbcFixture.context();
            try (BatchStream stream = source.read(wide(), context)) {
                SERVER.awaitProcesses(4, PARTS);
                context.cancel();
                long cancelled = System.nanoTime();
                SERVER.awaitProcesses(0, PARTS);
                assertThat(Duration.ofNanos(System.nanoTime() - cancelled))
                        .isLessThan(Duration.ofSeconds(5));
                assertThatThrownBy(() -> totals(stream))
                        .isInstanceOf(QueryException.class)
                        .extracting(e -> ((QueryException) e).code())
                        .isEqualTo(EngineError.CANCELLED);
            }
            assertThat(totals(source, narrow(""))).isEqualTo(ALL);
        }
    }

    @Test
    void anErrorOfOneReaderIsTheQuerys() throws SQLException {
        try (Source source = open(10)) {
            Scan.Pushed failing = narrow(" WHERE 1 / (t0.\"i\" - 23000) <= 1");
            assertThatThrownBy(() -> totals(source, failing))
                    .hasMessageContaining("division by zero");
            SERVER.awaitProcesses(0, PARTS);
            assertThat(totals(source, narrow(""))).isEqualTo(ALL);
        }
    }
}

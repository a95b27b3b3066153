package io.penstock.server.avatica;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Idle and busy JDBC connections for a while, of two drivers: afterwards the server has what it had
 * before. The busy ones run small queries, read large ones to their middle, fail with some, and
 * leave statements for their connection to close. {@code benchmarks/run avatica-soak} does it with
 * more of them and for longer.
 */
@Timeout(300)
final class SoakTest {
    private static final int IDLE = 20;
    private static final int BUSY = 10;
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration TIME = Duration.ofSeconds(20);

    @TempDir private static Path folder;
    private static PenstockServer server;
    private static TestClient client;

    @BeforeAll
    static void start() throws Exception {
        server = TestProject.in(folder).withNumbers(200_000).start("query-timeout", "60s");
        client = new TestClient(server);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static Connection connect(int number) throws SQLException {
        return number % 2 == 0
                ? StockDriver.connect(server)
                : DriverManager.getConnection(
                        "jdbc:penstock://127.0.0.1:%d/?token=%s"
                                .formatted(server.port(), TestProject.TOKEN));
    }

    private static long metric(String name) {
        return client.send(client.bare("/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static void await(String metric, long atMost) {
        long start = System.nanoTime();
        while (metric(metric) > atMost) {
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as(metric + " is " + metric(metric))
                    .isLessThan(Duration.ofSeconds(90));
            LockSupport.parkNanos(50_000_000);
        }
    }

    @Test
    void leavesNothingBehind() throws Exception {
        soak(WARM_UP);
        await("penstock_engine_running", 0);
        long threads = metric("jvm_threads_current");
        long queries = soak(TIME);
        assertThat(queries).isGreaterThan(BUSY);
        await("penstock_avatica_connections", 0);
        await("penstock_avatica_statements", 0);
        await("penstock_engine_running", 0);
        await("penstock_engine_unread", 0);
        await("penstock_arrow_bytes", 0);
        // Pools breathe; ten busy connections that left one thread each would show.
        await("jvm_threads_current", threads + BUSY / 2);
        assertThat(server.sql().queries().running()).isEmpty();
    }

    private static long soak(Duration time) throws Exception {
        List<Connection> idle = new ArrayList<>();
        List<Thread> busy = new ArrayList<>();
        AtomicLong queries = new AtomicLong();
        long end = System.nanoTime() + time.toNanos();
        for (int i = 0; i < IDLE; i++) {
            idle.add(connect(i));
        }
        for (int i = 0; i < BUSY; i++) {
            int number = i;
            busy.add(Thread.ofPlatform().start(() -> work(number, end, queries)));
        }
        for (Thread thread : busy) {
            thread.join();
        }
        for (Connection connection : idle) {
            assertThat(connection.isClosed()).isFalse();
            connection.close();
        }
        return queries.get();
    }

    private static void work(int number, long end, AtomicLong queries) {
        while (System.nanoTime() < end) {
            try (Connection connection = connect(number)) {
                for (int i = 0; i < 20 && System.nanoTime() < end; i++) {
                    query(connection, i);
                    queries.incrementAndGet();
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** One query; results that are left half read keep no other out. */
    private static void query(Connection connection, int turn) throws SQLException {
        Statement statement = connection.createStatement();
        switch (turn % 10) {
            case 3 -> read(statement, "SELECT * FROM lake.numbers", 30_000);
            case 5 -> read(statement, "SELECT * FROM lake.numbers WHERE even", 1);
            case 7 -> fail(statement);
            default -> read(statement, "SELECT 1 AS one", 10);
        }
        if (ThreadLocalRandom.current().nextBoolean()) {
            statement.close();
        }
    }

    private static void read(Statement statement, String sql, int most) throws SQLException {
        ResultSet rows = statement.executeQuery(sql);
        for (int i = 0; i < most && rows.next(); i++) {
            rows.getLong(1);
        }
    }

    private static void fail(Statement statement) {
        try {
            statement.executeQuery("SELECT CAST(s AS INTEGER) FROM lake.numbers");
            throw new AssertionError("it went well");
        } catch (SQLException e) {
            assertThat(e.getSQLState()).startsWith("22");
        }
    }
}

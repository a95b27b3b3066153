package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;
import io.penstock.server.avatica.StockDriver;
import io.penstock.server.flight.FlightClients;

import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Clients that open large results and read them in part, or slowly, keep nobody else out. */
@Timeout(180)
class HalfReadResultsTest {
    private static final int PLACES = 2;
    private static final int NUMBERS = 400_000;
    private static final String ALL = "SELECT * FROM lake.numbers";

    @TempDir private Path folder;

    private PenstockServer started(String... settings) throws Exception {
        return TestProject.in(folder).withNumbers(NUMBERS).start(settings);
    }

    private static ResultSet half(Connection connection) throws SQLException {
        ResultSet rows = connection.createStatement().executeQuery(ALL);
        assertThat(rows.next()).isTrue();
        return rows;
    }

    private static int rest(ResultSet rows) throws SQLException {
        int count = 0;
        while (rows.next()) {
            count++;
        }
        return count;
    }

    private static int rest(FlightStream rows) {
        int count = 0;
        while (rows.next()) {
            count += rows.getRoot().getRowCount();
        }
        return count;
    }

    private static Connection own(PenstockServer server) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:penstock://127.0.0.1:%d/?token=%s"
                        .formatted(server.port(), TestProject.TOKEN));
    }

    private static double metric(TestClient client, String name) {
        return client.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }

    @Test
    void ofThreeDriversThatReadOnLater() throws Exception {
        try (PenstockServer server = started("engine-permits", "" + PLACES);
                TestClient client = new TestClient(server);
                Connection stock = StockDriver.connect(server);
                Connection own = own(server);
                FlightClients flight = new FlightClients(server)) {
            List<ResultSet> open = new ArrayList<>();
            List<FlightStream> streams = new ArrayList<>();
            for (int i = 0; i < PLACES; i++) {
                open.add(half(stock));
                open.add(half(own));
                FlightStream stream = flight.open(flight.sql.execute(ALL));
                assertThat(stream.next()).isTrue();
                streams.add(stream);
            }
            String count = TestClient.encode("SELECT count(*) AS c FROM lake.numbers");
            assertThat(client.get("/v0/sql?q=" + count).statusCode()).isEqualTo(200);
            assertThat(metric(client, "penstock_engine_unread")).isPositive();
            for (ResultSet rows : open) {
                assertThat(rest(rows)).isEqualTo(NUMBERS - 1);
            }
            for (FlightStream stream : streams) {
                assertThat(stream.getRoot().getRowCount() + rest(stream)).isEqualTo(NUMBERS);
                stream.close();
            }
            assertThat(metric(client, "penstock_engine_unread")).isZero();
        }
    }

    @Test
    void aSlowReaderOfFlightMayTakeLongerThanAQuery() throws Exception {
        try (PenstockServer server = started("query-timeout", "1500ms");
                FlightClients flight = new FlightClients(server);
                FlightStream stream = flight.open(flight.sql.execute(ALL))) {
            assertThat(stream.next()).isTrue();
            int first = stream.getRoot().getRowCount();
            TimeUnit.SECONDS.sleep(3);
            assertThat(first + rest(stream)).isEqualTo(NUMBERS);
        }
    }

    @Test
    void aReaderOfFlightThatTakesNothingIsGivenUp() throws Exception {
        try (PenstockServer server = started("flight-rows-timeout", "300ms");
                FlightClients flight = new FlightClients(server);
                FlightStream stream = flight.open(flight.sql.execute(ALL))) {
            assertThat(stream.next()).isTrue();
            while (!server.sql().queries().running().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            FlightRuntimeException e =
                    catchThrowableOfType(FlightRuntimeException.class, () -> rest(stream));
            assertThat(e.status().code()).isEqualTo(FlightStatusCode.TIMED_OUT);
            assertThat(e).hasMessageContaining("taken nothing of the answer for 0.3 s");
        }
    }
}

package io.penstock.server.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.server.ConfigException;
import io.penstock.server.PenstockServer;
import io.penstock.server.TestCertificate;
import io.penstock.server.TestProject;

import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** From taking the port to giving it back. */
class DoorLifeTest {
    @TempDir private Path folder;

    @Test
    void aClientThatComesAtOnceIsAnswered() throws Exception {
        try (PenstockServer server = TestProject.in(folder).start();
                FlightClients client = new FlightClients(server)) {
            assertThat(server.flightUrl().orElseThrow().toString()).startsWith("grpc://127.0.0.1:");
            assertThat(client.query("SELECT 1 AS one")).containsExactly(List.of("1"));
        }
    }

    @Test
    void theDoorCanBeOff() throws Exception {
        try (PenstockServer server = TestProject.in(folder).start("flight-port", "off")) {
            assertThat(server.flightUrl()).isEmpty();
        }
    }

    @Test
    void aPortThatIsTakenIsSaid() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(other.getLocalPort());
            TestProject project = TestProject.in(folder);
            assertThatThrownBy(() -> project.start("flight-port", port))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("flight-port is " + port)
                    .hasMessageContaining("in use")
                    .hasMessageContaining("--flight-port off");
        }
    }

    @Test
    void settingsAreChecked() throws Exception {
        TestProject project = TestProject.in(folder).file("a.pem", "");
        assertThatThrownBy(
                        () ->
                                project.config(
                                        "flight-port", "many",
                                        "flight-idle-timeout", "soon",
                                        "flight-tls-certificate", "none.pem"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--flight-port is 'many'; it must be off, or a number")
                .hasMessageContaining("--flight-idle-timeout is 'soon'")
                .hasMessageContaining("--flight-tls-certificate is 'none.pem'")
                .hasMessageContaining("flight-tls-key is not set");
        assertThatThrownBy(
                        () ->
                                project.start(
                                        "flight-tls-certificate", "a.pem",
                                        "flight-tls-key", "a.pem"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a.pem holds no certificate");
    }

    @Test
    void afterTheEndNobodyIsThere() throws Exception {
        PenstockServer server = TestProject.in(folder).start();
        int port = server.flightUrl().orElseThrow().getPort();
        try (FlightClients client = new FlightClients(server)) {
            client.query("SELECT 1 AS one");
            server.close();
            assertThatThrownBy(() -> new Socket("127.0.0.1", port).close())
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void aServerThatStopsAtOnceGivesThePortBack() throws Exception {
        PenstockServer server = TestProject.in(folder).start();
        int port = server.flightUrl().orElseThrow().getPort();
        server.close();
        assertThatThrownBy(() -> new Socket("127.0.0.1", port).close())
                .isInstanceOf(ConnectException.class);
    }

    /** What is being sent may end; what is not read is not waited for longer than that. */
    @Test
    void stoppingLetsAnswersEnd() throws Exception {
        PenstockServer server =
                TestProject.in(folder).withNumbers(2_000_000).start("stop-timeout", "20s");
        try (FlightClients client = new FlightClients(server)) {
            FlightInfo info = client.sql.execute("SELECT id, x, s FROM lake.numbers");
            try (FlightStream stream = client.open(info)) {
                assertThat(stream.next()).isTrue();
                long rows = stream.getRoot().getRowCount();
                CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
                while (stream.next()) {
                    rows += stream.getRoot().getRowCount();
                }
                assertThat(rows).isEqualTo(2_000_000);
                stopped.join();
            }
        }
    }

    @Test
    void stoppingDoesNotWaitForEver() throws Exception {
        PenstockServer server =
                TestProject.in(folder)
                        .withNumbers(2_000_000)
                        .start("stop-timeout", "300ms", "query-timeout", "60s");
        try (FlightClients client = new FlightClients(server)) {
            FlightInfo info = client.sql.execute("SELECT id, x, s FROM lake.numbers");
            try (FlightStream stream = client.open(info)) {
                assertThat(stream.next()).isTrue();
                long start = System.nanoTime();
                server.close();
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isLessThan(Duration.ofSeconds(10));
            }
        }
    }

    @Test
    void tls() throws Exception {
        TestCertificate.make(folder, "RSA")
                .write(folder.resolve("server.pem"), folder.resolve("server.key"));
        try (PenstockServer server =
                TestProject.in(folder)
                        .start(
                                "flight-tls-certificate", "server.pem",
                                "flight-tls-key", "server.key")) {
            URI url = server.flightUrl().orElseThrow();
            assertThat(url.getScheme()).isEqualTo("grpc+tls");
            encrypted(url);
            String jdbc =
                    "jdbc:arrow-flight-sql://localhost:%d/?useEncryption=true&tlsRootCerts=%s&token=%s"
                            .formatted(
                                    url.getPort(), folder.resolve("server.pem"), TestProject.TOKEN);
            try (Connection connection = JdbcDriver.connect(jdbc);
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("SELECT 1 AS one")) {
                assertThat(JdbcDriverTest.rows(result)).containsExactly(List.of("1"));
            }
            assertThatThrownBy(
                            () -> {
                                try (FlightClients plain = new FlightClients(server)) {
                                    plain.query("SELECT 1 AS one");
                                }
                            })
                    .hasStackTraceContaining("UNAVAILABLE");
        }
    }

    private void encrypted(URI url) throws Exception {
        try (InputStream certificate = Files.newInputStream(folder.resolve("server.pem"));
                BufferAllocator allocator = new RootAllocator();
                FlightClient flight =
                        FlightClient.builder(
                                        allocator, Location.forGrpcTls("localhost", url.getPort()))
                                .trustedCertificates(certificate)
                                .build();
                FlightSqlClient client = new FlightSqlClient(flight)) {
            var bearer = flight.authenticateBasicToken("me", TestProject.TOKEN).orElseThrow();
            FlightInfo info = client.execute("SELECT 1 AS one", bearer);
            try (FlightStream rows =
                    client.getStream(info.getEndpoints().getFirst().getTicket(), bearer)) {
                assertThat(FlightClients.rows(rows)).containsExactly(List.of("1"));
            }
        }
    }
}

package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.auth2.BearerCredentialWriter;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Tokens of few rights at the doors of SQL clients: real drivers, a real server. */
class LimitedClientsTest {
    private static final String ROWS = "DATASOURCES:READ:lake.ev(id,s):id >= 2";

    @TempDir private static Path folder;
    private static AccessServer rig;

    @BeforeAll
    static void start() throws Exception {
        rig = new AccessServer(folder);
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    private static Connection jdbc(String token) throws SQLException {
        URI url = rig.server.url();
        return DriverManager.getConnection(
                "jdbc:penstock://%s:%d/?token=%s".formatted(url.getHost(), url.getPort(), token));
    }

    private static List<String> texts(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return texts(rows, 1);
        }
    }

    private static List<String> texts(ResultSet rows, int column) throws SQLException {
        List<String> texts = new ArrayList<>();
        while (rows.next()) {
            texts.add(rows.getString(column));
        }
        return texts;
    }

    @Test
    void jdbcShowsGrantedRowsAndColumns() throws Exception {
        try (Connection connection = jdbc(rig.token("jdbc rows", ROWS))) {
            assertThat(texts(connection, "SELECT s FROM lake.ev ORDER BY id"))
                    .containsExactly("two", "three");
            assertThat(texts(connection, "SELECT count(*) FROM lake.ev")).containsExactly("2");
            assertThatThrownBy(() -> texts(connection, "SELECT n FROM lake.ev"))
                    .hasMessageContaining("n");
            String foreign = message(connection, "SELECT * FROM lake.tag");
            String missing = message(connection, "SELECT * FROM lake.tug");
            assertThat(foreign.replace("tag", "tug")).isEqualTo(missing);
            try (ResultSet tables = connection.getMetaData().getTables(null, "lake", "%", null)) {
                assertThat(texts(tables, 3)).containsExactly("ev");
            }
            try (ResultSet columns = connection.getMetaData().getColumns(null, "lake", "%", "%")) {
                assertThat(texts(columns, 4)).containsExactly("id", "s");
            }
        }
    }

    private static String message(Connection connection, String sql) {
        try {
            return texts(connection, sql).toString();
        } catch (SQLException e) {
            return e.getSQLState() + " " + e.getMessage();
        }
    }

    @Test
    void aPreparedStatementIsFilteredToo() throws Exception {
        try (Connection connection = jdbc(rig.token("jdbc prepared", ROWS));
                PreparedStatement statement =
                        connection.prepareStatement("SELECT s FROM lake.ev WHERE id < ?")) {
            statement.setInt(1, 3);
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(texts(rows, 1)).containsExactly("two");
            }
        }
    }

    @Test
    void fixedParametersHoldInJdbc() throws Exception {
        String jwt =
                AccessServer.jwt(
                        rig.claims(
                                        "tenant of one",
                                        "[{\"type\":\"PIPES:READ\",\"resource\":\"tenant\",\"fixed_params\":{\"org\":2}}]")
                                .toString());
        try (Connection connection = jdbc(jwt)) {
            assertThat(texts(connection, "SELECT tag FROM tenant")).containsExactly("b");
        }
        try (Connection connection = jdbc(rig.token("free", "PIPES:READ:tenant"))) {
            assertThat(texts(connection, "SELECT tag FROM tenant ORDER BY tag"))
                    .containsExactly("a", "b");
        }
    }

    @Test
    void whoMayReadNothingIsKeptOutOfJdbc() {
        String token = rig.token("jdbc append", "DATASOURCES:APPEND:events");
        assertThatThrownBy(() -> texts(jdbc(token), "SELECT 1")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> texts(jdbc("garbage"), "SELECT 1"))
                .hasMessageContaining("not valid here");
    }

    @Test
    void aDeletedTokenEndsItsConnections() throws Exception {
        String token = rig.token("short lived", ROWS);
        Connection connection = jdbc(token);
        assertThat(texts(connection, "SELECT count(*) FROM lake.ev")).containsExactly("2");
        rig.good(rig.call("DELETE", AccessServer.ADMIN, "/v0/tokens/short%20lived", ""));
        assertThatThrownBy(() -> texts(connection, "SELECT count(*) FROM lake.ev"))
                .hasMessageContaining("not valid here");
    }

    @Test
    void flightShowsGrantedRowsAndNobodyElsesTickets() throws Exception {
        URI url = rig.server.flightUrl().orElseThrow();
        CallOption mine = bearer(rig.token("flight mine", ROWS));
        CallOption other = bearer(rig.token("flight other", ROWS));
        CallOption admin = bearer(AccessServer.ADMIN);
        try (BufferAllocator allocator = new RootAllocator();
                FlightClient flight =
                        FlightClient.builder(
                                        allocator,
                                        Location.forGrpcInsecure(url.getHost(), url.getPort()))
                                .build()) {
            FlightSqlClient client = new FlightSqlClient(flight);
            assertThat(count(client, client.execute("SELECT * FROM lake.ev", mine), mine))
                    .isEqualTo(2);
            assertThat(count(client, client.execute("SELECT * FROM lake.ev", admin), admin))
                    .isEqualTo(3);
            FlightInfo asked = client.execute("SELECT * FROM lake.ev", mine);
            assertThatThrownBy(() -> count(client, asked, other)).hasMessageContaining("no such");
            assertThatThrownBy(() -> count(client, asked, admin)).hasMessageContaining("no such");
            assertThat(count(client, asked, mine)).isEqualTo(2);
            FlightSqlClient.PreparedStatement prepared =
                    client.prepare("SELECT * FROM lake.ev", mine);
            assertThat(count(client, prepared.execute(mine), mine)).isEqualTo(2);
            assertThatThrownBy(() -> prepared.execute(other)).hasMessageContaining("no such");
            prepared.close(mine);
            assertThatThrownBy(() -> client.execute("SELECT * FROM lake.tag", mine))
                    .hasMessageContaining("lake.tag");
        }
    }

    private static CallOption bearer(String token) {
        return new CredentialCallOption(new BearerCredentialWriter(token));
    }

    private static int count(FlightSqlClient client, FlightInfo info, CallOption who)
            throws Exception {
        int rows = 0;
        try (FlightStream stream = client.getStream(info.getEndpoints().get(0).getTicket(), who)) {
            while (stream.next()) {
                rows += stream.getRoot().getRowCount();
            }
        }
        return rows;
    }
}

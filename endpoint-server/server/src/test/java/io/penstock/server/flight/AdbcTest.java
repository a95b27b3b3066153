package io.penstock.server.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestProject;

import org.apache.arrow.adbc.core.AdbcConnection;
import org.apache.arrow.adbc.core.AdbcDatabase;
import org.apache.arrow.adbc.core.AdbcDriver;
import org.apache.arrow.adbc.core.AdbcException;
import org.apache.arrow.adbc.core.AdbcStatement;
import org.apache.arrow.adbc.driver.flightsql.FlightSqlDriver;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** ADBC's driver of Flight SQL for Java. */
class AdbcTest {
    @TempDir private static Path folder;
    private static PenstockServer server;
    private static BufferAllocator allocator;
    private static AdbcDatabase database;
    private static AdbcConnection connection;

    @BeforeAll
    static void start() throws Exception {
        server =
                TestProject.in(folder)
                        .withNumbers(50_000)
                        .pipe("top", "SELECT id, s FROM lake.ev ORDER BY id")
                        .start();
        allocator = new RootAllocator();
        database = open(TestProject.TOKEN);
        connection = database.connect();
    }

    private static AdbcDatabase open(String token) throws AdbcException {
        URI url = server.flightUrl().orElseThrow();
        Map<String, Object> parameters = new HashMap<>();
        AdbcDriver.PARAM_URI.set(
                parameters, "grpc+tcp://%s:%d".formatted(url.getHost(), url.getPort()));
        parameters.put("adbc.flight.sql.rpc.call_header.authorization", "Bearer " + token);
        return new FlightSqlDriver(allocator).open(parameters);
    }

    @AfterAll
    static void stop() throws Exception {
        connection.close();
        database.close();
        allocator.close();
        server.close();
    }

    private static List<List<String>> rows(ArrowReader reader) throws Exception {
        List<List<String>> rows = new ArrayList<>();
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        while (reader.loadNextBatch()) {
            for (int i = 0; i < root.getRowCount(); i++) {
                int at = i;
                rows.add(
                        root.getFieldVectors().stream()
                                .map(vector -> String.valueOf(vector.getObject(at)))
                                .toList());
            }
        }
        return rows;
    }

    @Test
    void aStatementGivesRows() throws Exception {
        try (AdbcStatement statement = connection.createStatement()) {
            statement.setSqlQuery("SELECT id, s FROM top");
            try (AdbcStatement.QueryResult result = statement.executeQuery()) {
                assertThat(rows(result.getReader()))
                        .containsExactly(
                                List.of("1", "one"), List.of("2", "two"), List.of("3", "three"));
            }
        }
    }

    @Test
    void aPasswordIsAToken() throws Exception {
        URI url = server.flightUrl().orElseThrow();
        Map<String, Object> parameters = new HashMap<>();
        AdbcDriver.PARAM_URI.set(
                parameters, "grpc+tcp://%s:%d".formatted(url.getHost(), url.getPort()));
        AdbcDriver.PARAM_USERNAME.set(parameters, "anybody");
        AdbcDriver.PARAM_PASSWORD.set(parameters, TestProject.TOKEN);
        try (AdbcDatabase known = new FlightSqlDriver(allocator).open(parameters);
                AdbcConnection connected = known.connect();
                AdbcStatement statement = connected.createStatement()) {
            statement.setSqlQuery("SELECT 1 AS one");
            try (AdbcStatement.QueryResult result = statement.executeQuery()) {
                assertThat(rows(result.getReader())).containsExactly(List.of("1"));
            }
        }
    }

    /** This driver lists what is in catalogs; there are none. */
    @Test
    void objectsAreInNoCatalog() throws Exception {
        try (ArrowReader objects =
                connection.getObjects(
                        AdbcConnection.GetObjectsDepth.ALL, null, null, null, null, null)) {
            assertThat(rows(objects)).isEmpty();
        }
    }

    @Test
    void aWrongTokenIsRefused() throws Exception {
        assertThatThrownBy(
                        () -> {
                            try (AdbcDatabase wrong = open("wrong");
                                    AdbcConnection none = wrong.connect()) {
                                none.getTableTypes().close();
                            }
                        })
                .isInstanceOf(AdbcException.class);
    }
}

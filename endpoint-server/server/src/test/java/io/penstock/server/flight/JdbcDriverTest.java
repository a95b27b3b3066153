package io.penstock.server.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestProject;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Arrow's JDBC driver: statements, prepared statements, and all that it can ask about a database.
 */
class JdbcDriverTest {
    @TempDir private static Path folder;
    private static PenstockServer server;
    private static Connection connection;

    @BeforeAll
    static void start() throws Exception {
        server =
                TestProject.in(folder)
                        .withShop()
                        .withNumbers(50_000)
                        .pipe("top", "SELECT id, s FROM lake.ev ORDER BY id")
                        .start();
        connection = JdbcDriver.connect(server);
    }

    @AfterAll
    static void stop() throws Exception {
        connection.close();
        server.close();
    }

    static List<List<String>> rows(ResultSet result) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
                row.add(result.getString(i));
            }
            rows.add(row);
        }
        return rows;
    }

    @Test
    void aStatementGivesRows() throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery("SELECT id, s, n, ts FROM lake.ev ORDER BY id")) {
            assertThat(result.next()).isTrue();
            assertThat(result.getLong("id")).isEqualTo(1);
            assertThat(result.getString("s")).isEqualTo("one");
            assertThat(result.getDouble("n")).isEqualTo(1.5);
            assertThat(result.getObject("ts", LocalDateTime.class)).hasToString("2026-03-01T10:00");
            assertThat(result.next()).isTrue();
            assertThat(result.getBigDecimal("n")).isNull();
            assertThat(result.wasNull()).isTrue();
            assertThat(result.next()).isTrue();
            assertThat(result.next()).isFalse();
        }
    }

    @Test
    void aResultKnowsItsColumns() throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery(
                                "SELECT s, CAST(1.25 AS DECIMAL(10, 2)) AS price, ts FROM"
                                        + " lake.ev")) {
            ResultSetMetaData columns = result.getMetaData();
            assertThat(columns.getColumnCount()).isEqualTo(3);
            assertThat(columns.getColumnLabel(1)).isEqualTo("s");
            assertThat(columns.getColumnType(1)).isEqualTo(Types.VARCHAR);
            assertThat(columns.getColumnType(2)).isEqualTo(Types.DECIMAL);
            assertThat(columns.getPrecision(2)).isEqualTo(10);
            assertThat(columns.getScale(2)).isEqualTo(2);
            assertThat(columns.getColumnType(3)).isEqualTo(Types.TIMESTAMP);
            assertThat(columns.isReadOnly(1)).isTrue();
        }
    }

    @Test
    void parametersAreTyped() throws Exception {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT id, s FROM lake.numbers WHERE id > ? AND s <> ? ORDER BY id"
                                + " LIMIT 2")) {
            assertThat(statement.getParameterMetaData().getParameterCount()).isEqualTo(2);
            for (long from : new long[] {10, 49_000}) {
                statement.setLong(1, from);
                statement.setString(2, "row " + (from + 1));
                try (ResultSet result = statement.executeQuery()) {
                    assertThat(rows(result))
                            .containsExactly(
                                    List.of("" + (from + 2), "row " + (from + 2)),
                                    List.of("" + (from + 3), "row " + (from + 3)));
                }
            }
        }
    }

    @Test
    void manyRowsComeWhole() throws Exception {
        long sum = 0;
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT id FROM lake.numbers")) {
            while (result.next()) {
                sum += result.getLong(1);
            }
        }
        assertThat(sum).isEqualTo(49_999L * 50_000 / 2);
    }

    @Test
    void errorsAreTold() throws Exception {
        try (Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("SELECT x FROM lake.ev"))
                    .isInstanceOf(SQLException.class)
                    .hasStackTraceContaining("line 1, column 8");
            assertThatThrownBy(() -> statement.executeUpdate("DELETE FROM lake.ev"))
                    .isInstanceOf(SQLException.class)
                    .hasStackTraceContaining("SELECT");
        }
    }

    @Test
    void aWrongTokenIsRefused() {
        assertThatThrownBy(
                        () -> {
                            try (Connection wrong =
                                            JdbcDriver.connect(
                                                    JdbcDriver.url(server) + "&token=wrong");
                                    Statement statement = wrong.createStatement()) {
                                statement.executeQuery("SELECT 1 AS one");
                            }
                        })
                .isInstanceOf(SQLException.class)
                .hasStackTraceContaining("The token is not valid here");
    }

    @Test
    void aPasswordIsAToken() throws Exception {
        String url = JdbcDriver.url(server) + "&user=anybody&password=" + TestProject.TOKEN;
        try (Connection known = JdbcDriver.connect(url);
                Statement statement = known.createStatement();
                ResultSet result = statement.executeQuery("SELECT 1 AS one")) {
            assertThat(rows(result)).containsExactly(List.of("1"));
        }
        assertThatThrownBy(
                        () ->
                                JdbcDriver.connect(
                                                JdbcDriver.url(server)
                                                        + "&user=anybody&password=wrong")
                                        .close())
                .isInstanceOf(SQLException.class);
    }

    @Test
    void tablesAndColumnsAreListed() throws Exception {
        DatabaseMetaData metadata = connection.getMetaData();
        try (ResultSet tables = metadata.getTables(null, "lake", "e%", new String[] {"TABLE"})) {
            assertThat(tables.next()).isTrue();
            assertThat(tables.getString("TABLE_SCHEM")).isEqualTo("lake");
            assertThat(tables.getString("TABLE_NAME")).isEqualTo("ev");
            assertThat(tables.getString("TABLE_TYPE")).isEqualTo("TABLE");
            assertThat(tables.next()).isFalse();
        }
        try (ResultSet tables = metadata.getTables(null, "public", null, new String[] {"VIEW"})) {
            assertThat(rows(tables)).extracting(row -> row.get(2)).containsExactly("top");
        }
        try (ResultSet columns = metadata.getColumns(null, "lake", "ev", "%")) {
            List<String> found = new ArrayList<>();
            while (columns.next()) {
                found.add(
                        "%s %s %s %s"
                                .formatted(
                                        columns.getInt("ORDINAL_POSITION"),
                                        columns.getString("COLUMN_NAME"),
                                        columns.getString("TYPE_NAME"),
                                        columns.getString("IS_NULLABLE")));
            }
            assertThat(found)
                    .containsExactly(
                            "1 ts TIMESTAMP YES",
                            "2 id UBIGINT YES",
                            "3 s VARCHAR YES",
                            "4 n DECIMAL YES");
        }
        try (ResultSet schemas = metadata.getSchemas()) {
            assertThat(rows(schemas))
                    .extracting(row -> row.get(0))
                    .contains("lake", "public", "shop");
        }
    }

    /** Getters that the driver itself does not have yet: it says so without asking the server. */
    private static final Set<String> MISSING =
            Set.of(
                    "deletesAreDetected",
                    "insertsAreDetected",
                    "othersDeletesAreVisible",
                    "othersInsertsAreVisible",
                    "othersUpdatesAreVisible",
                    "ownDeletesAreVisible",
                    "ownInsertsAreVisible",
                    "ownUpdatesAreVisible",
                    "supportsResultSetHoldability",
                    "updatesAreDetected");

    @Test
    void everyGetterOfTheMetadataAnswers() throws Exception {
        DatabaseMetaData metadata = connection.getMetaData();
        assertThat(metadata.getDatabaseProductName()).isEqualTo("Penstock");
        assertThat(metadata.getIdentifierQuoteString()).isEqualTo("\"");
        assertThat(metadata.getStringFunctions()).contains("concat");
        assertThat(metadata.isReadOnly()).isTrue();
        Map<String, String> failures = new TreeMap<>();
        int called = 0;
        for (Method method : getters()) {
            try {
                Object answer = method.invoke(metadata, arguments(method));
                if (answer instanceof ResultSet result) {
                    rows(result);
                    result.close();
                }
                called++;
            } catch (InvocationTargetException e) {
                failures.put(method.getName(), String.valueOf(e.getCause()));
            }
        }
        assertThat(called).isGreaterThan(140);
        assertThat(failures.keySet()).isEqualTo(MISSING);
        assertThat(failures.values()).allMatch(text -> text.contains("todo: implement"));
    }

    private static List<Method> getters() {
        return Arrays.stream(DatabaseMetaData.class.getMethods())
                .filter(method -> method.getDeclaringClass() == DatabaseMetaData.class)
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    private static @Nullable Object[] arguments(Method method) {
        if (method.getName().equals("supportsTransactionIsolationLevel")) {
            return new Object[] {Connection.TRANSACTION_NONE};
        }
        Class<?>[] types = method.getParameterTypes();
        @Nullable Object[] arguments = new @Nullable Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = argument(types[i]);
        }
        return arguments;
    }

    private static @Nullable Object argument(Class<?> type) {
        if (type == int.class) {
            return ResultSet.TYPE_FORWARD_ONLY;
        }
        if (type == boolean.class) {
            return true;
        }
        return type == String.class ? "ev" : null;
    }
}

package io.penstock.server.avatica;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Every type and its extremes through Avatica's driver in protocol buffers and in JSON, and through
 * ours: as {@code getString} gives them, or refused with a state.
 */
final class TypeMatrixTest {
    private static final String NO_JSON = "22000: %s cannot travel as JSON";
    private static final String NOT_STOCK = "22000: Column 'x' has %s, and Avatica carries";

    @TempDir private static Path folder;
    private static PenstockServer server;
    private static Connection protobuf;
    private static Connection json;
    private static Connection ours;

    /**
     * A value and what comes of it.
     *
     * @param type the JDBC type's name as the column has it
     * @param protobuf through Avatica's driver; {@code state: message} for a refusal
     */
    private record Cell(String sql, String type, String protobuf, String json, String ours) {
        Cell(String sql, String type, String everywhere) {
            this(sql, type, everywhere, everywhere, everywhere);
        }
    }

    @BeforeAll
    static void start() throws IOException, SQLException {
        server = TestProject.in(folder).start("query-timeout", "60s");
        protobuf = StockDriver.connect(server, "protobuf");
        json = StockDriver.connect(server, "json");
        ours =
                DriverManager.getConnection(
                        "jdbc:penstock://127.0.0.1:%d/?token=%s"
                                .formatted(server.port(), TestProject.TOKEN));
    }

    @AfterAll
    static void stop() throws SQLException {
        protobuf.close();
        json.close();
        ours.close();
        server.close();
    }

    static ImmutableList<Cell> numbers() {
        return ImmutableList.of(
                new Cell("CAST(NULL AS BOOLEAN)", "BOOLEAN", "null"),
                new Cell("true", "BOOLEAN", "true"),
                new Cell("CAST(-128 AS TINYINT)", "TINYINT", "-128"),
                new Cell("CAST(NULL AS TINYINT)", "TINYINT", "null"),
                new Cell("CAST(32767 AS SMALLINT)", "SMALLINT", "32767"),
                new Cell("CAST(-2147483648 AS INTEGER)", "INTEGER", "-2147483648"),
                new Cell("9223372036854775807", "BIGINT", "9223372036854775807"),
                new Cell("-9223372036854775807 - 1", "BIGINT", "-9223372036854775808"),
                new Cell("CAST(255 AS UTINYINT)", "UTINYINT", "255"),
                new Cell("CAST(65535 AS USMALLINT)", "USMALLINT", "65535"),
                new Cell("CAST(4294967295 AS UINTEGER)", "UINTEGER", "4294967295"),
                new Cell(
                        "CAST(18446744073709551615 AS UBIGINT)", "UBIGINT", "18446744073709551615"),
                new Cell("CAST(1.5 AS REAL)", "REAL", "1.5"),
                new Cell("CAST('NaN' AS DOUBLE)", "DOUBLE", "NaN", NO_JSON.formatted("NaN"), "NaN"),
                new Cell(
                        "CAST('-Infinity' AS DOUBLE)",
                        "DOUBLE",
                        "-Infinity",
                        NO_JSON.formatted("-Infinity"),
                        "-Infinity"),
                new Cell("CAST(NULL AS DOUBLE)", "DOUBLE", "null"),
                new Cell(
                        "CAST('12345678901234567890123456789012345678' AS DECIMAL(38,0))",
                        "DECIMAL",
                        "12345678901234567890123456789012345678"),
                new Cell("CAST('-0.01' AS DECIMAL(38,2))", "DECIMAL", "-0.01"),
                new Cell("CAST(NULL AS DECIMAL(10,2))", "DECIMAL", "null"));
    }

    static ImmutableList<Cell> texts() {
        return ImmutableList.of(
                new Cell("'tëxt 😀'", "VARCHAR", "tëxt 😀"),
                new Cell("''", "VARCHAR", ""),
                new Cell("CAST(NULL AS VARCHAR)", "VARCHAR", "null"),
                new Cell("CAST('ab' AS VARBINARY)", "VARBINARY", "ab"),
                new Cell(
                        "uuid '550e8400-e29b-41d4-a716-446655440000'",
                        "UUID",
                        "550e8400-e29b-41d4-a716-446655440000"),
                new Cell("NULL", "VARCHAR", "null"),
                new Cell("[1, 2, NULL]", "INTEGER ARRAY", "[1, 2, null]"),
                new Cell("['a', 'b']", "VARCHAR ARRAY", "[a, b]"),
                new Cell("[DATE '2020-01-01']", "DATE ARRAY", "[\"2020-01-01\"]"),
                new Cell("[[1], [2, 3]]", "INTEGER ARRAY ARRAY", "[[1],[2,3]]"),
                new Cell("CAST(NULL AS INTEGER ARRAY)", "INTEGER ARRAY", "null"),
                new Cell("MAP['a', 1]", "MAP", "{\"a\":1}"),
                new Cell("ROW(1, 'x')", "ROW", "[1,\"x\"]"),
                new Cell("INTERVAL '1' DAY", "INTERVAL", "P1D"));
    }

    static ImmutableList<Cell> times() {
        return ImmutableList.of(
                new Cell("DATE '2024-02-29'", "DATE", "2024-02-29"),
                new Cell("DATE '0001-01-01'", "DATE", "0001-01-01"),
                new Cell("DATE '9999-12-31'", "DATE", "9999-12-31"),
                new Cell("CAST(NULL AS DATE)", "DATE", "null"),
                notStock("CAST('-0043-03-15' AS DATE)", "DATE", "-0043-03-15"),
                new Cell(
                        "TIME '23:59:59.999'",
                        "TIME",
                        "23:59:59.999",
                        "23:59:59.999",
                        "23:59:59.999000"),
                notStock("TIME '23:59:59.123456'", "TIME", "23:59:59.123456"),
                new Cell(
                        "TIMESTAMP '1969-12-31 23:59:59.999'",
                        "TIMESTAMP",
                        "1969-12-31 23:59:59.999"),
                new Cell("TIMESTAMP '0001-01-01 00:00:00'", "TIMESTAMP", "0001-01-01 00:00:00"),
                notStock(
                        "TIMESTAMP '2026-03-01 10:00:00.123456'",
                        "TIMESTAMP",
                        "2026-03-01 10:00:00.123456"),
                new Cell("CAST(NULL AS TIMESTAMP)", "TIMESTAMP", "null"),
                new Cell(
                        "CAST(TIMESTAMP '2026-03-01 10:00:00.5' AS TIMESTAMP WITH LOCAL TIME ZONE)",
                        "TIMESTAMP WITH TIME ZONE",
                        "2026-03-01T10:00:00.500000Z"));
    }

    private static Cell notStock(String sql, String type, String text) {
        String refused = NOT_STOCK.formatted(text);
        return new Cell(sql, type, refused, refused, text);
    }

    @ParameterizedTest
    @MethodSource({"numbers", "texts", "times"})
    void comesOutRightOrIsRefused(Cell cell) {
        assertThat(read(protobuf, cell)).startsWith(cell.protobuf());
        assertThat(read(json, cell)).startsWith(cell.json());
        assertThat(read(ours, cell)).startsWith(cell.ours());
    }

    /** The value as text; reading it as an object must go well too. */
    private static String read(Connection connection, Cell cell) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + cell.sql() + " AS x")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getMetaData().getColumnTypeName(1)).isEqualTo(cell.type());
            String text = rows.getString(1);
            boolean none = rows.wasNull();
            Object object = rows.getObject(1);
            assertThat(object == null).isEqualTo(text == null).isEqualTo(none);
            if (object != null && !(object instanceof java.sql.Array)) {
                assertThat(object.getClass().getName())
                        .isEqualTo(rows.getMetaData().getColumnClassName(1));
            }
            assertThat(rows.next()).isFalse();
            return String.valueOf(text);
        } catch (SQLException e) {
            String message = String.valueOf(e.getMessage());
            return e.getSQLState() + ": " + message.substring(message.indexOf("error: ") + 7);
        }
    }
}

package io.penstock.server.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestProject;

import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.HexFormat;

/** Every type of SQL at its edges, as Arrow's client and as its JDBC driver read it. */
class TypesTest {
    @TempDir private static Path folder;
    private static PenstockServer server;
    private static FlightClients client;
    private static Connection connection;

    @BeforeAll
    static void start() throws Exception {
        server = TestProject.in(folder).start();
        client = new FlightClients(server);
        connection = JdbcDriver.connect(server);
    }

    @AfterAll
    static void stop() throws Exception {
        connection.close();
        client.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    TRUE | Bool | true
                    CAST(NULL AS BOOLEAN) | Bool | null
                    CAST(-128 AS TINYINT) | Int(8, true) | -128
                    CAST(127 AS TINYINT) | Int(8, true) | 127
                    CAST(NULL AS TINYINT) | Int(8, true) | null
                    CAST(-32768 AS SMALLINT) | Int(16, true) | -32768
                    CAST(32767 AS SMALLINT) | Int(16, true) | 32767
                    CAST(-2147483648 AS INTEGER) | Int(32, true) | -2147483648
                    CAST(2147483647 AS INTEGER) | Int(32, true) | 2147483647
                    CAST(NULL AS INTEGER) | Int(32, true) | null
                    CAST(-9223372036854775807 - 1 AS BIGINT) | Int(64, true) | -9223372036854775808
                    CAST(9223372036854775807 AS BIGINT) | Int(64, true) | 9223372036854775807
                    CAST(255 AS UTINYINT) | Int(16, true) | 255
                    CAST(NULL AS UTINYINT) | Int(16, true) | null
                    CAST(65535 AS USMALLINT) | Int(32, true) | 65535
                    CAST(4294967295 AS UINTEGER) | Int(64, true) | 4294967295
                    CAST('18446744073709551615' AS UBIGINT) | Decimal(20, 0, 128) | 18446744073709551615
                    CAST(NULL AS UBIGINT) | Decimal(20, 0, 128) | null
                    CAST(0 AS UBIGINT) | Decimal(20, 0, 128) | 0
                    CAST('3.4028235e38' AS REAL) | FloatingPoint(SINGLE) | 3.4028235E38
                    CAST('-Infinity' AS REAL) | FloatingPoint(SINGLE) | -Infinity
                    CAST('NaN' AS REAL) | FloatingPoint(SINGLE) | NaN
                    CAST('1.7976931348623157e308' AS DOUBLE) | FloatingPoint(DOUBLE) | 1.7976931348623157E308
                    CAST('4.9e-324' AS DOUBLE) | FloatingPoint(DOUBLE) | 4.9E-324
                    CAST('Infinity' AS DOUBLE) | FloatingPoint(DOUBLE) | Infinity
                    CAST('NaN' AS DOUBLE) | FloatingPoint(DOUBLE) | NaN
                    CAST(NULL AS DOUBLE) | FloatingPoint(DOUBLE) | null
                    CAST('99999999999999999999999999999999999999' AS DECIMAL(38, 0)) | Decimal(38, 0, 128) | 99999999999999999999999999999999999999
                    CAST('-0.99999999999999999999999999999999999999' AS DECIMAL(38, 38)) | Decimal(38, 38, 128) | -0.99999999999999999999999999999999999999
                    CAST(NULL AS DECIMAL(10, 2)) | Decimal(10, 2, 128) | null
                    'Gruß 😀' | Utf8 | Gruß 😀
                    CAST(NULL AS VARCHAR) | Utf8 | null
                    CAST('123e4567-e89b-12d3-a456-426614174000' AS UUID) | Utf8 | 123e4567-e89b-12d3-a456-426614174000
                    CAST('{"a":[1,null]}' AS JSON) | Utf8 | {"a":[1,null]}
                    ARRAY[1, NULL, 3] | List | [1,null,3]
                    ARRAY[ARRAY[1], ARRAY[2, 3]] | List | [[1],[2,3]]
                    ROW(1, 'x') | Struct | {"EXPR$0":1,"EXPR$1":"x"}
                    """)
    void textsAgree(String sql, String type, String text) throws Exception {
        assertThat(overFlight(sql, type)).isEqualTo(text);
        assertThat(overJdbc(sql, row -> row.getString(1))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    DATE '2024-02-29' | 2024-02-29
                    DATE '0001-01-01' | 0001-01-01
                    DATE '9999-12-31' | 9999-12-31
                    CAST('0044-03-15 (BC)' AS DATE) | -0043-03-15
                    CAST(NULL AS DATE) | null
                    """)
    void dates(String sql, String text) throws Exception {
        assertThat(overFlight(sql, "Date(DAY)")).isEqualTo(text);
        if (!text.startsWith("-")) {
            assertThat(overJdbc(sql, row -> row.getDate(1))).isEqualTo(text);
        }
    }

    /** Through Arrow only: the JDBC driver moves times by the JVM's zone. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    TIME '00:00:00' | 00:00
                    TIME '23:59:59.999999' | 23:59:59.999999
                    CAST(NULL AS TIME) | null
                    """)
    void times(String sql, String text) throws Exception {
        assertThat(overFlight(sql, "Time(MICROSECOND, 64)")).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    TIMESTAMP '2026-03-01 10:00:00.123456' | MICROSECOND | 2026-03-01T10:00:00.123456
                    TIMESTAMP '1969-12-31 23:59:59.999999' | MICROSECOND | 1969-12-31T23:59:59.999999
                    TIMESTAMP '0001-01-01 00:00:00' | MICROSECOND | 0001-01-01T00:00
                    TIMESTAMP '9999-12-31 23:59:59.999999' | MICROSECOND | 9999-12-31T23:59:59.999999
                    TIMESTAMP '2024-02-29 12:00:00' | MICROSECOND | 2024-02-29T12:00
                    CAST('0044-03-15 (BC) 12:00:00' AS TIMESTAMP) | MICROSECOND | -0043-03-15T12:00
                    CAST(TIMESTAMP '2026-03-01 10:00:00.123456' AS TIMESTAMP(9)) | NANOSECOND | 2026-03-01T10:00:00.123456
                    CAST(NULL AS TIMESTAMP) | MICROSECOND | null
                    """)
    void timestamps(String sql, String unit, String text) throws Exception {
        assertThat(overFlight(sql, "Timestamp(%s, null)".formatted(unit))).isEqualTo(text);
        assertThat(overJdbc(sql, row -> row.getObject(1, LocalDateTime.class))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    CAST('2026-03-01 10:00:00.5+02:00' AS TIMESTAMP WITH TIME ZONE) | 2026-03-01T08:00:00.500Z
                    CAST(NULL AS TIMESTAMP WITH TIME ZONE) | null
                    """)
    void moments(String sql, String text) throws Exception {
        assertThat(overFlight(sql, "Timestamp(MICROSECOND, UTC)")).isEqualTo(text);
        assertThat(overJdbc(sql, row -> row.getObject(1, Instant.class))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    CAST(X'00ff10' AS VARBINARY) | 00ff10
                    CAST(NULL AS VARBINARY) | null
                    """)
    void bytes(String sql, String hex) throws Exception {
        assertThat(overFlight(sql, "Binary")).isEqualTo(hex);
        assertThat(
                        overJdbc(
                                sql,
                                row -> {
                                    byte[] bytes = row.getBytes(1);
                                    return bytes == null ? null : HexFormat.of().formatHex(bytes);
                                }))
                .isEqualTo(hex);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    INTERVAL '3' DAY | P3D PT0S | P3D
                    INTERVAL '14' MONTH | P14M PT0S | P14M
                    INTERVAL '1.5' SECOND | P0D PT1.5S | PT1.5S
                    MAP['k', 1] | [{"key":"k","value":1}] | {"k":1}
                    """)
    void whatBothWriteInTheirOwnWay(String sql, String flight, String jdbc) throws Exception {
        try (FlightStream stream = client.open(client.sql.execute("SELECT " + sql + " AS v"))) {
            assertThat(FlightClients.rows(stream).getFirst().getFirst()).isEqualTo(flight);
        }
        assertThat(overJdbc(sql, row -> row.getString(1))).isEqualTo(jdbc);
    }

    private static String overFlight(String sql, String type) throws Exception {
        FlightInfo info = client.sql.execute("SELECT " + sql + " AS v");
        assertThat(info.getSchemaOptional().orElseThrow().getFields().getFirst().getType())
                .hasToString(type);
        try (FlightStream stream = client.open(info)) {
            assertThat(stream.next()).isTrue();
            FieldVector vector = stream.getRoot().getVector(0);
            return vector.isNull(0) ? "null" : text(vector);
        }
    }

    private static String text(FieldVector vector) {
        return switch (vector) {
            case DateDayVector days -> LocalDate.ofEpochDay(days.get(0)).toString();
            case TimeMicroVector times -> LocalTime.ofNanoOfDay(times.get(0) * 1_000).toString();
            case TimeStampMicroTZVector times ->
                    Instant.EPOCH.plusNanos(times.get(0) * 1_000).toString();
            case VarBinaryVector bytes -> HexFormat.of().formatHex(bytes.get(0));
            default -> String.valueOf(vector.getObject(0));
        };
    }

    @FunctionalInterface
    private interface Reading {
        @Nullable Object of(ResultSet row) throws SQLException;
    }

    private static String overJdbc(String sql, Reading reading) throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + sql + " AS v")) {
            assertThat(rows.next()).isTrue();
            return String.valueOf(reading.of(rows));
        }
    }
}

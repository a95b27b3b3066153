package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;

import io.penstock.server.flight.FlightClients;

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
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Every type at its edges through every door, beside each other. What is right stands with each
 * value; the page {@code docs/types.md} shows what each door made of it, and is written anew with
 * {@code -Dgolden=update}.
 */
@TestMethodOrder(MethodOrderer.MethodName.class)
final class DoorTypesTest {
    private static final Path PAGE = Path.of("../../docs/types.md");
    private static final Path VALUES = Path.of("src/test/resources/types/values.txt");
    private static final String REFUSED = "refused";

    @TempDir private static Path folder;
    private static PenstockServer server;
    private static TestClient http;
    private static Doors doors;
    private static final Map<Integer, String> LINES = new TreeMap<>();

    /**
     * A value.
     *
     * @param text as JDBC's getString gives it, with all digits
     * @param json as JSON answers have it
     */
    private record Value(int place, String sql, String text, String json) {
        @Override
        public String toString() {
            return sql;
        }
    }

    private record Doors(
            Connection penstock, Connection protobuf, Connection json, FlightClients flight)
            implements AutoCloseable {
        @Override
        public void close() throws Exception {
            penstock.close();
            protobuf.close();
            json.close();
            flight.close();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        server = TestProject.in(folder).start("query-timeout", "60s");
        http = new TestClient(server);
        doors =
                new Doors(
                        DriverManager.getConnection(
                                "jdbc:penstock://127.0.0.1:%d/?token=%s"
                                        .formatted(server.port(), TestProject.TOKEN)),
                        stock("protobuf"),
                        stock("json"),
                        new FlightClients(server));
    }

    private static Connection stock(String serialization) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:avatica:remote:url=%s/avatica?token=%s;serialization=%s"
                        .formatted(server.url(), TestProject.TOKEN, serialization));
    }

    @AfterAll
    static void stop() throws Exception {
        doors.close();
        http.close();
        server.close();
    }

    static ImmutableList<Value> values() throws Exception {
        ImmutableList.Builder<Value> values = ImmutableList.builder();
        List<String> lines = Files.readAllLines(VALUES);
        for (String line : lines) {
            if (!line.startsWith("#") && !line.isBlank()) {
                List<String> parts = Splitter.on('|').trimResults().splitToList(line);
                assertThat(parts).as(line).hasSize(3);
                values.add(
                        new Value(lines.indexOf(line), parts.get(0), parts.get(1), parts.get(2)));
            }
        }
        return values.build();
    }

    @ParameterizedTest
    @MethodSource("values")
    void comesOutRightOrIsRefused(Value value) throws Exception {
        String json = json(value.sql());
        assertThat(json).isEqualTo(value.json());
        assertThat(ndjson(value.sql())).isEqualTo("{\"v\":" + value.json() + "}");
        String penstock = jdbc(doors.penstock(), value.sql());
        assertThat(penstock).isEqualTo(value.text());
        String protobuf = jdbc(doors.protobuf(), value.sql());
        String avaticaJson = jdbc(doors.json(), value.sql());
        assertThat(plain(protobuf)).isIn(plain(value.text()), toMillis(value.text()), REFUSED);
        assertThat(plain(avaticaJson)).isIn(plain(protobuf), REFUSED);
        LINES.put(
                value.place(),
                row(
                        value.sql(),
                        json,
                        csv(value.sql()),
                        penstock,
                        protobuf,
                        avaticaJson,
                        flight(value.sql())));
    }

    /** Avatica writes exponents with a plus sign. */
    private static String plain(String text) {
        return text.replace("E+", "E");
    }

    /** Avatica's own driver shows times to the millisecond, where nothing is lost. */
    private static String toMillis(String text) {
        return text.matches(".*:\\d\\d\\.\\d{3}000") ? text.substring(0, text.length() - 3) : text;
    }

    private static String row(String... cells) {
        StringBuilder row = new StringBuilder("|");
        for (String cell : cells) {
            row.append(cell.equals(REFUSED) || cell.isEmpty() ? " " + cell : " `" + cell + "`")
                    .append(" |");
        }
        return row.toString();
    }

    private static String json(String sql) {
        String body = body(sql, "JSONCompact").replaceAll("\\s+", " ");
        String data = body.substring(body.indexOf("\"data\":") + 7);
        return data.substring(data.indexOf("[[") < 0 ? data.indexOf("[") : data.indexOf("[[") + 2)
                .replaceFirst("]],? ?\"rows\".*", "")
                .strip();
    }

    private static String ndjson(String sql) {
        return body(sql, "JSONEachRow").stripTrailing();
    }

    private static String csv(String sql) {
        return body(sql, "CSV").stripTrailing();
    }

    private static String body(String sql, String format) {
        HttpResponse<String> response =
                http.get(
                        "/v0/sql?q="
                                + TestClient.encode("SELECT " + sql + " AS v FORMAT " + format));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private static String jdbc(Connection connection, String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + sql + " AS v")) {
            assertThat(rows.next()).isTrue();
            return String.valueOf(rows.getString(1));
        } catch (SQLException e) {
            assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("22000");
            return REFUSED;
        }
    }

    private static String flight(String sql) throws Exception {
        FlightInfo info = doors.flight().sql.execute("SELECT " + sql + " AS v");
        try (FlightStream stream = doors.flight().open(info)) {
            assertThat(stream.next()).isTrue();
            FieldVector vector = stream.getRoot().getVector(0);
            return (vector.isNull(0) ? "null" : text(vector)).replaceAll("\\s+", " ");
        }
    }

    private static String text(FieldVector vector) {
        return switch (vector) {
            case DateDayVector days -> LocalDate.ofEpochDay(days.get(0)).toString();
            case TimeMicroVector times -> LocalTime.ofNanoOfDay(times.get(0) * 1_000).toString();
            case TimeStampMicroTZVector times ->
                    Instant.EPOCH.plus(times.get(0), ChronoUnit.MICROS).toString();
            case VarBinaryVector bytes -> "0x" + HexFormat.of().formatHex(bytes.get(0));
            default -> nested(vector.getObject(0));
        };
    }

    private static String nested(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case List<?> list ->
                    list.stream()
                            .map(DoorTypesTest::nested)
                            .collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(entry -> entry.getKey() + ": " + nested(entry.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
            default -> value.toString();
        };
    }

    /** After all values, by its name. */
    @Test
    void thePageShowsThem() throws Exception {
        assertThat(LINES).hasSize(values().size());
        String text = PREFACE + String.join("\n", LINES.values()) + "\n";
        if ("update".equals(System.getProperty("golden"))) {
            Files.writeString(PAGE, text);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(text);
    }

    private static final String PREFACE =
            """
            # Types through every door

            What becomes of every type at its edges: NULL, the least and the greatest value, NaN and infinities, 38 digits,
            microseconds, years before the first, leap days, nested values. The table is written by a test that reads each value
            with a real client from a real server; *refused* is an error with SQL state 22000 that says why.

            - **JSON**: `/v0/sql` and endpoints with `FORMAT JSON`; NDJSON has the same values. `output_format_json_quote_denormals=1`
              gives NaN and infinities as text, `output_format_json_quote_64bit_integers=1` integers of 64 bits.
            - **CSV**: `FORMAT CSV`.
            - **jdbc:penstock**, **Avatica**, **Avatica, JSON**: `getString` of our driver, and of Avatica's own in protocol buffers and
              with `serialization=json`. See [JDBC](jdbc.md#types) for `getObject`.
            - **Flight SQL**: the Arrow value; a date inside of a list or map is a number of days since 1970. Its JDBC driver reads the same values; see [Flight SQL](flight-sql.md#types).
            - Bytes are hexadecimal digits in JSON and CSV, which have nothing for them, and bytes as such through the other doors
              (`getBytes`, `getObject`); the table writes those of Flight SQL behind `0x`.

            | SQL | JSON | CSV | jdbc:penstock | Avatica | Avatica, JSON | Flight SQL |
            | --- | --- | --- | --- | --- | --- | --- |
            """;
}

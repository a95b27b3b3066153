package io.penstock.source.jdbc;

import static io.penstock.source.jdbc.JdbcFixture.rows;
import static io.penstock.source.jdbc.JdbcFixture.scan;
import static io.penstock.source.jdbc.JdbcFixture.schema;
import static io.penstock.source.jdbc.JdbcFixture.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.spi.Source;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.ErrorCode;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;
import io.penstock.spi.scan.Scan;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

/** Rows that PostgreSQL copies in binary, beside the same rows read with a cursor. */
@Timeout(120)
class CopyTest {
    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

    /** Its type only this database knows, so that a query that reads it is no copy. */
    private static final String NOT_COPIED = "inet '10.0.0.1' AS not_copied";

    @TempDir Path project;

    @BeforeEach
    void cleanSchema() throws SQLException {
        SERVER.cleanSchema();
    }

    private Source open() {
        return JdbcFixture.open(
                project, "JDBC_URL", SERVER.url(), "JDBC_SCHEMA", "s", "JDBC_POOL_SIZE", "1");
    }

    /** What a query gives: its rows, or the code of its error. */
    private static List<String> answer(Source source, Scan.Pushed scan) {
        try {
            return rows(source, scan);
        } catch (QueryException e) {
            return List.of(e.code().toString());
        }
    }

    /** The same query with one column more. */
    private static Scan.Pushed withCursor(Scan.Pushed scan) {
        List<Field> fields = new ArrayList<>(scan.schema().getFields());
        fields.add(FieldTypes.field("not_copied", FieldTypes.UTF8, true));
        return new Scan.Pushed(
                scan.name(),
                scan.connection(),
                scan.sql().replaceFirst("SELECT ", "SELECT " + NOT_COPIED + ", "),
                scan.values(),
                new Schema(moved(fields)),
                true);
    }

    private static List<Field> moved(List<Field> fields) {
        List<Field> moved = new ArrayList<>(List.of(fields.getLast()));
        moved.addAll(fields.subList(0, fields.size() - 1));
        return moved;
    }

    private static List<String> withoutFirst(List<String> rows) {
        return rows.stream().map(row -> row.replaceFirst("^10\\.0\\.0\\.1\\|", "")).toList();
    }

    private static void checkSame(Source source, Scan.Pushed scan) {
        List<String> copied = answer(source, scan);
        assertThat(copied)
                .as(scan.sql())
                .isEqualTo(withoutFirst(answer(source, withCursor(scan))))
                .isNotEmpty();
        // Short answers come at once from now on, and in binary once the server has a statement.
        for (int i = 0; i < 7; i++) {
            assertThat(answer(source, scan)).as(scan.sql()).isEqualTo(copied);
        }
    }

    /** Before its first row is taken, so that it can't have ended. */
    private void checkCopied(Source source, Scan.Pushed scan) throws SQLException {
        try (BatchStream stream = source.read(scan, JdbcFixture.context())) {
            assertThat(SERVER.processes("query LIKE 'COPY (%'")).as(scan.sql()).isPositive();
            assertThat(stream.batch().getRowCount()).isZero();
        }
    }

    private static Scan.Pushed column(SourceTable table, int column) {
        Field field = table.schema().getFields().get(column);
        return scan(
                "SELECT \"%s\" FROM s.\"%s\" ORDER BY row_number"
                        .formatted(field.getName(), table.name().path().getLast()),
                new Schema(List.of(field)));
    }

    @Test
    void everyValueOfEveryTypeIsTheSame() throws Exception {
        String[][] columns = {
            {"bool", "true", "false"},
            {"int2", "-32768", "32767", "0"},
            {"int4", "-2147483648", "2147483647"},
            {"int8", "-9223372036854775808", "9223372036854775807"},
            {"oid", "0", "4294967295"},
            {"real", "'NaN'", "'Infinity'", "'-Infinity'", "3.4028235e38", "1e-45", "'-0'", "1.1"},
            {"float8", "'NaN'", "'Infinity'", "'-Infinity'", "1.7976931348623157e308", "5e-324"},
            {"numeric", "'NaN'", "'Infinity'", "'-Infinity'", "1e400", "-1e-400", "0.1", "0"},
            {"numeric(12,3)", "999999999.999", "-0.001", "0", "100000", "12345.678"},
            {"numeric(12,3)", "'NaN'"},
            {"numeric(38,0)", "99999999999999999999999999999999999999", "-1", "10000"},
            {"numeric(38,38)", "0.99999999999999999999999999999999999999", "-1e-38"},
            {"numeric(38,10)", "1234567890123456789012345678.0123456789", "1e-10", "1e27"},
            {"numeric(18,0)", "999999999999999999", "-999999999999999999", "100000000"},
            {"numeric(4,2)", "99.99", "-99.99", "0.01"},
            {"numeric(50,2)", "1e40", "1.25"},
            {"text", "''", "'ä€😀'", "' x '", "E'a\\nb\\\\'"},
            {"varchar(9)", "'abc '"},
            {"char(5)", "'ab'", "''", "'ä'"},
            {"name", "'n'"},
            {"bytea", "'\\x'", "'\\x00ff'"},
            {
                "uuid",
                "'00000000-0000-0000-0000-00000000000a'",
                "'FFFFFFFF-ffff-ffff-ffff-ffffffffffff'"
            },
            {"json", "'{\"a\" : 1}'", "'null'"},
            {"jsonb", "'{\"a\" : 1, \"b\": [1, 2]}'", "'\"x\"'"},
            {"s.mood", "'sad'"},
            {"s.positive", "7"},
            {
                "date",
                "'2020-02-29'",
                "'0044-03-15 BC'",
                "'0001-01-01'",
                "'9999-12-31'",
                "'4713-01-01 BC'"
            },
            {"date", "'infinity'"},
            {"date", "'-infinity'"},
            {"date", "'300000-01-01'"},
            {"time", "'00:00'", "'23:59:59.999999'", "'24:00:00'"},
            {"timestamp", "'1969-12-31 23:59:59.999999'", "'0044-03-15 12:00:00.000001 BC'"},
            {"timestamp", "'294276-12-31 23:59:59'"},
            {"timestamp", "'infinity'"},
            {"timestamp", "'-infinity'"},
            {"timestamp(3)", "'2020-02-29 12:00:00.1234'"},
            {"timestamptz", "'2020-02-29 12:00:00+05:45'", "'0044-03-15 12:00:00+00 BC'"},
            {"timestamptz", "'-infinity'"},
            {"interval", "'1 day'"},
            {"timetz", "'10:00+02'"},
            {"point", "'(1,2.5)'"},
            {"timetz[]", "'{10:00+02}'"},
            {"int[]", "'{}'", "'{1,NULL,3}'", "'[5:6]={1,2}'"},
            {"int[]", "'{{1,2},{3,4}}'"},
            {"text[]", "'{a,\"b,c\",NULL}'"},
            {"numeric(9,2)[]", "'{1.25,-3}'"},
            {"timestamp[]", "'{2020-01-01 00:00:00.000001}'"},
            {"uuid[]", "'{00000000-0000-0000-0000-00000000000a}'"},
            {"bool[]", "'{t,f}'"},
        };
        SERVER.execute(
                "CREATE TYPE s.mood AS ENUM ('sad', 'happy')",
                "CREATE DOMAIN s.positive AS int CHECK (value > 0)");
        try (Source source = open()) {
            for (int i = 0; i < columns.length; i++) {
                String[] column = columns[i];
                String name = "t" + i;
                SERVER.execute(
                        "CREATE TABLE s.%s (v %s, row_number serial)".formatted(name, column[0]));
                for (int value = 1; value < column.length; value++) {
                    SERVER.execute("INSERT INTO s.%s VALUES (%s)".formatted(name, column[value]));
                }
                SERVER.execute("INSERT INTO s.%s VALUES (NULL)".formatted(name));
                Scan.Pushed scan = column(table(source, name), 0);
                if (!List.of("interval", "timetz", "timetz[]", "point", "s.positive")
                        .contains(column[0])) {
                    checkCopied(source, scan);
                }
                checkSame(source, scan);
            }
        }
    }

    @Test
    void randomNumbersAreTheSame() throws Exception {
        SERVER.execute(
                "SELECT setseed(0.5)",
                """
                CREATE TABLE s.t AS SELECT i AS row_number, v, v::numeric(38, 10) AS a,
                  v::numeric(30, 2) AS b, round(v / 1e9, 6)::numeric(18, 6) AS c
                FROM (SELECT i, round(((random() - 0.5) * 10 ^ (i % 18))::numeric, i % 12)
                  * (CASE WHEN i % 5 = 0 THEN 10000 ELSE 1 END) AS v
                FROM generate_series(1, 4000) AS s(i)) AS t
                """);
        try (Source source = open()) {
            SourceTable table = table(source, "t");
            for (int column = 1; column < 5; column++) {
                assertThat(rows(source, column(table, column))).hasSize(4_000);
                checkSame(source, column(table, column));
            }
        }
    }

    @Test
    void valuesInTheTextAreThoseThatAreBound() {
        Object[][] values = {
            {FieldTypes.BOOL, true, false},
            {FieldTypes.INT64, 5L, Long.MIN_VALUE, Long.MAX_VALUE},
            {new ArrowType.Int(64, false), new BigInteger("18446744073709551615")},
            {FieldTypes.FLOAT64, 1.5, -0.0, Double.NaN, Double.NEGATIVE_INFINITY, 4.9E-324},
            {
                new ArrowType.Decimal(38, 10, 128),
                new BigDecimal("-1234567890123456789012345678.0123456789"),
                new BigDecimal("1E+5")
            },
            {FieldTypes.UTF8, "", "it's", "\\'; DROP TABLE x; --", "a ? \"b\" $1 $$", "ä😀\n"},
            {
                FieldTypes.DATE,
                LocalDate.of(2020, 2, 29),
                LocalDate.of(-43, 3, 15),
                LocalDate.of(12345, 6, 7)
            },
            {FieldTypes.TIME, LocalTime.of(0, 0), LocalTime.of(23, 59, 59, 999_999_000)},
            {
                FieldTypes.TIMESTAMP,
                LocalDateTime.of(2020, 1, 1, 10, 0),
                LocalDateTime.of(-43, 3, 15, 1, 2, 3, 4_000)
            },
            {
                FieldTypes.TIMESTAMP_UTC,
                Instant.parse("2020-01-01T10:00:00.000001Z"),
                Instant.parse("-0043-01-01T00:00:00Z")
            },
            {
                new ArrowType.FixedSizeBinary(16),
                UUID.fromString("00000000-0000-0000-0000-00000000000a")
            },
        };
        int number = 0;
        try (Source source = open()) {
            for (Object[] typed : values) {
                ArrowType type = (ArrowType) typed[0];
                for (int i = 1; i < typed.length; i++) {
                    // A text of its own each, because short answers are asked again in another way.
                    checkSame(
                            source,
                            scan(
                                    "SELECT (?)::text AS v, pg_typeof(?)::text AS t, '?%d' AS \"?\""
                                            .formatted(number++),
                                    schema(
                                            "v",
                                            FieldTypes.UTF8,
                                            "t",
                                            FieldTypes.UTF8,
                                            "?",
                                            FieldTypes.UTF8),
                                    new BoundValue(type, typed[i]),
                                    new BoundValue(type, typed[i])));
                }
                checkSame(
                        source,
                        scan(
                                "SELECT (?)::text AS v%d".formatted(number++),
                                schema("v", FieldTypes.UTF8),
                                new BoundValue(type, null)));
            }
        }
    }

    @Test
    void keysGoByCopyToo() throws Exception {
        Object[][] keys = {
            {new ArrowType.Int(16, true), "smallint", 5L, -32768L},
            {FieldTypes.INT32, "integer", 5L, -2147483648L},
            {FieldTypes.INT64, "bigint", 5L, Long.MIN_VALUE},
            {new ArrowType.Decimal(12, 2, 128), "numeric", new BigDecimal("-1.25"), BigDecimal.ONE},
            {FieldTypes.DATE, "date", LocalDate.of(2020, 2, 29), LocalDate.of(-43, 3, 15)},
            {FieldTypes.UTF8, "text", "", "NULL", "a\"b\\c, {d} 'e' ? ä€", "\\'; DROP TABLE x; --"},
        };
        try (Source source = open()) {
            for (Object[] typed : keys) {
                List<Object> values = List.of(typed).subList(2, typed.length);
                Scan.Pushed found =
                        scan(
                                "SELECT v::text AS v, '%s' AS t FROM unnest(?) AS s(v) WHERE v = ANY (?) AND pg_typeof(v)::text = '%1$s' ORDER BY v"
                                        .formatted(typed[1]),
                                schema("v", FieldTypes.UTF8, "t", FieldTypes.UTF8),
                                new BoundValue((ArrowType) typed[0], values),
                                new BoundValue((ArrowType) typed[0], values));
                checkCopied(source, found);
                assertThat(rows(source, found))
                        .hasSize(values.size())
                        .allMatch(row -> row.endsWith("|" + typed[1]));
                checkSame(source, found);
            }
        }
    }

    /** Nothing is known of what a function gives, while PostgreSQL takes these for different. */
    @Test
    void rowsInArraysAreValuesInACopy() throws Exception {
        Object[][] columns = {
            {FieldTypes.INT32, "integer", 5L, null, -2147483648L},
            {new ArrowType.Int(16, true), "smallint", null, 5L, -32768L},
            {FieldTypes.INT64, "bigint", 5L, Long.MIN_VALUE, null},
            {new ArrowType.Decimal(12, 2, 128), "numeric(12, 2)", new BigDecimal("1E+3"), null},
            {FieldTypes.DATE, "date", null, LocalDate.of(2020, 2, 29), LocalDate.of(-43, 3, 15)},
            {FieldTypes.UTF8, "text", null, "", "NULL", "a\"b\\c, (d) 'e' ? ä€", "\\'; DROP x; --"},
            {FieldTypes.BOOL, "boolean", true, false, null},
            {FieldTypes.TIMESTAMP, "timestamp", LocalDateTime.of(-43, 3, 15, 1, 2, 3, 4_000), null},
        };
        String from = " FROM unnest(CAST(? AS %1$s[]), CAST(? AS integer[])) AS t0(c0, c1)";
        try (Source source = open()) {
            for (Object[] typed : columns) {
                List<Object> values =
                        new ArrayList<>(Arrays.asList(typed).subList(2, typed.length));
                List<Object> numbers = new ArrayList<>();
                for (long i = 0; i < values.size(); i++) {
                    numbers.add(i);
                }
                BoundValue[] bound = {
                    new BoundValue((ArrowType) typed[0], values),
                    new BoundValue(FieldTypes.INT32, numbers)
                };
                String sql = "SELECT c0::text AS v, pg_typeof(c0)::text AS t, c1" + from;
                Schema schema =
                        schema("v", FieldTypes.UTF8, "t", FieldTypes.UTF8, "c1", FieldTypes.INT32);
                Scan.Pushed scan = scan((sql + " ORDER BY c1").formatted(typed[1]), schema, bound);
                checkSame(source, scan);
                String written = "SELECT strpos(current_query(), '(VALUES (CAST(') > 0 AS v" + from;
                Scan.Pushed copied =
                        scan(written.formatted(typed[1]), schema("v", FieldTypes.BOOL), bound);
                assertThat(rows(source, copied)).hasSize(values.size()).containsOnly("true");
            }
        }
    }

    /** {@code VALUES} can't have no rows. */
    @Test
    void noRowsInArraysStayArrays() {
        BoundValue none = new BoundValue(FieldTypes.UTF8, List.of());
        Scan.Pushed scan =
                scan(
                        "SELECT count(c0)::text AS v FROM unnest(CAST(? AS text[]), CAST(? AS"
                                + " text[])) AS t0(c0, c1)",
                        schema("v", FieldTypes.UTF8),
                        none,
                        none);
        try (Source source = open()) {
            checkSame(source, scan);
        }
    }

    @Test
    void aHundredThousandKeysGoByCopy() throws Exception {
        SERVER.execute(
                "CREATE TABLE s.t AS SELECT i * 3 AS i FROM generate_series(1, 50000) AS s(i)");
        List<Long> keys = LongStream.rangeClosed(1, 100_000).boxed().toList();
        try (Source source = open()) {
            Scan.Pushed found =
                    scan(
                            "SELECT i FROM s.t WHERE i = ANY (?)",
                            schema("i", FieldTypes.INT32),
                            new BoundValue(FieldTypes.INT32, keys));
            checkCopied(source, found);
            assertThat(rows(source, found)).hasSize(33_333);
        }
    }

    @Test
    void aLongScanIsACopyAndOneWithForeignTypesIsNot() throws Exception {
        try (Source source = open()) {
            try (BatchStream stream = source.read(endless(), JdbcFixture.context())) {
                assertThat(stream.next()).isTrue();
                assertThat(running("COPY (%")).isTrue();
                // Nobody takes rows, so nobody makes them.
                SERVER.awaitProcesses(1, "wait_event = 'ClientWrite' AND query LIKE 'COPY (%'");
            }
            try (BatchStream stream = source.read(withCursor(endless()), JdbcFixture.context())) {
                assertThat(stream.next()).isTrue();
                assertThat(running("COPY (%")).isFalse();
            }
        }
    }

    private static Scan.Pushed endless() {
        return scan("SELECT generate_series(1::int8, 500000000)", schema("i", FieldTypes.INT64));
    }

    private boolean running(String query) throws SQLException {
        return SERVER.processes("state = 'active' AND query LIKE '" + query + "'") > 0;
    }

    private static String process(Source source) {
        return rows(source, scan("SELECT pg_backend_pid()", schema("p", FieldTypes.INT32))).get(0);
    }

    @Test
    void whoeverStopsReadingGivesTheConnectionBack() {
        try (Source source = open()) {
            String before = process(source);
            for (int i = 0; i < 3; i++) {
                try (BatchStream stream = source.read(endless(), JdbcFixture.context())) {
                    assertThat(stream.next()).isTrue();
                }
                assertThat(process(source)).isEqualTo(before);
            }
        }
    }

    @Test
    void anErrorAmongTheRowsIsTheDatabases() {
        try (Source source = open()) {
            String before = process(source);
            Scan.Pushed failing =
                    scan(
                            "SELECT 1 / (50000 - i) FROM generate_series(1, 100000) AS s(i)",
                            schema("i", FieldTypes.INT32));
            assertThatThrownBy(() -> rows(source, failing))
                    .hasMessageContaining("division by zero")
                    .extracting(CopyTest::code)
                    .isEqualTo(SourceError.FAILED);
            assertThat(process(source)).isEqualTo(before);
        }
    }

    private static ErrorCode code(Throwable e) {
        return ((QueryException) e).code();
    }

    @Test
    void cancelEndsACopyThatStreamsAndOneThatComputes() throws Exception {
        String computes = "SELECT count(*) FROM generate_series(1, 1000000000) AS t(i)";
        for (String sql : List.of(endless().sql(), computes)) {
            try (Source source = open()) {
                QueryContext context = JdbcFixture.context();
                Thread other = Thread.ofVirtual().start(() -> cancelWhenRunning(context));
                assertThatThrownBy(() -> readAll(source, sql, context))
                        .extracting(CopyTest::code)
                        .isEqualTo(EngineError.CANCELLED);
                long ended = System.nanoTime();
                other.join();
                SERVER.awaitProcesses(0, "state = 'active' AND query LIKE 'COPY (%'");
                assertThat(Duration.ofNanos(System.nanoTime() - ended))
                        .isLessThan(Duration.ofSeconds(5));
                assertThat(process(source)).isNotEmpty();
            }
        }
    }

    private static void readAll(Source source, String sql, QueryContext context) {
        try (BatchStream stream = source.read(scan(sql, schema("i", FieldTypes.INT64)), context)) {
            while (stream.next()) {
                assertThat(stream.batch().getRowCount()).isPositive();
            }
        }
    }

    private void cancelWhenRunning(QueryContext context) {
        try {
            SERVER.awaitProcesses(1, "state = 'active' AND query LIKE 'COPY (%'");
            context.cancel();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theDeadlineEndsACopy() {
        try (Source source = open()) {
            QueryContext context = new QueryContext("q", Duration.ofMillis(700));
            assertThatThrownBy(() -> readAll(source, endless().sql(), context))
                    .extracting(CopyTest::code)
                    .isEqualTo(EngineError.TIMEOUT);
            assertThat(process(source)).isNotEmpty();
        }
    }

    /** There the server does not know which characters its bytes are. */
    @Test
    void textWithoutAnEncodingIsNotCopied() throws Exception {
        SERVER.execute(
                "DROP DATABASE IF EXISTS plain",
                "CREATE DATABASE plain ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE"
                        + " template0");
        try (Source source =
                JdbcFixture.open(
                        project,
                        "JDBC_URL",
                        SERVER.url().replace("/postgres?", "/plain?"),
                        "JDBC_SCHEMA",
                        "public")) {
            try (BatchStream stream = source.read(endless(), JdbcFixture.context())) {
                assertThat(stream.next()).isTrue();
                assertThat(running("COPY (%")).isFalse();
            }
        }
    }
}

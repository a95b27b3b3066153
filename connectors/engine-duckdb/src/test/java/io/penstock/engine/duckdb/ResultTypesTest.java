package io.penstock.engine.duckdb;

import static io.penstock.spi.catalog.FieldTypes.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.spi.catalog.FieldTypes;

import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Every type that passes the seams, with its extremes and NULL, read twice: the first run of a
 * statement streams batches, the second reads rows.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResultTypesTest {
    TestEngine engine;

    @BeforeAll
    void open(@TempDir Path folder) {
        engine = TestEngine.open(folder);
    }

    @AfterAll
    void close() {
        engine.close();
    }

    /** A column, and what expressions become in it. */
    record Case(Field field, List<String> expressions, List<Object> values) {
        @Override
        public String toString() {
            return field.getType().toString();
        }
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        cases.addAll(numbers());
        cases.addAll(texts());
        cases.addAll(times());
        cases.addAll(nested());
        return cases;
    }

    private static List<Case> numbers() {
        return List.of(
                of(field("c", FieldTypes.BOOL, true), "TRUE", true, "FALSE", false),
                of(integer(8, true), "-128", (byte) -128, "127", (byte) 127),
                of(integer(16, true), "-32768", (short) -32768, "32767", (short) 32767),
                of(
                        integer(32, true),
                        "-2147483648",
                        Integer.MIN_VALUE,
                        "2147483647",
                        Integer.MAX_VALUE),
                of(
                        integer(64, true),
                        "-9223372036854775808",
                        Long.MIN_VALUE,
                        "9223372036854775807",
                        Long.MAX_VALUE),
                of(
                        integer(8, false),
                        "CAST(0 AS UTINYINT)",
                        (byte) 0,
                        "CAST(255 AS UTINYINT)",
                        (byte) 255),
                of(
                        integer(16, false),
                        "CAST(0 AS USMALLINT)",
                        '\0',
                        "CAST(65535 AS USMALLINT)",
                        '\uffff'),
                of(
                        integer(32, false),
                        "CAST(0 AS UINTEGER)",
                        0,
                        "CAST(4294967295 AS UINTEGER)",
                        -1),
                of(
                        integer(64, false),
                        "CAST(0 AS UBIGINT)",
                        0L,
                        "CAST(18446744073709551615 AS UBIGINT)",
                        -1L),
                of(
                        field("c", FieldTypes.FLOAT32, true),
                        "CAST(1.5 AS FLOAT)",
                        1.5f,
                        "CAST('-inf' AS FLOAT)",
                        Float.NEGATIVE_INFINITY,
                        "CAST('nan' AS FLOAT)",
                        Float.NaN),
                of(
                        field("c", FieldTypes.FLOAT64, true),
                        "CAST(-1.7976931348623157e308 AS DOUBLE)",
                        -Double.MAX_VALUE,
                        "CAST('inf' AS DOUBLE)",
                        Double.POSITIVE_INFINITY,
                        "CAST('nan' AS DOUBLE)",
                        Double.NaN),
                of(
                        decimal(4, 1),
                        "CAST(999.9 AS DECIMAL(4,1))",
                        new BigDecimal("999.9"),
                        "CAST(-999.9 AS DECIMAL(4,1))",
                        new BigDecimal("-999.9")),
                of(decimal(9, 0), "CAST(999999999 AS DECIMAL(9,0))", new BigDecimal("999999999")),
                of(
                        decimal(18, 6),
                        "CAST(-999999999999.999999 AS DECIMAL(18,6))",
                        new BigDecimal("-999999999999.999999")),
                of(
                        decimal(38, 0),
                        "CAST(99999999999999999999999999999999999999 AS HUGEINT)",
                        new BigDecimal("99999999999999999999999999999999999999"),
                        "CAST(-1 AS HUGEINT)",
                        new BigDecimal("-1")),
                of(
                        decimal(38, 37),
                        "CAST(-9.9999999999999999999999999999999999999 AS DECIMAL(38,37))",
                        new BigDecimal("-9.9999999999999999999999999999999999999")));
    }

    private static List<Case> texts() {
        String uuid = "ffffffff-0000-4000-8000-000000000001";
        return List.of(
                of(
                        field("c", FieldTypes.UTF8, true),
                        "''",
                        "",
                        "'a''\"ü𝄞'",
                        "a'\"ü𝄞",
                        "repeat('İ', 5000)",
                        "İ".repeat(5000)),
                of(
                        field("c", FieldTypes.BINARY, true),
                        "CAST('' AS BLOB)",
                        new byte[0],
                        "from_hex('00ff80')",
                        new byte[] {0, -1, -128}),
                of(FieldTypes.logical("c", "UUID", true), "CAST('" + uuid + "' AS UUID)", uuid),
                of(
                        FieldTypes.logical("c", "JSON", true),
                        "CAST('{\"a\":[1,null]}' AS JSON)",
                        "{\"a\":[1,null]}"));
    }

    private static List<Case> times() {
        return List.of(
                of(
                        field("c", FieldTypes.DATE, true),
                        "DATE '1970-01-01'",
                        0,
                        "DATE '0001-01-01'",
                        -719162,
                        "DATE '9999-12-31'",
                        2932896,
                        "DATE '1582-10-10'",
                        -141432),
                of(
                        field("c", FieldTypes.TIME, true),
                        "TIME '00:00:00'",
                        0L,
                        "TIME '23:59:59.999999'",
                        86_399_999_999L,
                        "TIME '24:00:00'",
                        86_400_000_000L),
                of(
                        FieldTypes.timestamp("c", 6, true),
                        "TIMESTAMP '1969-12-31 23:59:59.999999'",
                        LocalDateTime.parse("1969-12-31T23:59:59.999999"),
                        "TIMESTAMP '9999-12-31 23:59:59'",
                        LocalDateTime.parse("9999-12-31T23:59:59")),
                of(
                        FieldTypes.timestamp("c", 0, true),
                        "CAST('2001-03-25 02:30:00' AS TIMESTAMP_S)",
                        LocalDateTime.parse("2001-03-25T02:30:00")),
                of(
                        FieldTypes.timestamp("c", 9, true),
                        "CAST('2001-01-01 00:00:00.123456789' AS TIMESTAMP_NS)",
                        LocalDateTime.parse("2001-01-01T00:00:00.123456789")),
                of(
                        field("c", FieldTypes.TIMESTAMP_UTC, true),
                        "TIMESTAMPTZ '2001-03-25 02:30:00+05:45'",
                        985_466_700_000_000L,
                        "TIMESTAMPTZ '1969-12-31 23:59:59.999999+00'",
                        -1L),
                of(
                        field("c", FieldTypes.INTERVAL, true),
                        "INTERVAL '14 months -3 days 1.5 seconds'",
                        new PeriodDuration(Period.of(0, 14, -3), Duration.ofMillis(1500))));
    }

    private static List<Case> nested() {
        Field numbers = FieldTypes.list("c", integer(32, true), true);
        Field pair =
                struct(
                        "c",
                        FieldTypes.field("a", FieldTypes.INT32, true),
                        field("b", FieldTypes.UTF8, true));
        return List.of(
                of(
                        numbers,
                        "[1, NULL, 3]",
                        Arrays.asList(1, null, 3),
                        "CAST([] AS INTEGER[])",
                        List.of()),
                of(
                        FieldTypes.list("c", numbers, true),
                        "[[1], NULL, []]",
                        Arrays.asList(List.of(1), null, List.of())),
                of(pair, "{'a': 1, 'b': 'x'}", Map.of("a", 1, "b", "x")),
                of(
                        FieldTypes.list("c", pair, true),
                        "[{'a': 1, 'b': 'x'}]",
                        List.of(Map.of("a", 1, "b", "x"))),
                of(
                        map(),
                        "MAP {'k': 1}",
                        List.of(Map.of("key", "k", "value", 1)),
                        "CAST(MAP {} AS MAP(VARCHAR, INTEGER))",
                        List.of()));
    }

    private static Case of(Field field, Object... expressionsAndValues) {
        List<String> expressions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < expressionsAndValues.length; i += 2) {
            expressions.add((String) expressionsAndValues[i]);
            values.add(expressionsAndValues[i + 1]);
        }
        return new Case(field, expressions, values);
    }

    private static Field integer(int bits, boolean signed) {
        return field("c", new ArrowType.Int(bits, signed), true);
    }

    private static Field decimal(int precision, int scale) {
        return field("c", new ArrowType.Decimal(precision, scale, 128), true);
    }

    private static Field struct(String name, Field... children) {
        return new Field(
                name, new FieldType(true, ArrowType.Struct.INSTANCE, null), List.of(children));
    }

    private static Field map() {
        Field entries =
                new Field(
                        "entries",
                        new FieldType(false, ArrowType.Struct.INSTANCE, null),
                        List.of(
                                field("key", FieldTypes.UTF8, false),
                                field("value", FieldTypes.INT32, true)));
        return new Field(
                "c", new FieldType(true, new ArrowType.Map(false), null), List.of(entries));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void comesThrough(Case each) {
        StringBuilder sql = new StringBuilder("SELECT NULL AS c0, 0 AS o");
        for (int i = 0; i < each.expressions().size(); i++) {
            sql.append(" UNION ALL SELECT %s, %d".formatted(each.expressions().get(i), i + 1));
        }
        String ordered = "SELECT c0 FROM (" + sql + ") AS t ORDER BY o";
        for (int run = 0; run < 3; run++) {
            List<List<@Nullable Object>> rows = engine.rows(TestEngine.plan(ordered, each.field()));
            assertThat(rows.get(0)).isEqualTo(Collections.singletonList(null));
            assertThat(rows.subList(1, rows.size()).stream().map(row -> normal(row.get(0))))
                    .as("run %d", run)
                    .containsExactlyElementsOf(
                            each.values().stream().map(ResultTypesTest::normal).toList());
        }
    }

    /** Lists of bytes can be compared, arrays can't; nested text is not a String yet. */
    private static @Nullable Object normal(@Nullable Object value) {
        return switch (value) {
            case byte[] bytes -> Arrays.toString(bytes);
            case List<?> list -> list.stream().map(ResultTypesTest::normal).toList().toString();
            case Map<?, ?> map -> new java.util.TreeMap<>(map).toString();
            case null -> null;
            default -> value;
        };
    }
}

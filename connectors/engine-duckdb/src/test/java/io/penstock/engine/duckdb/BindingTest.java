package io.penstock.engine.duckdb;

import static io.penstock.spi.catalog.FieldTypes.field;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BindingTest {
    TestEngine engine;

    @BeforeAll
    void open(@TempDir Path folder) {
        engine = TestEngine.open(folder);
    }

    @AfterAll
    void close() {
        engine.close();
    }

    static List<Arguments> values() {
        return List.of(
                Arguments.of(FieldTypes.BOOL, "BOOLEAN", true, "true"),
                Arguments.of(integer(8, true), "TINYINT", -128L, "-128"),
                Arguments.of(integer(16, true), "SMALLINT", 32767L, "32767"),
                Arguments.of(integer(32, true), "INTEGER", -2147483648L, "-2147483648"),
                Arguments.of(integer(64, true), "BIGINT", Long.MIN_VALUE, "-9223372036854775808"),
                Arguments.of(integer(8, false), "UTINYINT", 255L, "255"),
                Arguments.of(integer(16, false), "USMALLINT", 65535L, "65535"),
                Arguments.of(integer(32, false), "UINTEGER", 4294967295L, "4294967295"),
                Arguments.of(
                        integer(64, false),
                        "UBIGINT",
                        new BigInteger("18446744073709551615"),
                        "18446744073709551615"),
                Arguments.of(FieldTypes.FLOAT32, "FLOAT", 0.25, "0.25"),
                Arguments.of(FieldTypes.FLOAT64, "DOUBLE", -1e300, "-1e+300"),
                Arguments.of(
                        new ArrowType.Decimal(38, 2, 128),
                        "DECIMAL(38,2)",
                        new BigDecimal("-123456789012345678901234567890.5"),
                        "-123456789012345678901234567890.50"),
                Arguments.of(
                        new ArrowType.Decimal(5, 3, 128), "DECIMAL(5,3)", BigDecimal.TEN, "10.000"),
                Arguments.of(
                        FieldTypes.UTF8, "VARCHAR", "'; DROP\u0001\"ü𝄞", "'; DROP\u0001\"ü𝄞"),
                Arguments.of(FieldTypes.UTF8, "VARCHAR", "", ""),
                Arguments.of(FieldTypes.DATE, "DATE", LocalDate.of(1582, 10, 10), "1582-10-10"),
                Arguments.of(FieldTypes.DATE, "DATE", LocalDate.of(1, 1, 1), "0001-01-01"),
                Arguments.of(FieldTypes.DATE, "DATE", LocalDate.of(1986, 1, 1), "1986-01-01"),
                Arguments.of(
                        FieldTypes.TIMESTAMP,
                        "TIMESTAMP",
                        LocalDateTime.parse("1969-12-31T23:59:59.999999"),
                        "1969-12-31 23:59:59.999999"),
                Arguments.of(
                        FieldTypes.TIMESTAMP_NANO,
                        "TIMESTAMP_NS",
                        LocalDateTime.parse("2020-02-29T01:02:03.000004"),
                        "2020-02-29 01:02:03.000004"),
                Arguments.of(
                        FieldTypes.TIMESTAMP_UTC,
                        "TIMESTAMPTZ",
                        Instant.parse("2020-02-29T01:02:03.5Z"),
                        "2020-02-29 01:02:03.5+00"),
                Arguments.of(
                        FieldTypes.TIME,
                        "TIME",
                        LocalTime.parse("23:59:59.999999"),
                        "23:59:59.999999"),
                Arguments.of(
                        FieldTypes.BINARY,
                        "BLOB",
                        new byte[] {0, -1, 'a', '\\'},
                        "\\x00\\xFFa\\x5C"),
                Arguments.of(
                        new ArrowType.FixedSizeBinary(16),
                        "UUID",
                        UUID.fromString("ffffffff-0000-4000-8000-000000000001"),
                        "ffffffff-0000-4000-8000-000000000001"));
    }

    private static ArrowType integer(int bits, boolean signed) {
        return new ArrowType.Int(bits, signed);
    }

    @ParameterizedTest
    @MethodSource("values")
    void bindsValueAndNull(ArrowType type, String name, Object value, String text) {
        assertThat(bound(type, name, value)).isEqualTo(text);
        assertThat(bound(type, name, null)).isNull();
        assertThat(bound(type, name, value)).isEqualTo(text);
    }

    private @Nullable Object bound(ArrowType type, String name, @Nullable Object value) {
        List<List<@Nullable Object>> rows =
                engine.rows(
                        TestEngine.plan(
                                "SELECT CAST(CAST(? AS %s) AS VARCHAR) AS c0".formatted(name),
                                ImmutableList.of(new BoundValue(type, value)),
                                field("c0", FieldTypes.UTF8, true)));
        assertThat(rows).hasSize(1).isNotEqualTo(Collections.emptyList());
        return rows.get(0).get(0);
    }
}

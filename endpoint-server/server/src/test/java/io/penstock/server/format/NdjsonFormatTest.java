package io.penstock.server.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.spi.catalog.FieldTypes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NdjsonFormatTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    true | true
                    CAST(-128 AS TINYINT) | -128
                    CAST(255 AS UTINYINT) | 255
                    CAST(-32768 AS SMALLINT) | -32768
                    CAST(65535 AS USMALLINT) | 65535
                    CAST(-2147483648 AS INTEGER) | -2147483648
                    CAST(4294967295 AS UINTEGER) | 4294967295
                    CAST(9223372036854775123 AS BIGINT) | 9223372036854775123
                    CAST(-9223372036854775808 AS BIGINT) | -9223372036854775808
                    CAST(18446744073709551615 AS UBIGINT) | 18446744073709551615
                    CAST(5 AS DOUBLE) | 5
                    CAST(0.1 AS DOUBLE) | 0.1
                    CAST(-0.5 AS DOUBLE) | -0.5
                    CAST(1e20 AS DOUBLE) | 100000000000000000000
                    CAST(1e21 AS DOUBLE) | 1e21
                    CAST(1.5e-7 AS DOUBLE) | 1.5e-7
                    CAST(0.000001 AS DOUBLE) | 0.000001
                    CAST(1.1 AS FLOAT) | 1.1
                    CAST(16777216 AS FLOAT) | 16777216
                    CAST(3.4e38 AS FLOAT) | 3.4e38
                    CAST('nan' AS DOUBLE) | null
                    CAST('-inf' AS DOUBLE) | null
                    CAST(1.50 AS DECIMAL(10, 2)) | 1.5
                    CAST(-0.05 AS DECIMAL(10, 2)) | -0.05
                    CAST(100 AS DECIMAL(10, 2)) | 100
                    CAST(0 AS DECIMAL(10, 2)) | 0
                    CAST('-12345678901234567890123456789012345678' AS DECIMAL(38, 0)) | -12345678901234567890123456789012345678
                    CAST('0.00000000000000000000000000000000000001' AS DECIMAL(38, 38)) | 0.00000000000000000000000000000000000001
                    'a"b\\c/d' | "a\\"b\\\\c/d"
                    concat('x', chr(1), chr(10), chr(9), chr(31)) | "x\\u0001\\n\\t\\u001f"
                    'Çelik İğne ß 🚀' | "Çelik İğne ß 🚀"
                    '' | ""
                    DATE '2026-03-01' | "2026-03-01"
                    DATE '1969-12-31' | "1969-12-31"
                    DATE '0044-03-15 (BC)' | "-0043-03-15"
                    TIMESTAMP '2026-03-01 10:00:00.123456' | "2026-03-01 10:00:00.123456"
                    TIMESTAMP '1969-12-31 23:59:59.999999' | "1969-12-31 23:59:59.999999"
                    TIME '10:11:12.5' | "10:11:12.500000"
                    [1, NULL, 3] | [1,null,3]
                    CAST([] AS INTEGER[]) | []
                    [['a'], ['b', 'c']] | [["a"],["b","c"]]
                    {'x': 1, 'y': 'z'} | {"x":1,"y":"z"}
                    MAP {'k': 1.5, 'l': 2} | {"k":1.5,"l":2}
                    MAP {1: 'a'} | {"1":"a"}
                    CAST(NULL AS INTEGER) | null
                    CAST('\\xAB\\x00' AS BLOB) | "ab00"
                    """)
    void valuesAreWrittenAsClickHouseWould(String sql, String json) throws Exception {
        assertThat(FormatTester.text(ResultFormat.NDJSON, "SELECT " + sql + " AS v"))
                .isEqualTo("{\"v\":" + json + "}\n");
    }

    @Test
    void timestampsHaveTheirColumnsDigits() throws Exception {
        String sql =
                "SELECT TIMESTAMP '2026-03-01 10:00:00.123456' AS a,"
                        + " TIMESTAMP '2026-03-01 10:00:00.123456' AS b,"
                        + " TIMESTAMP_NS '2026-03-01 10:00:00.123456789' AS c";
        assertThat(
                        FormatTester.text(
                                ResultFormat.NDJSON,
                                FormatOptions.DEFAULT,
                                DuckRows.of(
                                        sql,
                                        FieldTypes.timestamp("a", 0, true),
                                        FieldTypes.timestamp("b", 3, true),
                                        FieldTypes.timestamp("c", 9, true))))
                .isEqualTo(
                        "{\"a\":\"2026-03-01 10:00:00\",\"b\":\"2026-03-01 10:00:00.123\","
                                + "\"c\":\"2026-03-01 10:00:00.123456789\"}\n");
    }

    @Test
    void wideIntegersAreQuotedWhenAskedFor() throws Exception {
        FormatOptions quoted = new FormatOptions(true, false, false);
        assertThat(
                        FormatTester.text(
                                ResultFormat.NDJSON,
                                quoted,
                                DuckRows.of(
                                        "SELECT 9223372036854775123 AS a, CAST(1 AS INTEGER) AS b,"
                                                + " CAST(18446744073709551615 AS UBIGINT) AS c")))
                .isEqualTo(
                        "{\"a\":\"9223372036854775123\",\"b\":1,"
                                + "\"c\":\"18446744073709551615\"}\n");
    }

    @Test
    void denormalsAreQuotedWhenAskedFor() throws Exception {
        FormatOptions quoted = new FormatOptions(false, true, false);
        assertThat(
                        FormatTester.text(
                                ResultFormat.NDJSON,
                                quoted,
                                DuckRows.of(
                                        "SELECT CAST('nan' AS DOUBLE) AS a, CAST('inf' AS FLOAT) AS"
                                                + " b, CAST('-inf' AS DOUBLE) AS c")))
                .isEqualTo("{\"a\":\"nan\",\"b\":\"inf\",\"c\":\"-inf\"}\n");
    }

    @Test
    void tuplesWithoutNamesAreArrays() throws Exception {
        assertThat(
                        FormatTester.text(
                                ResultFormat.NDJSON, "SELECT {'EXPR$0': 1, 'EXPR$1': 'a'} AS t"))
                .isEqualTo("{\"t\":[1,\"a\"]}\n");
    }

    @Test
    void textsOfAnyLengthAreWhole() throws Exception {
        String sql =
                "SELECT repeat('x\"é', n) AS v FROM (VALUES (16383), (16384), (70000)) AS t(n)";
        String text = FormatTester.text(ResultFormat.NDJSON, sql);
        for (int n : new int[] {16383, 16384, 70000}) {
            assertThat(text).contains("\"v\":\"" + "x\\\"é".repeat(n) + "\"}");
        }
    }

    @Test
    void manyBatchesAreOneText() throws Exception {
        String text = FormatTester.text(ResultFormat.NDJSON, "SELECT i FROM range(5000) t(i)");
        assertThat(text.lines()).hasSize(5000);
        assertThat(text).startsWith("{\"i\":0}\n").endsWith("{\"i\":4999}\n");
    }
}

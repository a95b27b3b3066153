package io.penstock.server.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CsvFormatTest {
    @Test
    void textsAreQuotedNumbersAreNot() throws Exception {
        String sql =
                "SELECT 1 AS a, 'x,\"y' AS b, DATE '2026-03-01' AS c, CAST(NULL AS VARCHAR) AS d,"
                        + " true AS e, 1.50 AS f, CAST('nan' AS DOUBLE) AS g";
        assertThat(FormatTester.text(ResultFormat.CSV, sql))
                .isEqualTo("1,\"x,\"\"y\",\"2026-03-01\",\\N,true,1.5,nan\n");
    }

    @Test
    void namesComeFirstWhenAskedFor() throws Exception {
        assertThat(FormatTester.text(ResultFormat.CSV_WITH_NAMES, "SELECT 1 AS a, 2 AS \"b\"\"c\""))
                .isEqualTo("\"a\",\"b\"\"c\"\n1,2\n");
        assertThat(FormatTester.text(ResultFormat.CSV_WITH_NAMES, "SELECT 1 AS a LIMIT 0"))
                .isEqualTo("\"a\"\n");
    }

    @Test
    void nestedValuesAreQuotedLiterals() throws Exception {
        String sql =
                "SELECT [1, 2] AS a, ['it''s', 'a\"b', NULL] AS b, MAP {'k': 1} AS c,"
                        + " {'x': 1, 'y': DATE '2026-03-01'} AS d, [chr(10)] AS e";
        assertThat(FormatTester.text(ResultFormat.CSV, sql))
                .isEqualTo(
                        "\"[1,2]\",\"['it\\'s','a\"\"b',NULL]\",\"{'k':1}\","
                                + "\"(1,'2026-03-01')\",\"['\\n']\"\n");
    }
}

package io.penstock.server.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.spi.error.QueryException;

import org.junit.jupiter.api.Test;

class PrometheusFormatTest {
    @Test
    void oneHeaderForEachMetric() throws Exception {
        String sql =
                """
                SELECT * FROM (VALUES
                  ('flights_total', 3, 'Flights "flown"', 'counter', MAP {'to': 'O"Hare'}),
                  ('flights_total', 4, 'Flights "flown"', 'counter', MAP {'to': 'MDW'}),
                  ('delay', 2.5, NULL, NULL, NULL)
                ) AS t(name, value, help, type, labels)
                """;
        assertThat(FormatTester.text(ResultFormat.PROMETHEUS, sql))
                .isEqualTo(
                        """
                        # HELP flights_total Flights "flown"
                        # TYPE flights_total counter
                        flights_total{to="O\\"Hare"} 3.0
                        flights_total{to="MDW"} 4.0

                        delay 2.5
                        """);
    }

    @Test
    void histogramsHaveBucketsSumAndCount() throws Exception {
        String sql =
                """
                SELECT 'd' AS name, v AS value, 'histogram' AS type, l AS labels FROM (VALUES
                  (1, MAP {'le': '0.5'}), (2, MAP {'le': '+Inf'}),
                  (3, MAP {'sum': ''}), (2, MAP {'count': ''})) AS t(v, l)
                """;
        assertThat(FormatTester.text(ResultFormat.PROMETHEUS, sql))
                .isEqualTo(
                        """
                        # TYPE d histogram
                        d_bucket{le="0.5"} 1
                        d_bucket{le="+Inf"} 2
                        d_sum 3
                        d_count 2
                        """);
    }

    @Test
    void specialValuesAndTimes() throws Exception {
        String sql =
                "SELECT 'm' AS name, CAST(v AS DOUBLE) AS value, 1700000000000 AS timestamp"
                        + " FROM (VALUES ('nan'), ('inf'), ('-inf'), (NULL)) AS t(v)";
        assertThat(FormatTester.text(ResultFormat.PROMETHEUS, sql))
                .isEqualTo("m NaN 1700000000000\nm +Inf 1700000000000\nm -Inf 1700000000000\n");
    }

    private static void assertRefused(String sql, String part) {
        assertThatThrownBy(() -> FormatTester.text(ResultFormat.PROMETHEUS, sql))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining(part);
    }

    @Test
    void whatPrometheusCouldNotReadIsRefused() {
        assertRefused("SELECT 1 AS value", "no column 'name'");
        assertRefused("SELECT 'a' AS name", "no column 'value'");
        assertRefused("SELECT 'a' AS name, 'x' AS value", "Column 'value' is");
        assertRefused("SELECT 'a b' AS name, 1 AS value", "'a b'");
        assertRefused("SELECT 'a' AS name, 1 AS value, 'meter' AS type", "'meter'");
        assertRefused(
                "SELECT * FROM (VALUES ('a', 1), ('b', 1), ('a', 2)) AS t(name, value)",
                "ORDER BY name");
    }
}

package io.penstock.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Collections;

class PlainScanTest {
    private static String where(String sql) {
        return PlainScan.of(sql)
                .map(scan -> scan.where(scan.qualifier() + "ctid < '(5,0)'::tid"))
                .orElse("none");
    }

    @Test
    void aTableWithoutACondition() {
        assertThat(where("SELECT \"a\", \"b\"\"x, FROM\" FROM \"s\".\"t\""))
                .isEqualTo(
                        "SELECT \"a\", \"b\"\"x, FROM\" FROM \"s\".\"t\" WHERE ctid <"
                                + " '(5,0)'::tid");
    }

    @Test
    void aTableWithAliasesAndACondition() {
        String sql =
                "SELECT t0.\"a\" AS c0, b FROM \"s\".\"t\" AS t0 WHERE t0.\"limit\" = ' order by ('"
                        + " OR (a IN (1, 2))";
        assertThat(where(sql))
                .isEqualTo(
                        "SELECT t0.\"a\" AS c0, b FROM \"s\".\"t\" AS t0 WHERE (t0.\"limit\" = '"
                                + " order by (' OR (a IN (1, 2))) AND t0.ctid < '(5,0)'::tid");
        assertThat(PlainScan.of(sql).orElseThrow().table()).isEqualTo("\"s\".\"t\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count(*) FROM t",
                "SELECT DISTINCT a FROM t",
                "SELECT a FROM t ORDER BY a",
                "SELECT a FROM t WHERE b = 1 ORDER BY a",
                "SELECT a FROM t WHERE b = 1 LIMIT 3",
                "SELECT a FROM t WHERE b = 1 group by a",
                "SELECT a FROM t WHERE b = 1 FETCH FIRST 3 ROWS ONLY",
                "SELECT a FROM t WHERE b = 1 UNION ALL SELECT a FROM u",
                "SELECT a FROM t WHERE b = 1) AND (c = 2",
                "SELECT a FROM t WHERE (b = 1",
                "SELECT a FROM t, u",
                "SELECT a FROM t AS x, u",
                "SELECT a FROM t JOIN u ON a = b",
                "SELECT a FROM t TABLESAMPLE SYSTEM (1)",
                "SELECT a FROM (SELECT a FROM t) AS s",
                "SELECT a + 1 FROM t",
                "SELECT a",
                "SELECT a FROM f()",
                "SELECT a FROM t LIMIT 1",
                "(SELECT a FROM t)",
                "WITH t AS (SELECT 1) SELECT a FROM t",
                ""
            })
    void anythingElseIsNone(String sql) {
        assertThat(PlainScan.of(sql)).isEmpty();
    }

    @Test
    void manyColumnsAndLongTextsAreNoTrouble() {
        String columns = String.join(", ", Collections.nCopies(2_048, "\"a long name\" AS c"));
        String text = "'" + "it''s ".repeat(20_000) + "'";
        assertThat(where("SELECT " + columns + " FROM t WHERE x = " + text))
                .endsWith(text + ") AND ctid < '(5,0)'::tid");
    }
}

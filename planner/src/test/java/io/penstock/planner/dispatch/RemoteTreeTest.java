package io.penstock.planner.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.penstock.planner.explain.PlanText;
import io.penstock.spi.catalog.RemoteDialect;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a source is asked when it holds all tables of a part: joins and groups, if exactly ours. */
final class RemoteTreeTest {
    private static final Map<RemoteDialect, Judge> JUDGES = new EnumMap<>(RemoteDialect.class);

    @BeforeAll
    static void open() throws SQLException {
        for (RemoteDialect dialect : RemoteDialect.values()) {
            JUDGES.put(
                    dialect,
                    new Judge(
                            "shop",
                            ShopData.STATEMENTS,
                            ShopData.SCHEMAS,
                            new Judge.Placement.Remote(dialect)));
        }
    }

    @AfterAll
    static void close() throws SQLException {
        for (Judge judge : JUDGES.values()) {
            judge.close();
        }
        JUDGES.clear();
    }

    private static PlannedQuery plan(RemoteDialect dialect, String sql) {
        return JUDGES.getOrDefault(dialect, JUDGES.values().iterator().next()).plan(sql);
    }

    private static List<String> asked(RemoteDialect dialect, String sql) {
        return plan(dialect, sql).scans().stream().map(PlannedScan::sql).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // Joins by an equality, and the conditions on their sides.
                "POSTGRESQL | SELECT o.id, c.name FROM shop.orders o JOIN shop.customers c ON"
                        + " o.customer_id = c.id WHERE c.id < 8 | SELECT t0.\"id\" AS c0,"
                        + " t1.\"name\" AS c1 FROM \"shop\".\"orders\" AS t0 JOIN"
                        + " \"shop\".\"customers\" AS t1 ON (t0.\"customer_id\" = t1.\"id\") WHERE"
                        + " (t1.\"id\" < 8)",
                "SQLITE | SELECT o.id FROM shop.orders o LEFT JOIN shop.customers c ON"
                        + " o.customer_id = c.id AND c.id < 8 WHERE o.id > 2 | SELECT t0.\"id\" AS"
                        + " c0 FROM \"shop\".\"orders\" AS t0 LEFT JOIN \"shop\".\"customers\" AS"
                        + " t1 ON ((t0.\"customer_id\" = t1.\"id\") AND (t1.\"id\" < 8)) WHERE"
                        + " (t0.\"id\" > 2)",
                // The author's order and commas do not matter.
                "H2 | SELECT o.id FROM shop.orders o, shop.customers c WHERE o.customer_id = c.id"
                        + " | SELECT t0.\"id\" AS c0 FROM \"shop\".\"orders\" AS t0 JOIN"
                        + " \"shop\".\"customers\" AS t1 ON (t0.\"customer_id\" = t1.\"id\")",
                // H2 fails at a FILTER that leaves nothing of some groups.
                "H2 | SELECT customer_id, count(*) FILTER (WHERE id > 3) AS n, sum(small) FILTER"
                    + " (WHERE id > 3) AS s FROM shop.orders GROUP BY customer_id | SELECT"
                    + " t0.\"customer_id\" AS c0, COUNT(CASE WHEN ((t0.\"id\" > 3) IS TRUE) THEN 1"
                    + " END) AS c1, CAST(SUM(CASE WHEN ((t0.\"id\" > 3) IS TRUE) THEN t0.\"small\""
                    + " END) AS BIGINT) AS c2 FROM \"shop\".\"orders\" AS t0 GROUP BY"
                    + " t0.\"customer_id\"",
                // Groups, by text only where it is asked for by bytes.
                "POSTGRESQL | SELECT status, count(*) AS n FROM shop.orders GROUP BY status |"
                        + " SELECT (t0.\"status\" COLLATE \"C\") AS c0, COUNT(*) AS c1 FROM"
                        + " \"shop\".\"orders\" AS t0 GROUP BY (t0.\"status\" COLLATE \"C\")",
                "MYSQL | SELECT customer_id, sum(small) AS s FROM shop.orders GROUP BY customer_id"
                        + " | SELECT t0.`customer_id` AS c0, (SUM(t0.`small`) DIV 1) AS c1"
                        + " FROM `shop`.`orders` AS t0 GROUP BY t0.`customer_id`",
                "H2 | SELECT avg(amount) AS a FROM shop.orders | SELECT"
                        + " CAST(CAST(SUM(t0.\"amount\") AS DECFLOAT(60)) / COUNT(t0.\"amount\") AS"
                        + " DOUBLE PRECISION) AS c0 FROM \"shop\".\"orders\" AS t0",
                // Right joins are left ones from the other side.
                "MYSQL | SELECT o.id, c.id AS c FROM shop.customers c RIGHT JOIN shop.orders o ON"
                    + " o.customer_id = c.id AND c.id < 8 WHERE o.id > 2 | SELECT t1.`id` AS c0,"
                    + " t0.`id` AS c1 FROM `shop`.`orders` AS t1 LEFT JOIN `shop`.`customers` AS t0"
                    + " ON ((t1.`customer_id` = t0.`id`) AND (t0.`id` < 8)) WHERE (t1.`id` > 2)",
                "POSTGRESQL | SELECT o.id, c.id AS c FROM (SELECT id FROM shop.customers WHERE id <"
                        + " 8) c FULL JOIN shop.orders o ON o.customer_id = c.id | SELECT t2.\"id\""
                        + " AS c0, t1.c0 AS c1 FROM (SELECT t0.\"id\" AS c0 FROM"
                        + " \"shop\".\"customers\" AS t0 WHERE (t0.\"id\" < 8)) AS t1 FULL JOIN"
                        + " \"shop\".\"orders\" AS t2 ON (t2.\"customer_id\" = t1.c0)",
                // Sub-queries that depend on no row.
                "SQLITE | SELECT id FROM shop.orders WHERE id < (SELECT max(id) FROM"
                        + " shop.customers) | SELECT t0.\"id\" AS c0 FROM \"shop\".\"orders\" AS t0"
                        + " WHERE (t0.\"id\" < (SELECT MAX(t1.\"id\") AS c0 FROM"
                        + " \"shop\".\"customers\" AS t1))",
                "MYSQL | SELECT id FROM shop.orders WHERE customer_id IN (SELECT id FROM"
                    + " shop.customers WHERE id > 3) | SELECT t0.`id` AS c0 FROM `shop`.`orders` AS"
                    + " t0 WHERE (t0.`customer_id` IN (SELECT t1.`id` AS c0 FROM `shop`.`customers`"
                    + " AS t1 WHERE (t1.`id` > 3)))",
                // Windows that give rows with equal keys the same; what is above stays above.
                "POSTGRESQL | SELECT id, rank() OVER (PARTITION BY customer_id ORDER BY amount"
                    + " DESC) AS r FROM shop.orders WHERE id > 3 | SELECT t0.\"id\" AS c0, RANK()"
                    + " OVER (PARTITION BY t0.\"customer_id\" ORDER BY t0.\"amount\" DESC NULLS"
                    + " LAST) AS c1 FROM \"shop\".\"orders\" AS t0 WHERE (t0.\"id\" > 3)",
                "H2 | SELECT id, s FROM (SELECT id, sum(small) OVER (PARTITION BY customer_id) AS s"
                    + " FROM shop.orders) AS t WHERE id > 3 | SELECT t1.c0 AS c0, t1.c1 AS c1 FROM"
                    + " (SELECT t0.\"id\" AS c0, CAST(SUM(t0.\"small\") OVER (PARTITION BY"
                    + " t0.\"customer_id\") AS BIGINT) AS c1 FROM \"shop\".\"orders\" AS t0) AS t1"
                    + " WHERE (t1.c0 > 3)",
                // HAVING, DISTINCT, LIMIT.
                "POSTGRESQL | SELECT customer_id FROM shop.orders GROUP BY customer_id HAVING"
                        + " count(*) > 1 | SELECT t1.c0 AS c0 FROM (SELECT t0.\"customer_id\" AS"
                        + " c0, COUNT(*) AS c1 FROM \"shop\".\"orders\" AS t0 GROUP BY"
                        + " t0.\"customer_id\") AS t1 WHERE (t1.c1 > 1)",
                "POSTGRESQL | SELECT DISTINCT customer_id FROM shop.orders LIMIT 3 | SELECT"
                        + " t0.\"customer_id\" AS c0 FROM \"shop\".\"orders\" AS t0 GROUP BY"
                        + " t0.\"customer_id\" LIMIT 3",
                // Set operations; where equal rows count once, text is compared by bytes.
                "SQLITE | SELECT status FROM shop.orders EXCEPT SELECT name FROM shop.customers |"
                    + " SELECT t2.c0 AS c0 FROM (SELECT t0.\"status\" COLLATE BINARY AS c0 FROM"
                    + " \"shop\".\"orders\" AS t0 EXCEPT SELECT t1.\"name\" COLLATE BINARY AS c0"
                    + " FROM \"shop\".\"customers\" AS t1) AS t2",
                "MYSQL | SELECT id FROM shop.customers UNION ALL SELECT customer_id FROM"
                        + " shop.orders | SELECT t2.c0 AS c0 FROM (SELECT t0.`id` AS c0 FROM"
                        + " `shop`.`customers` AS t0 UNION ALL SELECT t1.`customer_id` AS c0 FROM"
                        + " `shop`.`orders` AS t1) AS t2",
                // Three make one, not one in another.
                "H2 | SELECT id FROM shop.customers UNION ALL SELECT id FROM shop.orders UNION ALL"
                    + " SELECT customer_id FROM shop.orders | SELECT t3.c0 AS c0 FROM (SELECT"
                    + " CAST(t0.\"id\" AS BIGINT) AS c0 FROM \"shop\".\"customers\" AS t0 UNION ALL"
                    + " SELECT t1.\"id\" AS c0 FROM \"shop\".\"orders\" AS t1 UNION ALL SELECT"
                    + " CAST(t2.\"customer_id\" AS BIGINT) AS c0 FROM \"shop\".\"orders\" AS t2) AS"
                    + " t3",
                // MySQL's date of zeros is none here, and PostgreSQL has no year 0.
                "MYSQL | SELECT count(*) AS n FROM shop.orders WHERE day <> DATE '2020-01-01' |"
                        + " SELECT COUNT(*) AS c0 FROM `shop`.`orders` AS t0 WHERE ((t0.`day` <>"
                        + " DATE '2020-01-01') AND t0.`day` <> 0)",
                "POSTGRESQL | SELECT EXTRACT(YEAR FROM day) AS y FROM shop.orders | SELECT"
                        + " (CAST(EXTRACT(YEAR FROM t0.\"day\") AS BIGINT) + CASE WHEN t0.\"day\" <"
                        + " DATE '0001-01-01' THEN 1 ELSE 0 END) AS c0 FROM \"shop\".\"orders\" AS"
                        + " t0",
                // A number in GROUP BY would be a column's place.
                "SQLITE | SELECT 7 AS k, count(*) AS n FROM shop.orders GROUP BY k | SELECT t1.c0"
                        + " AS c0, COUNT(*) AS c1 FROM (SELECT 7 AS c0 FROM \"shop\".\"orders\" AS"
                        + " t0) AS t1 GROUP BY t1.c0",
            })
    void whatIsExactIsAskedWhole(RemoteDialect dialect, String sql, String expected) {
        assertThat(asked(dialect, sql)).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "MYSQL | SELECT status, count(*) AS n FROM shop.orders GROUP BY status | the order"
                        + " of text at the source may be another",
                "POSTGRESQL | SELECT sum(price) AS s FROM shop.orders | SUM of floating numbers"
                        + " depends on their order",
                "SQLITE | SELECT max(9223372036854775808) AS n FROM shop.orders | the source would"
                        + " round the number",
                "SQLITE | SELECT max(0.1234567890123456) AS n FROM shop.orders | the source would"
                        + " round the number",
                "SQLITE | SELECT sum(amount) AS s FROM shop.orders | the source keeps decimals as"
                        + " floating-point numbers",
                "MYSQL | SELECT max(day) AS d, count(*) AS n FROM shop.orders GROUP BY created_at"
                        + " | the source (MYSQL) may keep TIMESTAMP as something else",
                "POSTGRESQL | SELECT stddev_pop(id) AS s FROM shop.orders | STDDEV_POP is computed"
                        + " here",
                "POSTGRESQL | SELECT a.id FROM shop.orders a JOIN shop.orders b ON a.id < b.id |"
                        + " the source would send every row with every other",
                "MYSQL | SELECT a.id FROM shop.orders a JOIN shop.orders b ON a.status = b.status"
                        + " | the order of text at the source may be another",
                "H2 | SELECT a.id FROM shop.orders a JOIN shop.orders b ON a.price = b.price |"
                        + " floating numbers are compared here",
                "POSTGRESQL | SELECT customer_id, count(*) AS n FROM shop.orders WHERE"
                        + " length(status) > 3 GROUP BY customer_id | length(status): not known to"
                        + " be the same at the source",
                "H2 | SELECT status FROM shop.orders UNION SELECT name FROM shop.customers | the"
                        + " order of text at the source may be another",
                "POSTGRESQL | SELECT price FROM shop.orders UNION SELECT credit FROM shop.customers"
                        + " | floating numbers are compared here",
                "MYSQL | SELECT status FROM shop.orders UNION ALL SELECT name FROM shop.customers |"
                        + " the source may not know which order of text counts",
                "SQLITE | SELECT id FROM shop.orders EXCEPT ALL SELECT id FROM shop.orders |"
                        + " EXCEPT ALL is computed here",
                "H2 | SELECT a.id FROM shop.orders a FULL JOIN shop.orders b ON a.id = b.id | the"
                        + " source has no FULL JOIN",
                "POSTGRESQL | SELECT a.id FROM shop.orders a FULL JOIN shop.orders b ON a.id < b.id"
                        + " | the source would send every row with every other",
                "POSTGRESQL | SELECT id, row_number() OVER (ORDER BY amount) AS r FROM shop.orders"
                        + " | ROW_NUMBER depends on which of rows with equal keys comes first",
                "POSTGRESQL | SELECT id, sum(small) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) AS"
                        + " r FROM shop.orders | frames of rows are computed here",
                "MYSQL | SELECT id, rank() OVER (ORDER BY amount) AS r FROM shop.orders | the"
                        + " source has an order of NULLs of its own",
                "MYSQL | SELECT id, rank() OVER (ORDER BY 1.5) AS r FROM shop.orders | a window by"
                        + " a constant is computed here",
                "MYSQL | SELECT id, count(*) OVER (PARTITION BY id) AS r, count(*) OVER"
                        + " (PARTITION BY 2) AS s FROM shop.orders | a window by a constant is"
                        + " computed here",
                "POSTGRESQL | SELECT id FROM shop.orders WHERE status IN (SELECT name FROM"
                        + " shop.customers) | VARCHAR in a sub-query is looked for here",
                "POSTGRESQL | SELECT id FROM shop.orders WHERE NOT (id IN (SELECT id FROM"
                        + " shop.customers)) | such sub-queries are computed here",
                "ANSI | SELECT count(*) AS n FROM shop.orders | what else shop computes as we do"
                        + " is not known",
                "POSTGRESQL | SELECT customer_id, status, count(*) AS n FROM shop.orders GROUP BY"
                        + " GROUPING SETS ((customer_id), (status)) | GROUPING SETS are computed"
                        + " here",
            })
    void whatMayDifferStaysHereWithAReason(RemoteDialect dialect, String sql, String reason) {
        PlannedQuery planned = plan(dialect, sql);
        assertThat(PlanText.of(planned.explanation().get()))
                .contains("kept here: ")
                .contains(reason);
        assertThat(planned.scans())
                .extracting(PlannedScan::sql)
                .noneMatch(text -> text.contains("GROUP BY") || text.contains(" JOIN "));
    }

    /** A sub-query that the same source can't be asked for is computed first. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SQLITE | id = (SELECT id FROM shop.customers)",
                "POSTGRESQL | status = (SELECT max(name) FROM shop.customers)",
            })
    void valuesThatItMayNotComputeAreSentToTheSource(RemoteDialect dialect, String condition) {
        PlannedQuery planned = plan(dialect, "SELECT id FROM shop.orders WHERE " + condition);
        assertThat(PlanText.of(planned.explanation().get())).contains(" is sent to shop");
        assertThat(planned.parts()).hasSize(dialect == RemoteDialect.SQLITE ? 2 : 1);
        assertThat(planned.scans())
                .filteredOn(scan -> !scan.computed().isEmpty())
                .extracting(PlannedScan::sql)
                .allMatch(text -> text.contains("= ?)"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "POSTGRESQL | SELECT id, status FROM shop.orders WHERE status = 'new' | SELECT"
                        + " t0.\"id\" AS c0, t0.\"status\" AS c1 FROM \"shop\".\"orders\" AS t0"
                        + " WHERE (t0.\"status\" = 'new')",
                "SQLITE | SELECT id FROM shop.orders ORDER BY small DESC, id LIMIT 5 OFFSET 2 |"
                    + " SELECT t0.\"id\" AS c0 FROM \"shop\".\"orders\" AS t0 ORDER BY t0.\"small\""
                    + " DESC NULLS LAST, t0.\"id\" ASC NULLS LAST LIMIT 5 OFFSET 2",
                "MYSQL | SELECT id + 0 AS a FROM shop.orders | ``",
                "MYSQL | SELECT DISTINCT day FROM shop.orders | ``",
                "MYSQL | SELECT id FROM shop.orders WHERE NOT (day = DATE '2020-01-01' AND id = 3)"
                        + " | ``",
                "MYSQL | SELECT CASE WHEN id = 1 THEN status ELSE 'x' END AS s FROM shop.orders |"
                        + " ``",
                "POSTGRESQL | SELECT CAST(id AS INTEGER) AS i FROM shop.orders | ``",
                "H2 | SELECT status FROM shop.orders ORDER BY status | ``",
                "ANSI | SELECT id FROM shop.orders | ``",
                "POSTGRESQL | SELECT upper(status) AS s FROM shop.orders | ``",
                "POSTGRESQL | SELECT id FROM shop.orders WHERE status = (SELECT max(name) FROM"
                        + " shop.customers) | ``",
            })
    void aQueryThatIsExactThroughoutIsTheSourcesOwn(
            RemoteDialect dialect, String sql, String expected) throws SQLException {
        PlannedQuery planned = plan(dialect, sql);
        assertThat(planned.isDirect()).isEqualTo(!expected.isEmpty());
        assertThat(
                        PlanText.of(planned.explanation().get())
                                .contains("the whole query runs at shop"))
                .isEqualTo(planned.isDirect());
        if (planned.isDirect()) {
            assertThat(planned.scans())
                    .singleElement()
                    .satisfies(
                            scan -> {
                                assertThat(scan.sql()).isEqualTo(expected);
                                assertThat(scan.schema()).isEqualTo(planned.schema());
                            });
        }
    }

    /** Only an aggregate in the list makes the source see a group where GROUP BY has no key. */
    @ParameterizedTest
    @EnumSource(
            value = RemoteDialect.class,
            names = {"POSTGRESQL", "SQLITE", "H2", "MYSQL"})
    void oneGroupOfEverythingStaysOneRow(RemoteDialect dialect) {
        for (String sql :
                List.of(
                        "SELECT one FROM (SELECT 1 AS one, n FROM (SELECT count(*) AS n FROM"
                                + " shop.orders) t) u",
                        "SELECT one FROM (SELECT n + n AS s, 1 AS one FROM (SELECT max(id) AS n"
                                + " FROM shop.orders) t) u")) {
            assertThat(asked(dialect, sql))
                    .as(sql)
                    .singleElement(STRING)
                    .containsAnyOf("COUNT(*)", "MAX(");
        }
    }

    @Test
    void aPartThatMustStayDoesNotKeepWhatIsBelowIt() {
        String sql =
                "SELECT upper(c.name) AS name, t.n FROM (SELECT customer_id, count(*) AS n FROM"
                        + " shop.orders GROUP BY customer_id) AS t JOIN shop.customers c ON"
                        + " t.customer_id = c.id WHERE length(c.name) > 2";
        assertThat(asked(RemoteDialect.POSTGRESQL, sql))
                .containsExactly(
                        "SELECT t0.\"customer_id\" AS c0, COUNT(*) AS c1 FROM \"shop\".\"orders\""
                                + " AS t0 GROUP BY t0.\"customer_id\"",
                        "SELECT \"id\", \"name\" FROM \"shop\".\"customers\"");
    }

    @Test
    void valuesOfParametersGoWithTheTree() throws SQLException {
        String sql =
                "SELECT customer_id, sum(CASE WHEN id > 3 THEN small ELSE 0 END) AS s FROM"
                        + " shop.orders WHERE id < 100 GROUP BY customer_id ORDER BY 1";
        Judge judge = JUDGES.get(RemoteDialect.H2);
        assertThat(judge).isNotNull();
        if (judge != null) {
            assertThat(judge.plan(sql).scans()).hasSize(1);
            judge.agrees(sql);
        }
    }
}

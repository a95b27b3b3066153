package io.penstock.planner.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.explain.PlanNode;
import io.penstock.planner.explain.PlanText;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What sources are asked: as much as they are known to understand alike, and no more. */
final class IslandTest {
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

    private static Judge judge(RemoteDialect dialect) {
        return JUDGES.getOrDefault(dialect, JUDGES.values().iterator().next());
    }

    private static List<String> asked(RemoteDialect dialect, String sql) {
        return judge(dialect).plan(sql).scans().stream().map(PlannedScan::sql).toList();
    }

    private static String where(RemoteDialect dialect, String condition) {
        String sql =
                asked(dialect, "SELECT id, length(status) AS l FROM shop.orders WHERE " + condition)
                        .get(0);
        int where = sql.indexOf(" WHERE ");
        return where < 0 ? "" : sql.substring(where + " WHERE ".length());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POSTGRESQL | id = 5 | (\"id\" = 5)",
                "ANSI       | id = 5 | (\"id\" = 5)",
                "MYSQL      | id <> 5 | (`id` <> 5)",
                "POSTGRESQL | id + 1 = 5 | ''",
                "POSTGRESQL | 5 < id | (5 < \"id\")",
                "POSTGRESQL | small = id | (\"small\" = \"id\")",
                "POSTGRESQL | id IN (1, 2) | ((\"id\" = 1) OR (\"id\" = 2))",
                "POSTGRESQL | id BETWEEN 1 AND 2 | (\"id\" >= 1) AND (\"id\" <= 2)",
                "POSTGRESQL | NOT (id = 1 OR id IS NULL) | (NOT ((\"id\" = 1) OR (\"id\" IS"
                        + " NULL)))",
                "POSTGRESQL | amount > 1.25 | (\"amount\" > 1.25)",
                "SQLITE     | amount > 1.25 | ''",
                "POSTGRESQL | price > 1.25 | (\"price\" > CAST(1.25 AS DOUBLE PRECISION))",
                "MYSQL      | price > 1.25 | (`price` > 125e-2)",
                "ANSI       | price > 1.25 | ''",
                "POSTGRESQL | status = 'it''s' | (\"status\" = 'it''s')",
                "MYSQL      | status = 'a\\b' | (`status` = 'a\\\\b')",
                "MYSQL      | status <> 'new' | ''",
                "MYSQL      | NOT (status = 'new') | ''",
                "POSTGRESQL | status <> 'new' | (\"status\" <> 'new')",
                "POSTGRESQL | status IN ('new', 'old') | ((\"status\" = 'new') OR (\"status\" ="
                        + " 'old'))",
                "POSTGRESQL | status > 'new' | (\"status\" COLLATE \"C\" > 'new')",
                "SQLITE     | status = 'new' | (\"status\" COLLATE BINARY = 'new')",
                "H2         | status > 'new' | ''",
                "POSTGRESQL | status LIKE 'n%' | (\"status\" LIKE 'n%' ESCAPE '')",
                "POSTGRESQL | status ILIKE 'n%' | ''",
                "SQLITE     | status LIKE 'n%' | ''",
                "POSTGRESQL | day >= DATE '2024-02-01' - INTERVAL '1' MONTH | (\"day\" >= DATE"
                        + " '2024-01-01')",
                "POSTGRESQL | day = '2024-02-01' | (\"day\" = DATE '2024-02-01')",
                "SQLITE     | day = DATE '2024-02-01' | ''",
                "H2         | created_at < TIMESTAMP '2024-02-01 00:00:00' | (\"created_at\" <"
                        + " TIMESTAMP '2024-02-01 00:00:00')",
                "MYSQL      | created_at < TIMESTAMP '2024-02-01 00:00:00' | ''",
                "MYSQL      | day IS NULL | ''",
                "MYSQL      | id IS NOT NULL | (`id` IS NOT NULL)",
                "POSTGRESQL | paid | \"paid\"",
                "SQLITE     | paid | ''",
                "POSTGRESQL | id > 3 AND length(status) = 3 | (\"id\" > 3)",
                "POSTGRESQL | id > 3 OR length(status) = 3 | ''",
                "POSTGRESQL | (id > 3 AND length(status) = 3) OR id = 1 | (((\"id\" > 3)) OR"
                        + " (\"id\" = 1))",
                "POSTGRESQL | id > (SELECT 3) | (\"id\" > ?)",
            })
    void conditionsAreAskedWhenTheyMeanTheSame(
            RemoteDialect dialect, String condition, String expected) {
        assertThat(where(dialect, condition)).isEqualTo(expected);
    }

    @Test
    void onlyColumnsThatAreReadAreFetched() {
        assertThat(
                        asked(
                                RemoteDialect.ANSI,
                                "SELECT o.id, c.name FROM shop.orders o JOIN shop.customers c ON"
                                        + " o.customer_id = c.id"))
                .containsExactly(
                        "SELECT \"id\", \"customer_id\" FROM \"shop\".\"orders\"",
                        "SELECT \"id\", \"name\" FROM \"shop\".\"customers\"");
        assertThat(asked(RemoteDialect.ANSI, "SELECT count(*) FROM shop.orders"))
                .containsExactly("SELECT \"id\" FROM \"shop\".\"orders\"");
    }

    @Test
    void conditionsReachBothSidesOfAnInnerJoinOnly() {
        String on =
                "SELECT o.id FROM shop.orders o %s JOIN shop.customers c ON o.customer_id = c.id"
                        + " AND o.id < 9 AND c.id < 8 WHERE o.small = 1";
        assertThat(asked(RemoteDialect.ANSI, on.formatted("INNER")))
                .containsExactly(
                        "SELECT \"id\", \"customer_id\", \"small\" FROM \"shop\".\"orders\" WHERE"
                                + " (\"customer_id\" < 8) AND (\"id\" < 9) AND (\"small\" = 1)",
                        "SELECT \"id\" FROM \"shop\".\"customers\" WHERE (\"id\" < 8)");
        assertThat(asked(RemoteDialect.ANSI, on.formatted("LEFT")))
                .containsExactly(
                        "SELECT \"id\", \"customer_id\", \"small\" FROM \"shop\".\"orders\" WHERE"
                                + " (\"small\" = 1)",
                        "SELECT \"id\" FROM \"shop\".\"customers\" WHERE (\"id\" < 8)");
        assertThat(asked(RemoteDialect.ANSI, on.formatted("FULL")))
                .containsExactly(
                        "SELECT \"id\", \"customer_id\", \"small\" FROM \"shop\".\"orders\"",
                        "SELECT \"id\" FROM \"shop\".\"customers\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT -id AS x FROM shop.orders LIMIT 5 | LIMIT 5",
                "SELECT -id AS x FROM shop.orders LIMIT 5 OFFSET 2 | LIMIT 7",
                "SELECT -id AS x FROM shop.orders WHERE id > 3 LIMIT 5 | LIMIT 5",
                "SELECT -id AS x FROM shop.orders WHERE status = 'new' LIMIT 5 | LIMIT 5",
                "SELECT id FROM shop.orders WHERE status ILIKE 'new' LIMIT 5 | ''",
                "SELECT -id AS x FROM shop.orders ORDER BY id LIMIT 5 | LIMIT 5",
                "SELECT -id AS x FROM shop.orders ORDER BY id | ''",
                "SELECT -id AS x FROM (SELECT DISTINCT id FROM shop.orders LIMIT 5) AS t | LIMIT 5",
                "SELECT max(price) AS m FROM shop.orders LIMIT 5 | ''",
                "SELECT -id AS x FROM (SELECT id FROM shop.orders LIMIT 5) AS x WHERE id > 3 |"
                        + " LIMIT 5",
            })
    void limitsAreAskedWhenTheSourceKnowsWhichRowsCount(String sql, String expected) {
        String asked = asked(RemoteDialect.POSTGRESQL, sql).get(0);
        int limit = asked.indexOf("LIMIT");
        assertThat(limit < 0 ? "" : asked.substring(limit)).isEqualTo(expected);
    }

    @Test
    void unknownDatabasesAreAskedInStandardSql() {
        assertThat(asked(RemoteDialect.ANSI, "SELECT id FROM shop.orders LIMIT 5"))
                .containsExactly("SELECT \"id\" FROM \"shop\".\"orders\" FETCH FIRST 5 ROWS ONLY");
    }

    @Test
    void conditionsAboveLimitStayAboveIt() throws SQLException {
        String sql =
                "SELECT -id AS x FROM (SELECT id, small FROM shop.orders ORDER BY id LIMIT 10) AS"
                        + " x WHERE small = 3";
        assertThat(asked(RemoteDialect.H2, sql))
                .containsExactly(
                        "SELECT t0.\"id\" AS c0, t0.\"small\" AS c1 FROM \"shop\".\"orders\" AS t0"
                                + " ORDER BY t0.\"id\" ASC NULLS LAST FETCH FIRST 10 ROWS ONLY");
        judge(RemoteDialect.H2).agrees(sql);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // Below a projection that stays here, with what OFFSET skips.
                "SQLITE | SELECT id, length(status) AS l FROM shop.orders ORDER BY small DESC, id"
                        + " LIMIT 3 OFFSET 4 | ORDER BY t0.\"small\" DESC NULLS LAST, t0.\"id\" ASC"
                        + " NULLS LAST LIMIT 7",
                // Over a condition, a join, a group.
                "POSTGRESQL | SELECT id, length(status) AS l FROM shop.orders WHERE small > 2 ORDER"
                    + " BY status NULLS FIRST, id LIMIT 3 | WHERE (t0.\"small\" > 2) ORDER BY"
                    + " t0.\"status\" COLLATE \"C\" ASC NULLS FIRST, t0.\"id\" ASC NULLS LAST LIMIT"
                    + " 3",
                "POSTGRESQL | SELECT o.id, length(c.name) AS l FROM shop.orders o JOIN"
                        + " shop.customers c ON o.customer_id = c.id ORDER BY o.id DESC LIMIT 4 |"
                        + " ON (t0.\"customer_id\" = t1.\"id\") ORDER BY t0.\"id\" DESC NULLS LAST"
                        + " LIMIT 4",
                "H2 | SELECT customer_id, -n AS m FROM (SELECT customer_id, count(*) AS n FROM"
                        + " shop.orders GROUP BY customer_id) AS t ORDER BY n DESC, customer_id"
                        + " LIMIT 2 | ORDER BY t1.c1 DESC NULLS LAST, t1.c0 ASC NULLS LAST FETCH"
                        + " FIRST 2 ROWS ONLY",
            })
    void theFirstInAnOrderAreEnough(RemoteDialect dialect, String sql, String end)
            throws SQLException {
        assertThat(asked(dialect, sql)).hasSize(1);
        assertThat(asked(dialect, sql).get(0)).endsWith(end);
        judge(dialect).agrees(sql);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "POSTGRESQL | SELECT id, length(status) AS l FROM shop.orders ORDER BY price LIMIT"
                        + " 3 | floating numbers are compared here",
                "H2 | SELECT id, length(status) AS l FROM shop.orders ORDER BY status, id LIMIT 3 |"
                        + " the order of text at the source may be another",
                "MYSQL | SELECT id, length(status) AS l FROM shop.orders ORDER BY id LIMIT 3 | the"
                        + " source has an order of NULLs of its own",
                "ANSI | SELECT id, length(status) AS l FROM shop.orders ORDER BY id LIMIT 3 | what"
                        + " else shop computes as we do is not known",
            })
    void anOrderOfItsOwnIsNotAskedFor(RemoteDialect dialect, String sql, String reason)
            throws SQLException {
        assertThat(asked(dialect, sql)).singleElement().asString().doesNotContain("ORDER BY");
        assertThat(PlanText.of(judge(dialect).plan(sql).explanation().get()))
                .contains("kept here: ORDER BY with LIMIT: " + reason);
        judge(dialect).agrees(sql);
    }

    /** A row that the first condition refuses must not take the place of one that counts. */
    @Test
    void theFirstAreNotLookedForBeforeAllConditions() throws SQLException {
        for (String sql :
                List.of(
                        "SELECT id, length(status) AS l FROM shop.orders WHERE length(status) = 4"
                                + " ORDER BY id LIMIT 2",
                        "SELECT o.id, length(c.name) AS l FROM shop.orders o, shop.customers c"
                                + " WHERE o.customer_id = c.id AND length(c.name) > 3 ORDER BY o.id"
                                + " LIMIT 2",
                        "SELECT -m AS x FROM (SELECT -id AS m, id FROM shop.orders) AS t ORDER BY m"
                                + " LIMIT 2")) {
            assertThat(asked(RemoteDialect.POSTGRESQL, sql)).noneMatch(s -> s.contains("LIMIT"));
            judge(RemoteDialect.POSTGRESQL).agrees(sql);
        }
    }

    @Test
    void equalQuestionsAreAskedOnce() throws SQLException {
        String sql =
                "SELECT a.id FROM shop.customers a JOIN shop.customers b ON a.id < b.id WHERE a.id"
                        + " < 4 AND b.id < 4";
        PlannedQuery planned = judge(RemoteDialect.H2).plan(sql);
        assertThat(planned.scans()).hasSize(1);
        assertThat(planned.scans().get(0).readOnce()).isFalse();
        assertThat(planned.scans().get(0).schema().getFields()).hasSize(1);
        judge(RemoteDialect.H2).agrees(sql);
    }

    @Test
    void differentQuestionsAreAskedApart() {
        PlannedQuery planned =
                judge(RemoteDialect.ANSI)
                        .plan(
                                "SELECT a.id FROM shop.customers a JOIN shop.customers b ON a.id ="
                                        + " b.id AND b.since < DATE '2000-01-01'");
        assertThat(planned.scans()).extracting(PlannedScan::readOnce).containsExactly(true, true);
    }

    @Test
    void valuesGoToTheSourceToo() throws SQLException {
        BoundSql sql =
                BoundSql.of(
                                "SELECT id, ? AS tag FROM shop.orders WHERE status = ? AND id > ?"
                                        + " LIMIT ?")
                        .withValues(
                                ImmutableList.of(
                                        new BoundValue(FieldTypes.UTF8, "x"),
                                        new BoundValue(FieldTypes.UTF8, "new"),
                                        new BoundValue(FieldTypes.INT64, 3L),
                                        new BoundValue(FieldTypes.INT64, 100L)));
        PlannedQuery planned = judge(RemoteDialect.H2).plan(sql);
        PlannedScan scan = planned.scans().get(0);
        assertThat(scan.sql()).endsWith("WHERE (\"status\" = ?) AND (\"id\" > ?)");
        assertThat(scan.parameters()).containsExactly(1, 2);
        assertThat(planned.parameters()).containsExactly(0, 1, 2, 3);
        judge(RemoteDialect.H2)
                .agrees(
                        sql,
                        "SELECT id, 'x' AS tag FROM shop.orders WHERE status = 'new' AND id > 3"
                                + " LIMIT 100");
    }

    @Test
    void aValueOfANarrowerTypeIsAskedFor() throws SQLException {
        BoundSql sql =
                BoundSql.of(
                                "SELECT id, length(status) AS l FROM shop.orders WHERE id ="
                                        + " CAST(? AS INTEGER) AND amount > CAST(? AS INTEGER) AND"
                                        + " small < CAST(? AS INTEGER)")
                        .withValues(
                                ImmutableList.of(
                                        new BoundValue(FieldTypes.INT32, 3L),
                                        new BoundValue(FieldTypes.INT32, 2L),
                                        new BoundValue(FieldTypes.UTF8, "7")));
        assertThat(judge(RemoteDialect.POSTGRESQL).plan(sql).scans().get(0).sql())
                .endsWith("WHERE (\"id\" = ?) AND (\"amount\" > ?)");
        judge(RemoteDialect.POSTGRESQL)
                .agrees(
                        sql,
                        "SELECT id, length(status) AS l FROM shop.orders WHERE id = 3 AND amount >"
                                + " 2 AND small < 7");
    }

    @Test
    void whatIsNotAskedHasAReason() {
        PlanNode text =
                judge(RemoteDialect.MYSQL)
                        .plan("SELECT count(*) AS n FROM shop.orders WHERE status > 'm' AND id < 7")
                        .explanation()
                        .get();
        assertThat(PlanText.of(text))
                .isEqualTo(
                        """
                        Group all rows: count(*)
                          kept here: (status > 'm'): the order of text at the source may be another
                          Compute $f0 = 0
                            kept here: (status > 'm'): the order of text at the source may be another
                            Filter (status > 'm') AND (id < 7)
                              Table shop.orders: island_0
                                asked of shop: SELECT `id`, `status` FROM `shop`.`orders` WHERE (`id` < 7)
                                kept here: (status > 'm'): the order of text at the source may be another
                        """);
    }

    @Test
    void plansNameSubQueriesAndWhatIsComputedOnce() {
        PlanNode text =
                judge(RemoteDialect.ANSI)
                        .plan(
                                """
                                WITH s AS (SELECT customer_id, sum(amount) AS total FROM shop.orders GROUP BY customer_id)
                                SELECT total FROM s WHERE total = (SELECT max(total) FROM s) ORDER BY total DESC LIMIT 3\
                                """)
                        .explanation()
                        .get();
        assertThat(PlanText.of(text).lines().map(String::strip).collect(Collectors.toList()))
                .contains(
                        "Sort by total desc, limit 3",
                        "Computed once: shared_0",
                        "Sub-query 1:",
                        "Filter total = sub-query 1",
                        "Read again: shared_0");
    }
}

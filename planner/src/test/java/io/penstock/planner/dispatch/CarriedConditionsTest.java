package io.penstock.planner.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;

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
import java.util.List;

/**
 * What a table is asked for because of what is known of another, in a source that joins nothing.
 */
final class CarriedConditionsTest {
    private static Judge judge;

    @BeforeAll
    static void open() throws SQLException {
        judge =
                new Judge(
                        "shop",
                        ShopData.STATEMENTS,
                        ShopData.SCHEMAS,
                        new Judge.Placement.Remote(RemoteDialect.ANSI));
    }

    @AfterAll
    static void close() throws SQLException {
        judge.close();
    }

    private static List<String> where(PlannedQuery planned) {
        return planned.scans().stream()
                .map(PlannedScan::sql)
                .map(sql -> sql.contains(" WHERE ") ? sql.replaceFirst(".* WHERE ", "") : "all")
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "o JOIN shop.customers c ON o.customer_id = c.id WHERE c.id = 3"
                        + " | (\"customer_id\" = 3) | (\"id\" = 3)",
                "o JOIN shop.customers c ON o.customer_id = c.id AND o.customer_id BETWEEN 2 AND 3"
                        + " | (\"customer_id\" >= 2) AND (\"customer_id\" <= 3)"
                        + " | (\"id\" >= 2) AND (\"id\" <= 3)",
                "o JOIN shop.customers c ON o.customer_id = c.id WHERE c.id IN (1, 2)"
                        + " | ((\"customer_id\" = 1) OR (\"customer_id\" = 2))"
                        + " | ((\"id\" = 1) OR (\"id\" = 2))",
                // Nobody is asked twice.
                "o JOIN shop.customers c ON o.customer_id = c.id WHERE c.id = 3 AND o.customer_id"
                        + " = 3 | (\"customer_id\" = 3) | (\"id\" = 3)",
                // What is kept without a match is kept whatever the other side has.
                "o LEFT JOIN shop.customers c ON o.customer_id = c.id WHERE o.customer_id <> 3"
                        + " | (\"customer_id\" <> 3) | (\"id\" <> 3)",
                "o LEFT JOIN shop.customers c ON o.customer_id = c.id AND o.customer_id = 3"
                        + " | all | (\"id\" = 3)",
                "o LEFT JOIN shop.customers c ON o.customer_id = c.id AND c.id = 3"
                        + " | all | (\"id\" = 3)",
                "o LEFT JOIN shop.customers c ON o.customer_id = c.id WHERE c.id = 3 | all | all",
                "o RIGHT JOIN shop.customers c ON o.customer_id = c.id WHERE c.id > 2"
                        + " | (\"customer_id\" > 2) | (\"id\" > 2)",
                "o RIGHT JOIN shop.customers c ON o.customer_id = c.id AND c.id > 2"
                        + " | (\"customer_id\" > 2) | all",
                "o FULL JOIN shop.customers c ON o.customer_id = c.id AND c.id > 2 WHERE o.id = 1"
                        + " | all | all",
                // From inside a side, and over what a side makes equal.
                "p JOIN (SELECT customer_id, count(*) AS n FROM shop.orders WHERE customer_id < 3"
                        + " GROUP BY customer_id) o ON o.customer_id = p.small | all"
                        + " | (\"customer_id\" < 3)",
                "p JOIN (SELECT customer_id, count(*) AS n FROM shop.orders WHERE customer_id < 3"
                        + " GROUP BY customer_id) o ON o.customer_id = p.customer_id"
                        + " AND o.n > p.small"
                        + " | (\"customer_id\" < 3) | (\"customer_id\" < 3)",
                "p LEFT JOIN (SELECT o.customer_id AS x FROM shop.orders o JOIN shop.customers c"
                        + " ON o.customer_id = c.id) t ON t.x = p.customer_id WHERE p.customer_id ="
                        + " 2 | (\"customer_id\" = 2) | (\"id\" = 2)",
                "o JOIN shop.customers c ON o.customer_id = c.id JOIN shop.customers d ON d.id ="
                        + " c.id AND d.id < 3 | (\"customer_id\" < 3) | (\"id\" < 3)",
                // Each row has its own limit, and a part of the groups only.
                "p JOIN (SELECT customer_id, n FROM (SELECT customer_id, n FROM (SELECT"
                        + " customer_id, count(*) AS n FROM shop.orders GROUP BY customer_id) g"
                        + " ORDER BY n DESC, customer_id LIMIT 2) h WHERE customer_id < 3) o ON"
                        + " o.customer_id = p.customer_id | (\"customer_id\" < 3) | all",
                // Neither a wider type nor what is computed is the same column.
                "o JOIN shop.customers c ON o.id = c.id WHERE c.id = 3 | all | (\"id\" = 3)",
                "o JOIN shop.customers c ON o.customer_id + 1 = c.id WHERE c.id = 3"
                        + " | all | (\"id\" = 3)",
                "o JOIN shop.customers c ON o.customer_id < c.id WHERE c.id = 3"
                        + " | all | (\"id\" = 3)",
                "o JOIN shop.customers c ON o.customer_id = c.id WHERE c.id IS NOT NULL"
                        + " | all | (\"id\" IS NOT NULL)",
            })
    void comparisonsAreCarriedOverEqualities(String from, String one, String other)
            throws SQLException {
        String sql = "SELECT 1 AS a FROM shop.orders " + from;
        assertThat(where(judge.plan(sql))).containsExactly(one, other);
        judge.agrees(sql);
    }

    @Test
    void valuesAreCarriedToo() throws SQLException {
        String sql =
                "SELECT o.id, c.name FROM shop.orders o LEFT JOIN shop.customers c ON c.id ="
                        + " o.customer_id WHERE o.customer_id = %s";
        BoundSql bound =
                BoundSql.of(sql.formatted("?"))
                        .withValues(ImmutableList.of(new BoundValue(FieldTypes.INT32, 2)));
        PlannedQuery planned = judge.plan(bound);
        assertThat(where(planned)).containsExactly("(\"customer_id\" = ?)", "(\"id\" = ?)");
        assertThat(planned.scans().stream().map(PlannedScan::parameters))
                .allMatch(List.of(0)::equals);
        judge.agrees(bound, sql.formatted("2"));
    }
}

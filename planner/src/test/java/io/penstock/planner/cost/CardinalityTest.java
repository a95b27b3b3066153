package io.penstock.planner.cost;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;

import io.penstock.planner.TestCatalog;
import io.penstock.planner.function.FunctionCatalogue;
import io.penstock.planner.parse.SqlParsing;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.catalog.ColumnStatistics;
import io.penstock.spi.catalog.ColumnStatistics.Range;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableStatistics;
import io.penstock.spi.sql.BoundSql;

import org.apache.calcite.rel.RelNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** How many rows are expected of orders, 10,000 of them, and customers, 1,000. */
final class CardinalityTest {
    private static final TableStatistics ORDERS =
            new TableStatistics(
                    OptionalLong.of(10_000),
                    OptionalLong.empty(),
                    ImmutableMap.of(
                            "id", column(10_000, 0, new Range(1, 10_000)),
                            "customer_id", column(500, 0.1, new Range(1, 1_000)),
                            "status", column(4, 0, null),
                            "day", column(100, 0, new Range(19_723, 19_822))));

    private static final TableStatistics CUSTOMERS =
            new TableStatistics(
                    OptionalLong.of(1_000),
                    OptionalLong.empty(),
                    ImmutableMap.of(
                            "id", column(1_000, 0, new Range(1, 1_000)),
                            "country", column(20, 0.5, null)));

    private static ColumnStatistics column(
            double distinct, double nulls, @org.jspecify.annotations.Nullable Range range) {
        return new ColumnStatistics(
                OptionalDouble.of(distinct),
                OptionalDouble.of(nulls),
                OptionalDouble.empty(),
                Optional.ofNullable(range));
    }

    private static TableStatistics known(SourceTable table) {
        return table.name().toString().endsWith("orders") ? ORDERS : CUSTOMERS;
    }

    private static RelNode tree(String sql) {
        return new SqlParsing(FunctionCatalogue.operators())
                .parse(BoundSql.of(sql), TestCatalog.shop(), ReadPolicy.EVERYTHING, 10_000)
                .root()
                .rel;
    }

    private static long rows(String sql) {
        return new Cardinality(CardinalityTest::known)
                .of(tree(sql))
                .map(estimate -> Math.round(estimate.rows()))
                .orElse(-1L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id = 7 | 1",
                "status = 'new' | 2500",
                "status IN ('new', 'old') | 5000",
                "status <> 'new' | 7500",
                "NOT status = 'new' | 7500",
                "id <= 2500 | 2500",
                "2500 >= id | 2500",
                "id > 7500 AND id <= 8500 | 1000",
                "id > 20000 | 1",
                "day >= DATE '2024-03-01' AND day < DATE '2024-03-11' | 1000",
                "day >= DATE '2024-03-01' AND day < DATE '2024-03-01' + INTERVAL '10' DAY | 1000",
                "day < DATE '2024-03-11' - INTERVAL '1' MONTH | 4000",
                "day < CAST(DATE '2024-02-01' + INTERVAL '10' DAY AS DATE) | 4141",
                "id > 7000 + 500 AND id <= 9500 - 1000 | 1000",
                "customer_id IS NULL | 1000",
                "customer_id IS NOT NULL | 9000",
                "status = 'new' AND customer_id = 5 | 5",
                "status = 'new' OR customer_id IS NULL | 3250",
                "status LIKE 'n%' | 1000",
                "amount > 5 | 3333",
                "amount = 5 | 1000",
                "length(status) = 3 | 1000",
                "FALSE | 0",
            })
    void conditions(String condition, long expected) {
        assertThat(rows("SELECT id FROM shop.orders WHERE " + condition))
                .isCloseTo(expected, org.assertj.core.data.Percentage.withPercentage(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Of 1,000 values 500 have a partner; the fewer values are among the others.
                "EXISTS (SELECT 1 FROM shop.orders o WHERE o.customer_id = c.id) | 500",
                "NOT EXISTS (SELECT 1 FROM shop.orders o WHERE o.customer_id = c.id) | 500",
                "EXISTS (SELECT 1 FROM shop.orders o WHERE o.id = c.id AND o.status = 'new') |"
                        + " 1000",
                "EXISTS (SELECT 1 FROM shop.orders o WHERE o.id = c.id AND o.id > c.id) | 333",
                "NOT EXISTS (SELECT 1 FROM shop.customers d WHERE d.id = c.id) | 100",
                "c.id IN (SELECT o.customer_id FROM shop.orders o WHERE o.id = c.id) | 1",
                "EXISTS (SELECT 1 FROM shop.orders o WHERE o.id < c.id) | 250",
            })
    void rowsThatFitOneOutside(String condition, long expected) {
        assertThat(rows("SELECT id FROM shop.customers c WHERE " + condition))
                .isCloseTo(expected, org.assertj.core.data.Percentage.withPercentage(2));
    }

    @Test
    void joinsGroupsAndLimits() {
        String join = " JOIN shop.customers c ON o.customer_id = c.id ";
        assertThat(rows("SELECT 1 AS a FROM shop.orders o" + join)).isEqualTo(10_000);
        assertThat(rows("SELECT 1 AS a FROM shop.orders o" + join + "WHERE c.country = 'x'"))
                .isEqualTo(500);
        assertThat(rows("SELECT 1 AS a FROM shop.orders o LEFT" + join + "AND c.country = 'x'"))
                .isEqualTo(10_000);
        assertThat(rows("SELECT 1 AS a FROM shop.orders o CROSS JOIN shop.customers c"))
                .isEqualTo(10_000_000);
        assertThat(rows("SELECT status, count(*) AS n FROM shop.orders GROUP BY status"))
                .isEqualTo(4);
        assertThat(rows("SELECT status, day FROM shop.orders GROUP BY status, day")).isEqualTo(400);
        assertThat(rows("SELECT amount FROM shop.orders GROUP BY amount")).isEqualTo(1_000);
        assertThat(rows("SELECT count(*) AS n FROM shop.orders")).isEqualTo(1);
        assertThat(rows("SELECT id FROM shop.orders LIMIT 7")).isEqualTo(7);
        assertThat(rows("SELECT id FROM shop.orders LIMIT 70 OFFSET 9990")).isEqualTo(10);
        assertThat(rows("SELECT id FROM shop.orders UNION ALL SELECT id FROM shop.customers"))
                .isEqualTo(11_000);
        assertThat(rows("SELECT id FROM shop.orders INTERSECT SELECT id FROM shop.customers"))
                .isEqualTo(1_000);
        assertThat(rows("VALUES (1), (2), (3)")).isEqualTo(3);
    }

    /** Customers of a country have few of the values of orders' customers. */
    /** Of half the rows by a column, half its values. */
    @Test
    void whatIsChosenByAColumnHasFewerOfItsValues() {
        String groups = "SELECT status FROM shop.orders WHERE %s GROUP BY status";
        assertThat(rows(groups.formatted("status IN ('new', 'old')"))).isEqualTo(2);
        assertThat(rows(groups.formatted("status <> 'new'"))).isEqualTo(3);
        assertThat(rows(groups.formatted("status LIKE 'n%' AND id > 0"))).isEqualTo(1);
        assertThat(rows(groups.formatted("status IS NOT NULL"))).isEqualTo(4);
        assertThat(rows(groups.formatted("day < DATE '2024-02-11'"))).isEqualTo(4);
        assertThat(
                        rows(
                                "SELECT 1 AS a FROM (SELECT id FROM shop.orders WHERE id <= 500) o"
                                    + " JOIN (SELECT id FROM shop.customers WHERE id <= 500) c ON"
                                    + " o.id = c.id"))
                .isEqualTo(499);
    }

    @Test
    void whatIsJoinedHasValuesOfBothSides() {
        String some =
                "SELECT o.customer_id FROM shop.orders o JOIN (SELECT id FROM shop.customers WHERE"
                        + " id <= 50) AS c ON o.customer_id = c.id";
        assertThat(rows("SELECT DISTINCT customer_id FROM (" + some + ") AS t")).isEqualTo(49);
        String left = some.replace("JOIN", "LEFT JOIN");
        assertThat(rows("SELECT DISTINCT customer_id FROM (" + left + ") AS t")).isEqualTo(500);
    }

    /**
     * Half the customers have orders; of 20 countries one has 50 customers, half of them with some.
     */
    @Test
    void whatIsJoinedAgainHasValuesOfAllSides() {
        String joined =
                "SELECT o.customer_id FROM shop.orders o JOIN shop.customers c ON o.customer_id ="
                        + " c.id JOIN (SELECT country FROM shop.customers WHERE country = 'x') AS d"
                        + " ON c.country = d.country";
        assertThat(rows("SELECT DISTINCT customer_id FROM (" + joined + ") AS t")).isEqualTo(25);
        String left = joined.replace("c.id JOIN", "c.id LEFT JOIN");
        assertThat(rows("SELECT DISTINCT customer_id FROM (" + left + ") AS t")).isEqualTo(500);
    }

    @Test
    void aColumnOfAnotherNameIsTheSameColumn() {
        String renamed = "SELECT k FROM (SELECT CAST(id AS BIGINT) AS k FROM shop.orders) AS t";
        assertThat(rows(renamed + " WHERE k <= 100")).isEqualTo(99);
    }

    @Test
    void whatNobodyKnowsHasNoEstimate() {
        Cardinality nothing = new Cardinality(table -> TableStatistics.UNKNOWN);
        assertThat(nothing.of(tree("SELECT id FROM shop.orders WHERE id = 1"))).isEmpty();
        assertThat(nothing.of(tree("SELECT id FROM shop.orders LIMIT 1"))).isEmpty();
    }
}

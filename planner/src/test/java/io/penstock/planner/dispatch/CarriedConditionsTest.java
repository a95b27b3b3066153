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
import java.util.Random;

/**
 * What a table is asked for because of what is known of another, in a source that joins nothing.
 */
final class CarriedConditionsTest {
    private static final long SEED = Long.getLong("carried.seed", 20261123);
    private static final int CASES = Integer.getInteger("carried.cases", 300);

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
                        + " GROUP BY customer_id) o ON o.customer_id = p.small | (\"small\" < 3)"
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
                // As a wider type, in either direction.
                "o JOIN shop.customers c ON o.id = c.id WHERE c.id = 3 | (\"id\" = 3) | (\"id\" ="
                        + " 3)",
                "o LEFT JOIN shop.customers c ON o.id = c.id WHERE o.id IN (2, 3)"
                        + " | ((\"id\" = 2) OR (\"id\" = 3)) | ((\"id\" = 2) OR (\"id\" = 3))",
                "o JOIN shop.customers c ON o.small = c.id WHERE o.small IN (2, 3) | ((\"small\" ="
                        + " 2) OR (\"small\" = 3)) | ((\"id\" = 2) OR (\"id\" = 3))",
                "o JOIN shop.orders p ON o.amount = p.small WHERE o.amount < 30.5 AND o.id > 1"
                        + " | (\"amount\" < 30.50) AND (\"id\" > 1) | (\"small\" < 30.50)",
                // But not with a value that the wider type lacks, or would round.
                "o JOIN shop.customers c ON o.small = c.id WHERE o.small < 3000000000"
                        + " | (\"small\" < 3000000000) | all",
                "o JOIN shop.orders p ON o.amount = p.small WHERE p.small < 20.505"
                        + " | all | (\"small\" < 20.505)",
                "o JOIN shop.orders p ON o.amount = p.small WHERE o.amount < 20.505"
                        + " | (\"amount\" < 20.505) | all",
                // What is computed is another column.
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

    /** Joins of all kinds, by columns of all numbers, with conditions everywhere. */
    @Test
    void noAnswerChanges() throws SQLException {
        RandomJoins joins = new RandomJoins(new Random(SEED));
        int carried = 0;
        for (int i = 0; i < CASES; i++) {
            String sql = joins.next();
            long asked =
                    where(judge.plan(sql)).stream().filter(where -> !where.equals("all")).count();
            carried += asked > 1 ? 1 : 0;
            judge.agrees(sql);
        }
        assertThat(carried).isGreaterThan(CASES / 8);
    }

    private static final class RandomJoins {
        private static final List<String> NUMBERS = List.of("id", "customer_id", "small");
        private static final List<String> KINDS =
                List.of("JOIN", "JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN");
        private static final List<String> COMPARISONS = List.of("=", "=", "<>", "<", ">=");

        private final Random random;

        RandomJoins(Random random) {
            this.random = random;
        }

        String next() {
            int tables = 2 + random.nextInt(3);
            StringBuilder sql =
                    new StringBuilder(
                            "SELECT count(*) AS n, sum(t0.id) AS s, max(t1.id) AS m FROM ");
            sql.append(table(0));
            for (int i = 1; i < tables; i++) {
                sql.append(" %s %s ON %s".formatted(pick(KINDS), table(i), on(i)));
            }
            if (random.nextInt(4) > 0) {
                sql.append(" WHERE ").append(condition(tables));
            }
            return sql.toString();
        }

        private String table(int number) {
            String rows =
                    switch (random.nextInt(5)) {
                        case 0 ->
                                "(SELECT * FROM shop.orders WHERE %s)"
                                        .formatted(comparison(pick(NUMBERS)));
                        case 1 ->
                                "(SELECT id, customer_id, small FROM shop.orders ORDER BY id DESC"
                                        + " LIMIT 20)";
                        case 2 ->
                                "(SELECT customer_id, max(small) AS small, min(id) AS id FROM"
                                        + " shop.orders GROUP BY customer_id)";
                        case 3 ->
                                "(SELECT CAST(id AS BIGINT) AS id, id AS customer_id, 3 AS small"
                                        + " FROM shop.customers)";
                        default -> "shop.orders";
                    };
            return rows + " AS t" + number;
        }

        private String on(int number) {
            String equality =
                    "t%d.%s = t%d.%s"
                            .formatted(
                                    number, pick(NUMBERS), random.nextInt(number), pick(NUMBERS));
            return random.nextInt(3) == 0 ? equality + " AND " + condition(number + 1) : equality;
        }

        private String condition(int tables) {
            String column = "t%d.%s".formatted(random.nextInt(tables), pick(NUMBERS));
            return switch (random.nextInt(7)) {
                case 0 -> "(%s OR %s)".formatted(comparison(column), comparison(column));
                case 1 -> "%s IS NULL".formatted(column);
                case 2 -> "NOT %s".formatted(comparison(column));
                case 3 -> "%s + 1 = 4".formatted(column);
                case 4 -> "%s AND %s".formatted(comparison(column), condition(tables));
                case 5 -> "(%s OR %s)".formatted(comparison(column), condition(tables));
                default -> comparison(column);
            };
        }

        private String comparison(String column) {
            return "%s %s %d".formatted(column, pick(COMPARISONS), 1 + random.nextInt(8));
        }

        private String pick(List<String> of) {
            return of.get(random.nextInt(of.size()));
        }
    }
}

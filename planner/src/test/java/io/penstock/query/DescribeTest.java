package io.penstock.query;

import static com.google.common.collect.ImmutableList.toImmutableList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.planner.PlannerError;
import io.penstock.planner.TestCatalog;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

class DescribeTest {
    private final RecordingEngine engine = new RecordingEngine();
    private final QueryService service = new QueryService(engine, 100);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    SELECT id FROM shop.orders WHERE id = ?                     | Int(64, true)
                    SELECT id FROM shop.orders WHERE ? < customer_id            | Int(32, true)
                    SELECT id FROM shop.orders WHERE day BETWEEN ? AND ?        | Date(DAY) Date(DAY)
                    SELECT id FROM shop.orders WHERE status LIKE ?              | Utf8
                    SELECT id FROM shop.orders WHERE customer_id IN (?, ?)      | Int(32, true) Int(32, true)
                    SELECT id FROM shop.orders WHERE amount > ?                 | Decimal(15, 2, 128)
                    SELECT id FROM shop.orders WHERE created_at >= ?            | Timestamp(MICROSECOND, null)
                    SELECT id FROM shop.orders WHERE paid = ?                   | Bool
                    SELECT id FROM shop.orders WHERE quantity = ?               | Int(32, false)
                    SELECT id FROM shop.orders WHERE price * ? > 3              | FloatingPoint(DOUBLE)
                    SELECT ? AS a                                               | Utf8
                    SELECT coalesce(status, ?) AS a FROM shop.orders            | Utf8
                    SELECT CASE WHEN paid THEN id ELSE ? END AS a FROM shop.orders | Int(64, true)
                    SELECT CAST(? AS DATE) AS d                                 | Date(DAY)
                    SELECT upper(?) AS u                                        | Utf8
                    SELECT substr(status, ?) AS u FROM shop.orders              | Int(64, true)
                    SELECT '?' AS a /* ? */ -- ?                                | ''
                    SELECT id FROM shop.orders LIMIT ? OFFSET ?                 | Int(32, true) Int(32, true)
                    SELECT id FROM (SELECT id FROM shop.orders WHERE day = ?) o WHERE id > ? | Date(DAY) Int(64, true)
                    WITH o AS (SELECT * FROM shop.orders WHERE status = ?) SELECT count(*) AS n FROM o WHERE id = ? | Utf8 Int(64, true)
                    SELECT o.id FROM shop.orders o JOIN shop.customers c ON c.id = ? AND c.since > ? | Int(32, true) Date(DAY)
                    SELECT count(*) AS n FROM shop.orders HAVING count(*) > ?    | Int(64, true)
                    """)
    void parametersHaveTheTypesThatTheTextAsksFor(String sql, String types) {
        StatementShape shape = service.describe(query(sql));
        assertThat(types(shape)).isEqualTo(types);
        assertThat(shape.parameters()).allMatch(Field::isNullable);
        assertThat(engine.plans).isEmpty();
    }

    private static String types(StatementShape shape) {
        return String.join(
                " ",
                shape.parameters().stream()
                        .map(field -> field.getType().toString())
                        .collect(toImmutableList()));
    }

    @Test
    void theResultsColumnsAreKnown() {
        StatementShape shape =
                service.describe(query("SELECT id, amount * 2 AS twice FROM shop.orders"));
        assertThat(shape.schema().getFields())
                .extracting(Field::getName)
                .containsExactly("id", "twice");
        assertThat(shape.schema().getFields().get(1).getType())
                .isInstanceOf(ArrowType.Decimal.class);
        assertThat(shape.parameters()).isEmpty();
    }

    @Test
    void runningWithValuesOfTheDescribedTypesFindsThePlan() {
        BoundSql sql = BoundSql.of("SELECT id FROM shop.orders WHERE id = ?");
        StatementShape shape = service.describe(query(sql));
        BoundValue value = new BoundValue(shape.parameters().getFirst().getType(), 7L);
        service.run(query(sql.withValues(ImmutableList.of(value)))).close();
        assertThat(service.planCache().misses()).isEqualTo(1);
        assertThat(service.planCache().hits()).isEqualTo(1);
    }

    @Test
    void valuesThatAreGivenSayTheTypes() {
        BoundSql sql =
                BoundSql.of("SELECT ? AS a")
                        .withValues(ImmutableList.of(new BoundValue(FieldTypes.DATE, null)));
        assertThat(types(service.describe(query(sql)))).isEqualTo("Date(DAY)");
    }

    @Test
    void viewsKeepTheirOwnValues() {
        BoundSql view =
                BoundSql.of("SELECT * FROM shop.orders WHERE status = ?")
                        .withValues(ImmutableList.of(new BoundValue(FieldTypes.UTF8, "paid")));
        BoundSql sql =
                BoundSql.of("SELECT id FROM v WHERE id < ?").withViews(ImmutableMap.of("v", view));
        assertThat(types(service.describe(query(sql)))).isEqualTo("Int(64, true)");
    }

    @Test
    void listedSchemasWorkAsNames() {
        BoundSql view = BoundSql.of("SELECT 1 AS one");
        BoundSql sql =
                BoundSql.of(
                                "SELECT v.one, \"public\".v.one AS two FROM \"public\".v, public.v"
                                        + " AS w")
                        .withViews(ImmutableMap.of("v", view));
        assertThat(service.describe(query(sql)).schema().getFields())
                .extracting(Field::getName)
                .containsExactly("one", "two");
    }

    @Test
    void whatIsWrongIsSaidAsByARun() {
        assertThatThrownBy(
                        () -> service.describe(query("SELECT nix FROM shop.orders WHERE id = ?")))
                .isInstanceOfSatisfying(
                        QueryException.class,
                        e -> assertThat(e.code()).isEqualTo(PlannerError.UNKNOWN_COLUMN));
    }

    private static Query query(String sql) {
        return query(BoundSql.of(sql));
    }

    private static Query query(BoundSql sql) {
        return new Query(
                new QueryContext("d", Duration.ofSeconds(10)),
                TestCatalog.shop(),
                sql,
                QueryLimits.DEFAULT);
    }
}

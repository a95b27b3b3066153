package io.penstock.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.catalog.Catalog;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Rows that are known without an engine; and those that only look as if. */
final class ConstantRowTest {
    private static final Catalog NOTHING = new Catalog(1, ImmutableMap.of(), ImmutableSet.of());

    private final RecordingEngine engine = new RecordingEngine();
    private final QueryService service = new QueryService(engine, 100);

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void literalsComeBackAsTheyStand() {
        assertThat(
                        row(
                                "SELECT 1 AS a, 'it''s', TRUE, NULL AS n, DATE '0001-02-03',"
                                        + " 9223372036854775807, 1e300"))
                .containsExactly(
                        1,
                        "it's",
                        true,
                        null,
                        (int) LocalDate.parse("0001-02-03").toEpochDay(),
                        Long.MAX_VALUE,
                        1e300);
        assertThat(engine.plans).isEmpty();
    }

    @Test
    void boundValuesComeBackInTheirOwnTypes() {
        assertThat(
                        row(
                                "SELECT ? AS a, ? AS b, ? AS c, ? AS d, ? AS e, ? AS f",
                                value(FieldTypes.INT32, (long) Integer.MIN_VALUE),
                                value(FieldTypes.INT64, Long.MIN_VALUE),
                                value(FieldTypes.UTF8, "ä\0€😀"),
                                value(FieldTypes.BOOL, false),
                                value(FieldTypes.FLOAT64, Double.NaN),
                                value(FieldTypes.UTF8, null)))
                .containsExactly(
                        Integer.MIN_VALUE, Long.MIN_VALUE, "ä\0€😀", false, Double.NaN, null);
        assertThat(engine.plans).isEmpty();
    }

    @Test
    void theSamePlanServesOtherValues() {
        assertThat(row("SELECT ? AS a", value(FieldTypes.UTF8, "x"))).containsExactly("x");
        assertThat(row("SELECT ? AS a", value(FieldTypes.UTF8, "y"))).containsExactly("y");
        assertThat(service.planCache().hits()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1 + 1",
                "SELECT 1 AS a LIMIT 0",
                "VALUES (1), (2)",
                "SELECT 1 AS a UNION ALL SELECT 2",
                "SELECT 1.5 AS a",
                "SELECT TIMESTAMP '2024-01-01 00:00:00' AS a",
                "SELECT upper('a')",
                "SELECT random()",
                "SELECT CAST('1' AS INTEGER)"
            })
    void whatMustBeComputedIsTheEngines(String sql) {
        run(sql).close();
        assertThat(engine.plans).hasSize(1);
    }

    @Test
    void aValueThatMustBeCastIsTheEngines() {
        run("SELECT CAST(? AS INTEGER) AS a", value(FieldTypes.UTF8, "1")).close();
        run("SELECT ? AS a", value(new ArrowType.Decimal(10, 2, 128), new BigDecimal("1.50")))
                .close();
        assertThat(engine.plans).hasSize(2);
    }

    @Test
    void aCancelledQueryGivesNoRow() {
        QueryContext context = new QueryContext("test", Duration.ofSeconds(30));
        try (QueryResult result =
                service.run(
                        new Query(
                                context,
                                NOTHING,
                                BoundSql.of("SELECT 1 AS a"),
                                QueryLimits.DEFAULT))) {
            context.cancel();
            assertThatThrownBy(() -> result.rows().next()).isInstanceOf(QueryException.class);
        }
    }

    private static BoundValue value(ArrowType type, @Nullable Object value) {
        return new BoundValue(type, value);
    }

    private QueryResult run(String sql, BoundValue... values) {
        return service.run(
                new Query(
                        new QueryContext("test", Duration.ofSeconds(30)),
                        NOTHING,
                        BoundSql.of(sql).withValues(ImmutableList.copyOf(values)),
                        QueryLimits.DEFAULT));
    }

    private List<@Nullable Object> row(String sql, BoundValue... values) {
        try (QueryResult result = run(sql, values)) {
            assertThat(result.rows().next()).isTrue();
            List<@Nullable Object> row = new ArrayList<>();
            for (FieldVector column : result.rows().batch().getFieldVectors()) {
                Object value = column.getObject(0);
                row.add(
                        value instanceof org.apache.arrow.vector.util.Text
                                ? value.toString()
                                : value);
            }
            assertThat(result.rows().next()).isFalse();
            return row;
        }
    }
}

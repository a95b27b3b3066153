package io.penstock.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.PlannerError;
import io.penstock.planner.TestCatalog;
import io.penstock.planner.catalog.Catalog;
import io.penstock.spi.Source;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;
import io.penstock.spi.sql.SqlOrigin;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class QueryServiceTest {
    private static final String TOP =
            "SELECT o.id FROM shop.orders o JOIN big b ON b.id = o.id WHERE o.customer_id = ? LIMIT"
                    + " ? OFFSET ?";

    private final RecordingEngine engine = new RecordingEngine();
    private final QueryService service = new QueryService(engine, 100);

    @Test
    void aSecondCallWithOtherValuesFindsThePlanAndGetsItsOwnValues() {
        service.run(query(top(1, 10, 0, 100)));
        service.run(query(top(2, 20, 40, 200)));
        assertThat(values()).containsExactlyInAnyOrder(2L, 20L, 40L, 200L);
        assertThat(engine.plans.get(0).sql()).isEqualTo(engine.plans.get(1).sql());
        assertThat(service.planCache()).isEqualTo(new QueryService.PlanCacheStatus(1, 1, 1));
    }

    @Test
    void valuesComeInTheOrderOfTheirMarksInTheEnginesText() {
        service.run(query(top(1, 2, 3, 4)));
        assertThat(engine.last().sql().chars().filter(c -> c == '?').count()).isEqualTo(4);
        assertThat(values()).endsWith(2L, 3L);
    }

    @Test
    void anotherTypeOfValueIsAnotherPlan() {
        service.run(query(one("SELECT ? AS a FROM shop.orders", FieldTypes.INT64, 1L)));
        service.run(query(one("SELECT ? AS a FROM shop.orders", FieldTypes.UTF8, "1")));
        assertThat(service.planCache().misses()).isEqualTo(2);
        assertThat(engine.last().schema().getFields().get(0).getType()).isEqualTo(FieldTypes.UTF8);
    }

    @Test
    void anotherViewUnderTheSameNameIsAnotherPlan() {
        BoundSql sql = BoundSql.of("SELECT * FROM v");
        service.run(query(sql.withViews(ImmutableMap.of("v", BoundSql.of("SELECT 1 AS a")))));
        service.run(query(sql.withViews(ImmutableMap.of("v", BoundSql.of("SELECT 2 AS b")))));
        assertThat(columns()).containsExactly("b");
    }

    @Test
    void anotherVersionOfTheCatalogIsAnotherPlan() {
        Catalog old = TestCatalog.shop();
        Catalog next = new Catalog(2, old.sources(), ImmutableSet.of("total"));
        BoundSql sql = BoundSql.of("SELECT 1 AS total");
        service.run(query(sql, old));
        assertThatThrownBy(() -> service.run(query(sql, next)))
                .isInstanceOfSatisfying(
                        QueryException.class,
                        e -> assertThat(e.code()).isEqualTo(PlannerError.RESERVED_NAME));
    }

    @Test
    void aTableThatChangedIsPlannedAgain() {
        ChangingSource source = new ChangingSource();
        Catalog catalog =
                new Catalog(1, ImmutableMap.<String, Source>of("shop", source), ImmutableSet.of());
        BoundSql sql = BoundSql.of("SELECT * FROM shop.t");
        service.run(query(sql, catalog));
        assertThat(columns()).containsExactly("a");
        source.change(ImmutableList.of("a", "b"));
        service.run(query(sql, catalog));
        assertThat(columns()).containsExactly("a", "b");
        service.run(query(sql, catalog));
        assertThat(service.planCache().hits()).isEqualTo(1);
    }

    @Test
    void aFailureIsNotKept() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(
                            () -> service.run(query(BoundSql.of("SELECT nope FROM shop.orders"))))
                    .isInstanceOf(QueryException.class);
        }
        assertThat(service.planCache().entries()).isZero();
        assertThat(service.planCache().misses()).isEqualTo(2);
    }

    @Test
    void explainingAQueryKeepsItsPlan() {
        QueryPlan plan = service.plan(query(top(1, 2, 3, 4)));
        assertThat(plan.engineSql()).contains("read_parquet");
        service.run(query(top(1, 2, 3, 4)));
        assertThat(service.planCache().hits()).isEqualTo(1);
    }

    @Test
    void offsetsCountAsRowsBeforeTheLimit() {
        assertThat(service.run(query(top(1, 10, 30, 4))).rowsBeforeLimit(10))
                .isEqualTo(OptionalLong.of(40));
        assertThat(rowsBeforeLimit("SELECT id FROM shop.orders LIMIT 5 OFFSET 7"))
                .isEqualTo(OptionalLong.of(10));
        assertThat(rowsBeforeLimit("SELECT id FROM shop.orders LIMIT 5"))
                .isEqualTo(OptionalLong.of(3));
        assertThat(rowsBeforeLimit("SELECT id FROM shop.orders")).isEqualTo(OptionalLong.empty());
    }

    private OptionalLong rowsBeforeLimit(String sql) {
        return service.run(query(BoundSql.of(sql))).rowsBeforeLimit(3);
    }

    @Test
    void whatComesFromAFileOrComesAgainIsWorthKeepingPrepared() {
        BoundSql sent = BoundSql.of("SELECT id FROM shop.orders");
        service.run(query(sent));
        assertThat(engine.last().cacheable()).isFalse();
        service.run(query(sent));
        assertThat(engine.last().cacheable()).isTrue();
        SqlOrigin file = new SqlOrigin(Optional.of("a.pipe"), ImmutableList.of());
        service.run(
                query(
                        new BoundSql(
                                "SELECT amount FROM shop.orders",
                                ImmutableList.of(),
                                file,
                                ImmutableMap.of())));
        assertThat(engine.last().cacheable()).isTrue();
    }

    @Test
    void manyAtOnceShareOnePlan() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<Future<QueryResult>> results =
                    threads.invokeAll(
                            Collections.nCopies(64, () -> service.run(query(top(1, 2, 3, 4)))));
            for (Future<QueryResult> result : results) {
                assertThat(result.get().schema().getFields()).hasSize(1);
            }
        }
        assertThat(service.planCache()).isEqualTo(new QueryService.PlanCacheStatus(1, 63, 1));
    }

    @Test
    void aCancelledQueryIsNotPlanned() {
        Query query = query(BoundSql.of("SELECT 1 AS a"));
        query.context().cancel();
        assertThatThrownBy(() -> service.run(query))
                .isInstanceOfSatisfying(
                        QueryException.class,
                        e -> assertThat(e.code()).isEqualTo(EngineError.CANCELLED));
    }

    @Test
    void deepQueriesAreRefusedAndTheServiceLivesOn() {
        for (String deep :
                List.of(
                        "SELECT " + "1+".repeat(4000) + "1",
                        "SELECT " + "(".repeat(4000) + "1" + ")".repeat(4000),
                        "SELECT " + "- ".repeat(3900) + "id FROM shop.orders",
                        "SELECT " + "NOT ".repeat(2000) + "true",
                        "SELECT "
                                + "CASE WHEN true THEN ".repeat(300)
                                + "1"
                                + " END".repeat(300))) {
            assertThatThrownBy(() -> service.run(query(BoundSql.of(deep))))
                    .isInstanceOfSatisfying(
                            QueryException.class,
                            e -> {
                                assertThat(e.code()).isEqualTo(PlannerError.SYNTAX);
                                assertThat(e).hasMessageContaining("nested");
                            });
        }
        assertThat(service.run(query(BoundSql.of("SELECT 1 AS a"))).schema().getFields())
                .hasSize(1);
    }

    private List<Object> values() {
        return engine.last().values().stream()
                .map(BoundValue::value)
                .map(Object.class::cast)
                .toList();
    }

    private List<String> columns() {
        return engine.last().schema().getFields().stream().map(Field::getName).toList();
    }

    private static BoundSql top(long customer, long limit, long offset, long least) {
        BoundSql big = one("SELECT id FROM shop.orders WHERE amount > ?", FieldTypes.INT64, least);
        return BoundSql.of(TOP)
                .withValues(
                        ImmutableList.of(
                                new BoundValue(FieldTypes.INT64, customer),
                                new BoundValue(FieldTypes.INT64, limit),
                                new BoundValue(FieldTypes.INT64, offset)))
                .withViews(ImmutableMap.of("big", big));
    }

    private static BoundSql one(String sql, ArrowType type, Object value) {
        return BoundSql.of(sql).withValues(ImmutableList.of(new BoundValue(type, value)));
    }

    private static Query query(BoundSql sql) {
        return query(sql, TestCatalog.shop());
    }

    private static Query query(BoundSql sql, Catalog catalog) {
        QueryContext context = new QueryContext("test", Duration.ofSeconds(30));
        return new Query(context, catalog, sql, QueryLimits.DEFAULT);
    }
}

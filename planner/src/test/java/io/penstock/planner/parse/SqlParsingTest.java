package io.penstock.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.planner.TestCatalog;
import io.penstock.planner.function.FunctionCatalogue;
import io.penstock.query.QueryLimits;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;

import org.apache.calcite.plan.RelOptUtil;
import org.junit.jupiter.api.Test;

class SqlParsingTest {
    private final SqlParsing parsing = new SqlParsing(FunctionCatalogue.operators());

    @Test
    void aTableIsReadOnceHoweverOftenItIsNamed() {
        ParsedQuery query =
                parse(BoundSql.of("SELECT a.id FROM shop.orders a JOIN SHOP.Orders b USING (id)"));
        assertThat(query.tables())
                .extracting(SourceTable::name)
                .extracting(Object::toString)
                .containsExactly("shop.orders");
    }

    @Test
    void aViewReadTwiceIsOneSubTreeAndItsValuesComeOnce() {
        BoundSql view =
                BoundSql.of("SELECT id FROM shop.orders WHERE customer_id = ?")
                        .withValues(ImmutableList.of(new BoundValue(FieldTypes.INT64, 7L)));
        BoundSql sql =
                BoundSql.of("SELECT a.id FROM recent a JOIN Recent b ON a.id = b.id LIMIT ?")
                        .withValues(ImmutableList.of(new BoundValue(FieldTypes.INT64, 5L)))
                        .withViews(ImmutableMap.of("recent", view));
        ParsedQuery query = parse(sql);
        assertThat(query.values()).extracting(BoundValue::value).containsExactly(5L, 7L);
        assertThat(RelOptUtil.toString(query.root().rel)).contains("fetch=[?0]").contains("?1");
    }

    private ParsedQuery parse(BoundSql sql) {
        return parsing.parse(
                sql, TestCatalog.shop(), ReadPolicy.EVERYTHING, QueryLimits.DEFAULT.sqlBytes());
    }
}

package io.penstock.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.planner.PlannerError;
import io.penstock.planner.TestCatalog;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

class QueryChecksTest {
    private static final BoundSql IDS = BoundSql.of("SELECT id FROM shop.orders");
    private static final BoundSql DAYS = BoundSql.of("SELECT day FROM shop.orders");

    private final QueryService service = new QueryService(new RecordingEngine(), 100);
    private final QueryChecks checks = service.checks();

    @Test
    void aViewIsWhatItReadsAndNotOnlyItsText() {
        BoundSql middle = BoundSql.of("SELECT * FROM taken");
        BoundSql ofIds = reading("SELECT id FROM middle", "middle", withRows(middle, IDS));
        BoundSql ofDays = reading("SELECT id FROM middle", "middle", withRows(middle, DAYS));
        assertThat(problem(ofIds)).isEmpty();
        assertThat(problem(ofDays).map(QueryException::code)).contains(PlannerError.UNKNOWN_COLUMN);
        assertThat(problem(ofIds)).isEmpty();
    }

    @Test
    void aViewIsWhatItsValuesMakeIt() {
        BoundSql view = BoundSql.of("SELECT ? AS v");
        BoundValue number = new BoundValue(FieldTypes.INT64, 1L);
        BoundValue text = new BoundValue(FieldTypes.UTF8, "1");
        String sum = "SELECT v % 2 AS s FROM taken";
        assertThat(problem(reading(sum, "taken", view.withValues(ImmutableList.of(number)))))
                .isEmpty();
        assertThat(problem(reading(sum, "taken", view.withValues(ImmutableList.of(text)))))
                .isPresent();
    }

    @Test
    void whatIsWrongInAViewIsFoundForEachQueryThatReadsIt() {
        BoundSql wrong = BoundSql.of("SELECT nothing FROM shop.orders");
        BoundSql reader = reading("SELECT * FROM taken", "taken", wrong);
        assertThat(problem(reader).map(QueryException::code)).contains(PlannerError.UNKNOWN_COLUMN);
        assertThat(problem(reader).map(QueryException::code)).contains(PlannerError.UNKNOWN_COLUMN);
    }

    @Test
    void theSameViewCountsForManyQueries() {
        BoundSql twice = reading("SELECT a.id FROM taken a JOIN taken b USING (id)", "taken", IDS);
        BoundSql grouped = reading("SELECT count(*) AS n FROM Taken GROUP BY ID", "taken", IDS);
        BoundSql tooMuch = reading("SELECT id, day FROM taken", "taken", IDS);
        assertThat(problem(twice)).isEmpty();
        assertThat(problem(grouped)).isEmpty();
        assertThat(problem(tooMuch).map(QueryException::getMessage))
                .hasValueSatisfying(message -> assertThat(message).contains("'day'"));
    }

    private static BoundSql withRows(BoundSql view, BoundSql rows) {
        return view.withViews(ImmutableMap.of("taken", rows));
    }

    private static BoundSql reading(String sql, String name, BoundSql view) {
        return BoundSql.of(sql).withViews(ImmutableMap.of(name, view));
    }

    private Optional<QueryException> problem(BoundSql sql) {
        QueryContext context = new QueryContext("check", Duration.ofSeconds(10));
        Query query = new Query(context, TestCatalog.shop(), sql, QueryLimits.DEFAULT);
        return checks.problems(ImmutableList.of(query)).get(0);
    }
}

package io.penstock.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.planner.PlannerError;
import io.penstock.planner.TestCatalog;
import io.penstock.planner.function.FunctionCatalogue;
import io.penstock.query.QueryLimits;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SqlPosition;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.SqlOrigin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

/** Errors stand where the author sees them, whatever was respelled before them. */
class PlacesTest {
    private final SqlParsing parsing = new SqlParsing(FunctionCatalogue.operators());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT `id`, nope FROM shop.orders",
                "SELECT 7 // 2, id == 3, nope FROM shop.orders",
                "SELECT count(), nope FROM shop.orders",
                "SELECT [1, 2], 0x1F, nope FROM shop.orders",
                "SELECT /* a /* comment */ here */ nope FROM shop.orders",
                "SELECT INTERVAL '1 day 2 hours', INTERVAL 3 DAY, nope FROM shop.orders",
                "SELECT t.date, timestamp, nope FROM (SELECT 1 AS date, 2 AS timestamp) t",
            })
    void respelledPiecesMoveNothing(String sql) {
        SqlPosition place = failure(BoundSql.of(sql)).position().orElseThrow();
        assertThat(place).isEqualTo(SqlPosition.of(1, sql.indexOf("nope") + 1));
    }

    @Test
    void linesCountInTheAuthorsText() {
        String sql = "-- first\r\nSELECT 1 // 1,\n  'a\nb',\n  nope\nFROM shop.orders";
        assertThat(failure(BoundSql.of(sql)).position()).contains(SqlPosition.of(5, 3));
    }

    @Test
    void anErrorInAViewStandsInTheViewsFile() {
        SqlOrigin origin =
                new SqlOrigin(
                        Optional.of("pipes/a.pipe"),
                        ImmutableList.of(new SqlOrigin.Span(0, 7, 5, true)));
        BoundSql view =
                new BoundSql(
                        "SELECT nope FROM shop.orders",
                        ImmutableList.of(),
                        origin,
                        ImmutableMap.of());
        BoundSql sql = BoundSql.of("SELECT * FROM v").withViews(ImmutableMap.of("v", view));
        assertThat(failure(sql).position())
                .contains(new SqlPosition(Optional.of("pipes/a.pipe"), 7, 12));
    }

    @Test
    void aTextMayBeAsLongAsItsLimitInBytes() {
        int limits = 20;
        String fits = "SELECT 'жжж' AS a";
        assertThat(
                        parsing.parse(
                                        BoundSql.of(fits),
                                        TestCatalog.shop(),
                                        ReadPolicy.EVERYTHING,
                                        limits)
                                .root())
                .isNotNull();
        QueryException tooLong =
                catchThrowableOfType(
                        QueryException.class,
                        () ->
                                parsing.parse(
                                        BoundSql.of("SELECT 'жжжжж' AS a"),
                                        TestCatalog.shop(),
                                        ReadPolicy.EVERYTHING,
                                        limits));
        assertThat(tooLong.code()).isEqualTo(PlannerError.SQL_TOO_LONG);
        assertThat(tooLong).hasMessageContaining("24").hasMessageContaining("20");
    }

    private QueryException failure(BoundSql sql) {
        return catchThrowableOfType(
                QueryException.class,
                () ->
                        parsing.parse(
                                sql,
                                TestCatalog.shop(),
                                ReadPolicy.EVERYTHING,
                                QueryLimits.DEFAULT.sqlBytes()));
    }
}

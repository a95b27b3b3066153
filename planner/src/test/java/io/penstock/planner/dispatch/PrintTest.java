package io.penstock.planner.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.planner.PlannerError;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;
import io.penstock.spi.sql.SqlOrigin;

import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the printed text looks like where that matters, and what can't be printed. */
final class PrintTest {
    private static Judge judge;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        // DuckDB takes a path for a pattern; a folder's name may look like one.
        Path odd = Files.createDirectory(folder.resolve("it's [a] b*"));
        judge =
                new Judge(
                        "shop",
                        ShopData.STATEMENTS,
                        ShopData.SCHEMAS,
                        new Judge.Placement.Parquet(odd));
    }

    @AfterAll
    static void close() throws SQLException {
        judge.close();
    }

    private static BoundValue text(String value) {
        return new BoundValue(FieldTypes.UTF8, value);
    }

    @Test
    void operatorsShareOneBlock() {
        assertThat(
                        judge.plan(
                                        "SELECT status, count(*) AS n FROM shop.orders WHERE id > 3"
                                            + " GROUP BY status HAVING count(*) > 1 ORDER BY n DESC"
                                            + " LIMIT 2")
                                .engineSql())
                .matches(
                        "SELECT t0.\"status\" AS \"c0\", count\\(\\*\\) AS \"c1\" FROM"
                            + " read_parquet\\(\\['[^\\]]*\\]?.*orders.parquet'\\],"
                            + " hive_partitioning = false\\) AS t0 WHERE \\(t0.\"id\" > 3\\) GROUP"
                            + " BY t0.\"status\" HAVING \\(count\\(\\*\\) > 1\\) ORDER BY"
                            + " count\\(\\*\\) DESC NULLS LAST LIMIT 2");
    }

    @Test
    void aValueStandsWhereItWasWritten() throws SQLException {
        BoundSql sql =
                BoundSql.of(
                                "SELECT ? AS a, id, ? AS b FROM shop.orders WHERE status = ? ORDER"
                                        + " BY id LIMIT ? OFFSET ?")
                        .withValues(
                                ImmutableList.of(
                                        text("a"),
                                        text("it's ?"),
                                        text("new"),
                                        new BoundValue(FieldTypes.INT64, 3L),
                                        new BoundValue(FieldTypes.INT64, 1L)));
        PlannedQuery planned = judge.plan(sql);
        assertThat(planned.parameters()).containsExactly(0, 1, 2, 3, 4);
        assertThat(planned.skipped()).isEqualTo(new SkippedRows.Parameter(4));
        judge.agrees(
                sql,
                "SELECT 'a' AS a, id, 'it''s ?' AS b FROM shop.orders WHERE status = 'new' ORDER BY"
                        + " id LIMIT 3 OFFSET 1");
    }

    @Test
    void aValueInAGroupKeyIsOneValue() throws SQLException {
        BoundSql sql =
                BoundSql.of(
                                "SELECT id % ? AS k, count(*) AS n FROM shop.orders GROUP BY 1"
                                        + " ORDER BY 1")
                        .withValues(ImmutableList.of(new BoundValue(FieldTypes.INT64, 4L)));
        judge.agrees(
                sql, "SELECT id % 4 AS k, count(*) AS n FROM shop.orders GROUP BY 1 ORDER BY 1");
    }

    @Test
    void listsOfValuesStayLists() throws SQLException {
        ImmutableList<BoundValue> values =
                IntStream.range(0, 1200)
                        .mapToObj(i -> new BoundValue(FieldTypes.INT64, (long) i * 3))
                        .collect(ImmutableList.toImmutableList());
        String marks = values.stream().map(value -> "?").collect(Collectors.joining(","));
        BoundSql sql =
                BoundSql.of("SELECT id FROM shop.orders WHERE id IN (" + marks + ")")
                        .withValues(values);
        judge.agrees(sql, "SELECT id FROM shop.orders WHERE id % 3 = 0");
        assertThat(judge.plan(sql).engineSql()).contains(" IN (");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT id FROM shop.orders LIMIT 5 | 0",
                "SELECT id FROM shop.orders LIMIT 5 OFFSET 7 | 7",
                "SELECT x + 1 AS y FROM (SELECT id AS x FROM shop.orders LIMIT 5 OFFSET 2) AS t |"
                        + " 2",
            })
    void theOutermostLimitSaysWhatItSkips(String sql, long rows) {
        assertThat(judge.plan(sql).skipped()).isEqualTo(new SkippedRows.Constant(rows));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id FROM shop.orders",
                "SELECT id FROM shop.orders OFFSET 3",
                "SELECT id FROM (SELECT id FROM shop.orders LIMIT 3) AS x WHERE id > 1",
            })
    void withoutOutermostLimitNothingIsSaid(String sql) {
        assertThat(judge.plan(sql).skipped()).isEqualTo(new SkippedRows.NoLimit());
    }

    @Test
    void columnsHaveTheAuthorsNamesAndTypes() {
        PlannedQuery planned =
                judge.plan(
                        "SELECT a.id, b.id, count(*) AS \"how many\", sum(a.id) AS s FROM"
                                + " shop.customers a JOIN shop.customers b ON a.id = b.id GROUP BY"
                                + " a.id, b.id");
        assertThat(planned.schema().getFields())
                .extracting(Field::getName)
                .containsExactly("id", "id", "how many", "s");
        assertThat(planned.schema().getFields())
                .extracting(Field::getType)
                .containsExactly(
                        FieldTypes.INT32, FieldTypes.INT32, FieldTypes.INT64, FieldTypes.INT64);
    }

    @Test
    void aViewReadTwiceIsComputedOnce() throws SQLException {
        BoundSql view = BoundSql.of("SELECT id, random() AS r FROM shop.customers GROUP BY id");
        BoundSql sql =
                BoundSql.of(
                                "SELECT count(*) AS n FROM v AS a JOIN v AS b ON a.id = b.id AND"
                                        + " a.r = b.r")
                        .withViews(ImmutableMap.of("v", view));
        assertThat(judge.plan(sql).engineSql())
                .contains("WITH shared_0 AS (")
                .containsOnlyOnce("random");
        judge.agrees(sql, "SELECT count(DISTINCT id) AS n FROM shop.customers");
    }

    @Test
    void whatDiffersFromCallToCallIsNotMerged() throws SQLException {
        String sql =
                "SELECT count(*) AS n FROM (SELECT id, random() AS r FROM shop.customers GROUP BY"
                    + " id) AS a JOIN (SELECT id, random() AS r FROM shop.customers GROUP BY id) AS"
                    + " b ON a.id = b.id AND a.r = b.r";
        assertThat(judge.plan(sql).engineSql().split("random\\(\\)", -1)).hasSize(3);
        judge.agrees(sql, "SELECT 0 AS n");
    }

    @Test
    void aRandomNumberIsDrawnOncePerRow() throws SQLException {
        judge.agrees(
                "SELECT count(*) AS n FROM (SELECT random() AS r FROM shop.orders) AS x WHERE r - r"
                        + " <> 0",
                "SELECT 0 AS n");
        judge.agrees(
                "SELECT count(*) AS n FROM (SELECT r, r AS s FROM (SELECT random() AS r FROM"
                        + " shop.orders) AS x) AS y WHERE r <> s",
                "SELECT 0 AS n");
    }

    @Test
    void namesThatLookLikeOursAreNotTakenForThem() throws SQLException {
        BoundSql view =
                BoundSql.of("SELECT id AS t0, name AS c0, country AS shared_0 FROM shop.customers");
        BoundSql sql =
                BoundSql.of("SELECT t1.c0, t0.t0 FROM t1, t1 AS t0 WHERE t0.t0 = t1.t0 ORDER BY 2")
                        .withViews(ImmutableMap.of("t1", view));
        judge.agrees(sql, "SELECT name, id FROM shop.customers ORDER BY 2");
    }

    @Test
    void anOriginDoesNotChangeThePlan() {
        BoundSql sql = BoundSql.of("SELECT 1 AS one");
        BoundSql same = new BoundSql(sql.text(), sql.values(), SqlOrigin.IDENTITY, sql.views());
        assertThat(judge.plan(same).engineSql()).isEqualTo(judge.plan(sql).engineSql());
    }

    @Test
    void textHoldsAnyCharacter() throws SQLException {
        BoundSql sql = BoundSql.of("SELECT 'a\0b''c' AS x, '\u0130\u0131\uD83D\uDE00\\n' AS y");
        judge.agrees(
                sql, "SELECT 'a' || chr(0) || 'b''c' AS x, '\u0130\u0131\uD83D\uDE00\\n' AS y");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT 'a' SIMILAR TO 'b' ESCAPE '!' AS x | SIMILAR TO with ESCAPE",
            })
    void whatCanNotBePrintedIsNamed(String sql, String construct) {
        QueryException refusal = catchThrowableOfType(QueryException.class, () -> judge.plan(sql));
        assertThat(refusal.code()).isEqualTo(PlannerError.NOT_SUPPORTED);
        assertThat(refusal).hasMessageContaining(construct);
    }
}

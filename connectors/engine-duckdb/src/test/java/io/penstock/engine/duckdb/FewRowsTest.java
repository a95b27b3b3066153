package io.penstock.engine.duckdb;

import static io.penstock.spi.catalog.FieldTypes.field;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.engine.ScanReader;
import io.penstock.spi.scan.Scan;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Values of all types are the same whether they come as values of the statement or as a stream. */
@Timeout(60)
class FewRowsTest {
    private static final int MANY = 40;

    @TempDir Path folder;
    TestEngine engine;

    @BeforeEach
    void open() {
        engine = TestEngine.open(folder);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    static Stream<Arguments> types() {
        return Stream.of(
                type("BOOLEAN", FieldTypes.BOOL, "true", "false"),
                type("TINYINT", new ArrowType.Int(8, true), "-128", "127"),
                type("SMALLINT", new ArrowType.Int(16, true), "-32768", "32767"),
                type("INTEGER", FieldTypes.INT32, "-2147483648", "2147483647"),
                type("BIGINT", FieldTypes.INT64, "-9223372036854775808", "9223372036854775807"),
                type("UBIGINT", new ArrowType.Int(64, false), "0", "18446744073709551615"),
                type("FLOAT", FieldTypes.FLOAT32, "1.5", "'NaN'", "'-Infinity'", "'-0.0'"),
                type("DOUBLE", FieldTypes.FLOAT64, "1e308", "'NaN'", "'Infinity'", "'-0.0'"),
                type("DECIMAL(4,1)", new ArrowType.Decimal(4, 1, 128), "-999.9", "0", "10"),
                type("DECIMAL(12,2)", new ArrowType.Decimal(12, 2, 128), "1234567890.12", "-0.01"),
                type(
                        "DECIMAL(38,10)",
                        new ArrowType.Decimal(38, 10, 128),
                        "'9999999999999999999999999999.9999999999'",
                        "'-0.0000000001'"),
                type(
                        "VARCHAR",
                        FieldTypes.UTF8,
                        "''",
                        "'a''\"b '",
                        "'ß漢😀'",
                        "'a' || chr(0) || 'b'"),
                type("BLOB", FieldTypes.BINARY, "'\\x00\\xFF'", "''"),
                type("DATE", FieldTypes.DATE, "'0044-03-15 (BC)'", "'9999-12-31'", "'infinity'"),
                type("TIME", FieldTypes.TIME, "'00:00:00'", "'23:59:59.999999'"),
                type(
                        "TIMESTAMP",
                        FieldTypes.TIMESTAMP,
                        "'0044-03-15 (BC) 12:00:00'",
                        "'2024-02-29 23:59:59.999999'",
                        "'infinity'",
                        "'-infinity'"),
                type(
                        "TIMESTAMP WITH TIME ZONE",
                        FieldTypes.TIMESTAMP_UTC,
                        "'1969-12-31 23:59:59.999999+00'",
                        "'2024-02-29 12:00:00+05:45'",
                        "'infinity'"),
                type("TIMESTAMP_NS", FieldTypes.TIMESTAMP_NANO, "'2024-02-29 12:00:00.123456789'"));
    }

    private static Arguments type(String name, ArrowType type, String... values) {
        return Arguments.of(name, type, List.of(values));
    }

    @ParameterizedTest
    @MethodSource("types")
    void valuesOfAllTypesAreTheSame(String name, ArrowType type, List<String> values) {
        List<String> all = new ArrayList<>(values);
        all.add("NULL");
        List<List<String>> lists = new ArrayList<>();
        all.forEach(value -> lists.add(List.of(value)));
        lists.add(values);
        lists.add(all);
        lists.add(Collections.nCopies(MANY, all.get(0)));
        for (List<String> list : lists) {
            assertSame(name, type, list);
        }
    }

    private void assertSame(String name, ArrowType type, List<String> values) {
        String rows =
                values.stream()
                        .map(value -> "(CAST(%s AS %s), 7::BIGINT)".formatted(value, name))
                        .collect(Collectors.joining(", "));
        List<Field> columns = List.of(field("x y", type, true), field("n", FieldTypes.INT64, true));
        EnginePlan source =
                TestEngine.plan(
                        "SELECT * FROM (VALUES %s) AS t".formatted(rows),
                        ImmutableList.of(),
                        columns);
        assertThat(through(source, columns)).isEqualTo(text(engine.rows(source)));
    }

    private List<String> through(EnginePlan source, List<Field> columns) {
        ScanReader replayed =
                (scan, context) ->
                        engine.engine.run(source, TestEngine.NO_SCANS, TestEngine.context());
        Scan.Pushed scan =
                new Scan.Pushed(
                        "the scan",
                        "shop",
                        "SELECT",
                        ImmutableList.of(),
                        new Schema(columns),
                        true);
        return text(
                engine.rows(
                        TestEngine.plan(
                                "SELECT \"x y\" AS c0, n AS c1 FROM \"the scan\"",
                                ImmutableList.of(scan),
                                columns),
                        replayed));
    }

    /** With arrays as their values. */
    private static List<String> text(List<List<@Nullable Object>> rows) {
        return rows.stream()
                .map(row -> row.stream().map(FewRowsTest::text).toList().toString())
                .toList();
    }

    private static String text(@Nullable Object value) {
        return value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value);
    }

    @Test
    void whatIsRepeatedToFillTheRoomCountsNowhere() {
        Field n = field("n", FieldTypes.INT64, false);
        Scan.Pushed scan =
                new Scan.Pushed(
                        "s", "shop", "SELECT", ImmutableList.of(), new Schema(List.of(n)), true);
        EnginePlan plan =
                TestEngine.plan(
                        "SELECT count(*) AS c0, sum(n) AS c1, count(DISTINCT n) AS c2 FROM s",
                        ImmutableList.of(scan),
                        List.of(n, n, n));
        ScanReader five = (asked, context) -> FakeSource.counting(asked.schema(), 5);
        assertThat(engine.rows(plan, five)).containsExactly(List.of(5L, 10L, 5L));
    }

    /** DuckDB moves and copies what queries read, and must not lose what was bound. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT n, sum(n) OVER (PARTITION BY n % 3) FROM s",
                "SELECT n, sum(x) OVER (PARTITION BY n % 3) FROM (SELECT n, count(*) OVER"
                        + " (PARTITION BY n % 2) AS x FROM s)",
                "SELECT DISTINCT n % 3, count(*) OVER (PARTITION BY n % 3) FROM s",
                "SELECT n, i FROM (SELECT n, row_number() OVER (PARTITION BY n % 3 ORDER BY n) AS i"
                        + " FROM s) WHERE i <= 2",
                "SELECT n % 3, count(DISTINCT n) FROM s GROUP BY ROLLUP (n % 3)",
                "SELECT a.n, (SELECT sum(b.n) FROM s b WHERE b.n % 3 = a.n % 3) FROM s a",
                "SELECT a.n, 0 FROM s a WHERE EXISTS (SELECT 1 FROM s b WHERE b.n > a.n)",
                "SELECT a.n, 0 FROM s a WHERE a.n NOT IN (SELECT max(b.n) FROM s b GROUP BY b.n %"
                        + " 3)",
                "SELECT a.n, b.m FROM s a, LATERAL (SELECT max(n) AS m FROM s c WHERE c.n < a.n) b",
                "SELECT n, 1 FROM s UNION ALL SELECT n, 2 FROM s WHERE n > 3",
                "SELECT a.n, b.n FROM s a FULL JOIN s b ON a.n = b.n + 4",
                "WITH w AS (SELECT n FROM s WHERE n < 8) SELECT a.n, sum(b.n) OVER (PARTITION BY"
                        + " a.n % 2) FROM w a JOIN w b ON a.n = b.n + 1"
            })
    void queriesOfAllShapesReadThem(String sql) {
        Field n = field("n", FieldTypes.INT64, true);
        Scan.Pushed scan =
                new Scan.Pushed(
                        "s", "shop", "SELECT", ImmutableList.of(), new Schema(List.of(n)), false);
        EnginePlan plan =
                TestEngine.plan(
                        "SELECT CAST(a AS BIGINT) AS c0, CAST(b AS BIGINT) AS c1 FROM (%s) AS t(a, b) ORDER BY 1, 2"
                                .formatted(sql),
                        ImmutableList.of(scan),
                        List.of(n, n));
        ScanReader ten = (asked, context) -> FakeSource.counting(asked.schema(), 10);
        List<List<@Nullable Object>> asTable = engine.rows(plan.withProfile(), ten);
        assertThat(asTable).isNotEmpty();
        for (int run = 0; run < 2; run++) {
            assertThat(engine.rows(plan, ten)).isEqualTo(asTable);
        }
    }

    /** A text that has the name of rows in it but does not read them runs all the same. */
    @Test
    void rowsThatOnlySeemToBeReadDoNoHarm() {
        Field n = field("n", FieldTypes.INT64, true);
        ImmutableList<Scan.Pushed> scans =
                Stream.of("island_1", "island_10")
                        .map(
                                name ->
                                        new Scan.Pushed(
                                                name,
                                                "shop",
                                                "SELECT",
                                                ImmutableList.of(),
                                                new Schema(List.of(n)),
                                                true))
                        .collect(ImmutableList.toImmutableList());
        ScanReader five = (asked, context) -> FakeSource.counting(asked.schema(), 5);
        EnginePlan plan =
                TestEngine.plan(
                        "SELECT count(*) AS c0, CAST(length('\"island_1\"') AS BIGINT) AS c1 FROM"
                                + " \"island_10\"",
                        scans,
                        List.of(n, n));
        assertThat(engine.rows(plan, five)).containsExactly(List.of(5L, 10L));
    }
}

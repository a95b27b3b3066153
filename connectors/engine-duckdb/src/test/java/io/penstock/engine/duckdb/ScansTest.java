package io.penstock.engine.duckdb;

import static io.penstock.spi.catalog.FieldTypes.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.engine.OperatorProfile;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.engine.ReadStatistics;
import io.penstock.spi.engine.ScanReader;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;
import io.penstock.spi.scan.Scan;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;

@Timeout(60)
class ScansTest {
    private static final Field N = field("n", FieldTypes.INT64, false);
    private static final Field T = field("t", FieldTypes.UTF8, true);
    private static final Schema SCHEMA = new Schema(List.of(N, T));

    @TempDir Path folder;
    TestEngine engine;
    final List<FakeSource> opened = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void open() {
        engine = TestEngine.open(folder);
    }

    @AfterEach
    void close() {
        engine.close();
        assertThat(opened).allMatch(source -> source.closed.get());
    }

    private static Scan.Pushed scan(String name, boolean readOnce) {
        return new Scan.Pushed(name, "shop", "SELECT", ImmutableList.of(), SCHEMA, readOnce);
    }

    private ScanReader counting(long rows) {
        return (scan, context) -> remembered(FakeSource.counting(scan.schema(), rows));
    }

    private FakeSource remembered(FakeSource source) {
        opened.add(source);
        return source;
    }

    @Test
    void readsAScanUnderItsName() {
        EnginePlan plan =
                TestEngine.plan(
                        "SELECT n AS c0, t AS c1 FROM island_0 WHERE n % 1000 = 7 ORDER BY n DESC"
                                + " LIMIT 2",
                        ImmutableList.of(scan("island_0", true)), List.of(N, T));
        for (int run = 0; run < 3; run++) {
            assertThat(engine.rows(plan, counting(5_000)))
                    .containsExactly(List.of(4007L, "t4007"), List.of(3007L, "t3007"));
        }
    }

    @Test
    void readsAnEmptyScan() {
        EnginePlan plan =
                TestEngine.plan(
                        "SELECT count(*) AS c0 FROM island_0",
                        ImmutableList.of(scan("island_0", true)),
                        List.of(N));
        assertThat(engine.rows(plan, counting(0))).containsExactly(List.of(0L));
    }

    @Test
    void joinsSeveralScansOneOfThemReadTwice() {
        EnginePlan plan =
                TestEngine.plan(
                        "SELECT count(*) AS c0 FROM island_0 a JOIN island_1 b ON a.n = b.n JOIN"
                                + " island_1 c ON a.n = c.n + 1",
                        ImmutableList.of(scan("island_0", true), scan("island_1", false)),
                        List.of(N));
        for (int run = 0; run < 2; run++) {
            assertThat(engine.rows(plan, counting(300_000))).containsExactly(List.of(299_999L));
        }
    }

    /** They are values of the statement, which has room for one, two, four .. 32. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsAnyNumberOfFewRows(boolean readOnce) {
        EnginePlan plan =
                TestEngine.plan(
                        "WITH w AS (SELECT * FROM island_0) SELECT a.n AS c0, a.t AS c1 FROM w a"
                                + (readOnce ? "" : " JOIN island_0 b ON a.n = b.n")
                                + " ORDER BY a.n",
                        ImmutableList.of(scan("island_0", readOnce)),
                        List.of(N, T));
        for (int rows : new int[] {1, 0, 3, 2, 4, 31, 32, 33, 3, 1}) {
            assertThat(engine.rows(plan, counting(rows)))
                    .containsExactlyElementsOf(
                            LongStream.range(0, rows)
                                    .mapToObj(n -> List.<Object>of(n, "t" + n))
                                    .toList());
        }
    }

    /** A column may get another type, and keep its name and its place. */
    @Test
    void fewRowsOfOtherTypesAreReadAnew() {
        String sql = "SELECT typeof(x) || ' ' || x AS c0 FROM s";
        for (Field x :
                List.of(
                        field("x", FieldTypes.INT64, true),
                        field("x", FieldTypes.UTF8, true),
                        field("x", FieldTypes.INT64, true))) {
            Scan.Pushed scan =
                    new Scan.Pushed(
                            "s",
                            "shop",
                            "SELECT",
                            ImmutableList.of(),
                            new Schema(List.of(x)),
                            true);
            String wanted = x.getType().equals(FieldTypes.UTF8) ? "VARCHAR t0" : "BIGINT 0";
            assertThat(
                            engine.rows(
                                    TestEngine.plan(sql, ImmutableList.of(scan), List.of(T)),
                                    counting(1)))
                    .containsExactly(List.of(wanted));
        }
    }

    /** Of a stream it would expect one row, and join in any order. */
    @Test
    void duckDbKnowsHowLongShortScansAre() {
        String sql = "SELECT count(*) AS c0 FROM island_0 a JOIN island_1 b ON a.n = b.n";
        Scan.Pushed one = scan("island_0", true);
        Scan.Pushed other = scan("island_1", true);
        EnginePlan both = TestEngine.plan(sql, ImmutableList.of(one, other), List.of(N));
        assertThat(expected(both, counting(3_000))).containsExactly(3_000L, 3_000L);
        EnginePlan alone =
                TestEngine.plan(
                        "SELECT count(*) AS c0 FROM island_0", ImmutableList.of(one), List.of(N));
        assertThat(expected(alone, counting(3_000))).doesNotContain(3_000L);
        ScanReader longAndShort =
                (scan, context) ->
                        remembered(
                                FakeSource.counting(
                                        scan.schema(), scan == one ? 3_000 : 1_000_000));
        assertThat(expected(both, longAndShort)).contains(3_000L).doesNotContain(1_000_000L);
    }

    /** How many rows DuckDB expected of what it reads. */
    private List<Long> expected(EnginePlan plan, ScanReader scans) {
        try (BatchStream stream =
                engine.engine.run(plan.withProfile(), scans, TestEngine.context())) {
            assertThat(TestEngine.count(stream)).isEqualTo(1);
            List<Long> expected = new ArrayList<>();
            stream.profile().operators().forEach(operator -> addLeaves(operator, expected));
            return expected;
        }
    }

    private static void addLeaves(OperatorProfile operator, List<Long> expected) {
        if (operator.inputs().isEmpty()) {
            expected.add(operator.estimatedRows().orElse(0));
        }
        operator.inputs().forEach(input -> addLeaves(input, expected));
    }

    /** Far more than the queue holds. */
    @Test
    void streamsALargeScanThrough() {
        EnginePlan plan =
                TestEngine.plan(
                        "SELECT n AS c0, t AS c1 FROM island_0",
                        ImmutableList.of(scan("island_0", true)),
                        List.of(N, T));
        try (BatchStream stream =
                engine.engine.run(plan, counting(2_000_000), TestEngine.context())) {
            assertThat(TestEngine.count(stream)).isEqualTo(2_000_000);
            assertThat(stream.statistics()).isEqualTo(ReadStatistics.NONE);
        }
    }

    @Test
    void stopsTheSourceWhenAFewRowsAreEnough() {
        EnginePlan plan =
                TestEngine.plan(
                        "SELECT n AS c0 FROM island_0 LIMIT 3",
                        ImmutableList.of(scan("island_0", true)),
                        List.of(N));
        assertThat(engine.rows(plan, counting(Long.MAX_VALUE))).hasSize(3);
        assertThat(opened).allMatch(source -> source.cancelled.get());
    }

    @Test
    void givesUuidAndJsonTheirTypes() {
        Schema schema =
                new Schema(
                        List.of(
                                FieldTypes.logical("t", "UUID", true),
                                FieldTypes.logical("j", "JSON", true)));
        Scan.Pushed scan = new Scan.Pushed("s", "shop", "SELECT", ImmutableList.of(), schema, true);
        EnginePlan plan =
                TestEngine.plan(
                        "SELECT typeof(t) AS c0, typeof(j) AS c1 FROM (DESCRIBE_ROW) AS d"
                                .replace(
                                        "(DESCRIBE_ROW)",
                                        "(SELECT * FROM s UNION ALL SELECT NULL, NULL)"),
                        ImmutableList.of(scan),
                        List.of(T, T));
        assertThat(engine.rows(plan, counting(0))).containsExactly(List.of("UUID", "JSON"));
    }

    @Test
    void surfacesTheSourcesErrorBeforeTheFirstRow() {
        EnginePlan plan = countPlan();
        assertThatThrownBy(
                        () ->
                                engine.rows(
                                        plan,
                                        (scan, context) ->
                                                remembered(FakeSource.failing(scan.schema(), 0))))
                .isInstanceOfSatisfying(QueryException.class, ScansTest::isTheSources);
    }

    @Test
    void surfacesTheSourcesErrorFromTheMiddle() {
        EnginePlan plan =
                TestEngine.plan(
                        "SELECT n AS c0, t AS c1 FROM island_0",
                        ImmutableList.of(scan("island_0", true)),
                        List.of(N, T));
        assertThatThrownBy(
                        () ->
                                engine.rows(
                                        plan,
                                        (scan, context) ->
                                                remembered(
                                                        FakeSource.failing(
                                                                scan.schema(), 3_000_000))))
                .isInstanceOfSatisfying(QueryException.class, ScansTest::isTheSources);
        assertThat(engine.rows(countPlan(), counting(5))).containsExactly(List.of(5L));
    }

    @Test
    void surfacesAnErrorOfOpening() {
        QueryException refused = new QueryException(SourceError.LOGIN_REFUSED, "no");
        assertThatThrownBy(
                        () ->
                                engine.rows(
                                        countPlan(),
                                        (scan, context) -> {
                                            throw refused;
                                        }))
                .isSameAs(refused);
    }

    /** The engine's own error: the rows are asked for once more to learn why. */
    @Test
    void saysWhyAValueOfAScanDoesNotFit() {
        EnginePlan plan =
                TestEngine.plan(
                        "SELECT CAST(t AS BIGINT) AS c0 FROM island_0",
                        ImmutableList.of(scan("island_0", true)),
                        List.of(N));
        assertThatThrownBy(() -> engine.rows(plan, counting(5)))
                .isInstanceOfSatisfying(
                        QueryException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(EngineError.CANNOT_PARSE_TEXT);
                            assertThat(e).hasMessage("'t0' is not a value of type BIGINT");
                        });
    }

    @Test
    void cancellingStopsASourceThatStalls() {
        QueryContext context = TestEngine.context();
        Thread canceller =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (opened.isEmpty()) {
                                        Thread.onSpinWait();
                                    }
                                    context.cancel();
                                });
        assertThatThrownBy(
                        () ->
                                engine.engine.run(
                                        countPlan(),
                                        (scan, c) ->
                                                remembered(FakeSource.stalling(scan.schema(), 0)),
                                        context))
                .isInstanceOfSatisfying(
                        QueryException.class,
                        e -> assertThat(e.code()).isEqualTo(EngineError.CANCELLED));
        assertThat(canceller).isNotNull();
    }

    @Test
    void deadlineEndsASourceThatStallsInTheMiddle() {
        assertThatThrownBy(
                        () ->
                                engine.engine.run(
                                        countPlan(),
                                        (scan, c) ->
                                                remembered(
                                                        FakeSource.stalling(
                                                                scan.schema(), 3_000_000)),
                                        TestEngine.context(Duration.ofMillis(1500))))
                .isInstanceOfSatisfying(
                        QueryException.class,
                        e -> assertThat(e.code()).isEqualTo(EngineError.TIMEOUT));
    }

    /** DuckDB does not look at its clock while it waits for rows that it is to keep. */
    @Test
    void deadlineEndsASourceThatStallsWhileItsRowsAreKept() {
        EnginePlan plan =
                TestEngine.plan(
                        "SELECT count(*) AS c0 FROM island_0",
                        ImmutableList.of(scan("island_0", false)),
                        List.of(N));
        assertThatThrownBy(
                        () ->
                                engine.engine.run(
                                        plan,
                                        (scan, c) ->
                                                remembered(
                                                        FakeSource.stalling(
                                                                scan.schema(), 3_000_000)),
                                        TestEngine.context(Duration.ofMillis(1500))))
                .isInstanceOfSatisfying(
                        QueryException.class,
                        e -> assertThat(e.code()).isEqualTo(EngineError.TIMEOUT));
    }

    /** A slow source may take its time without keeping others from running. */
    @Test
    void aStallingSourceBlocksNobodyElse() throws InterruptedException {
        QueryContext context = TestEngine.context();
        List<Thread> stalled = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            stalled.add(Thread.ofPlatform().start(() -> stall(context)));
        }
        while (opened.size() < 3) {
            Thread.onSpinWait();
        }
        EnginePlan busy =
                TestEngine.plan(
                        "SELECT sum(x) % 7 AS c0 FROM range(3000000) AS t(x)",
                        ImmutableList.of(), List.of(N));
        assertThat(engine.rows(busy)).hasSize(1);
        context.cancel();
        for (Thread thread : stalled) {
            thread.join();
        }
    }

    private void stall(QueryContext context) {
        assertThatThrownBy(
                        () ->
                                engine.engine.run(
                                        countPlan(),
                                        (scan, c) ->
                                                remembered(
                                                        FakeSource.stalling(
                                                                scan.schema(), 2_000_000)),
                                        context))
                .isInstanceOf(QueryException.class);
    }

    private static EnginePlan countPlan() {
        return TestEngine.plan(
                "SELECT count(*) AS c0 FROM island_0",
                ImmutableList.of(scan("island_0", true)),
                List.of(N));
    }

    private static void isTheSources(QueryException e) {
        assertThat(e.code()).isEqualTo(SourceError.UNREACHABLE);
        assertThat(e).hasMessage("The database went away");
    }
}

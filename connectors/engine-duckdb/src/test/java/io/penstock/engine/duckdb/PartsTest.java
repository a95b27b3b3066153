package io.penstock.engine.duckdb;

import static io.penstock.spi.catalog.FieldTypes.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.engine.ScanReader;
import io.penstock.spi.engine.ValueNotSentException;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;
import io.penstock.spi.scan.KeyFilter;
import io.penstock.spi.scan.PartValue;
import io.penstock.spi.scan.Scan;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** What is computed first, and the keys of it that scans get. */
@Timeout(60)
class PartsTest {
    private static final Field N = field("n", FieldTypes.INT64, false);
    private static final Schema SCHEMA = new Schema(List.of(N));
    private static final String ALL_ROWS = "(1 = 1)";
    private static final String BEFORE = "SELECT n FROM big WHERE ";

    @TempDir Path folder;
    TestEngine engine;
    final Map<String, Scan.Pushed> asked = new ConcurrentHashMap<>();
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

    private ScanReader counting(long rows) {
        return (scan, context) -> {
            asked.put(scan.name(), scan);
            FakeSource source = FakeSource.counting(scan.schema(), rows);
            opened.add(source);
            return source;
        };
    }

    private static Scan.Pushed small() {
        return new Scan.Pushed("island_0", "shop", "SELECT n", ImmutableList.of(), SCHEMA, true);
    }

    private static Scan.Pushed big(KeyFilter.Form form, int most) {
        KeyFilter filter =
                new KeyFilter(
                        "part_0",
                        "SELECT DISTINCT n FROM part_0 ORDER BY n LIMIT " + (most + 1),
                        FieldTypes.INT64,
                        "n",
                        form,
                        "?",
                        BEFORE.length(),
                        BEFORE.length() + ALL_ROWS.length(),
                        0,
                        new KeyFilter.Worth(most, 100_000, 100_000));
        return new Scan.Pushed(
                "island_1",
                "facts",
                BEFORE + ALL_ROWS,
                ImmutableList.of(),
                SCHEMA,
                true,
                ImmutableList.of(filter));
    }

    private static EnginePlan plan(Scan.Pushed big, String part) {
        return new EnginePlan(
                "SELECT count(*) AS c0 FROM part_0 AS p JOIN island_1 AS b ON p.n = b.n",
                ImmutableList.of(),
                ImmutableList.of(small(), big),
                ImmutableList.of(
                        new EnginePlan.Part(
                                "part_0", part, ImmutableList.of(), ImmutableSet.of("island_0"))),
                SCHEMA,
                true);
    }

    private Scan.Pushed big() {
        return Objects.requireNonNull(asked.get("island_1"), "not asked");
    }

    private List<Object> keys() {
        return big().values().stream()
                .map(BoundValue::value)
                .map(value -> value == null ? "NULL" : value)
                .toList();
    }

    @Test
    void keysOfAPartGoToTheScanThatWantsThem() {
        EnginePlan plan = plan(big(KeyFilter.Form.ARRAY, 10), "SELECT n FROM island_0 WHERE n < 3");
        for (int run = 0; run < 3; run++) {
            assertThat(engine.rows(plan, counting(2_000))).containsExactly(List.of(3L));
            assertThat(big().sql()).isEqualTo(BEFORE + "(n = ANY (?))");
            assertThat(keys()).containsExactly(List.of(0L, 1L, 2L));
        }
    }

    /** Few rows are values of what reads them, from the second time on; many are a table. */
    @Test
    void aPartMayHaveFewRowsAndMany() {
        for (int most : new int[] {3, 3, 0, 3, 1_000, 3, 40, 1}) {
            EnginePlan.Part part =
                    new EnginePlan.Part(
                            "part_0",
                            "SELECT n FROM island_0 WHERE n < CAST(? AS BIGINT)",
                            ImmutableList.of(new BoundValue(FieldTypes.INT64, (long) most)),
                            ImmutableSet.of("island_0"));
            EnginePlan plan =
                    new EnginePlan(
                            "SELECT count(*) AS c0 FROM part_0 AS p JOIN island_1 AS b ON p.n = b.n"
                                    + " JOIN part_0 AS q ON q.n = b.n",
                            ImmutableList.of(),
                            ImmutableList.of(small(), big(KeyFilter.Form.ARRAY, 1_000)),
                            ImmutableList.of(part),
                            SCHEMA,
                            true);
            assertThat(engine.rows(plan, counting(2_000))).containsExactly(List.of((long) most));
            assertThat(keys()).hasSize(most == 0 ? 0 : 1);
        }
    }

    /** What no source has is no value either. */
    @Test
    void aPartOfOtherTypesStaysATable() {
        EnginePlan plan =
                plan(
                        big(KeyFilter.Form.ARRAY, 10),
                        "SELECT n, CAST(n AS HUGEINT) AS h, [n] AS l FROM island_0 WHERE n < 3");
        for (int run = 0; run < 3; run++) {
            assertThat(engine.rows(plan, counting(2_000))).containsExactly(List.of(3L));
        }
    }

    /** A list has a power of two of places; the last key fills what is left. */
    @Test
    void aListOfKeysIsFilledUp() {
        EnginePlan plan = plan(big(KeyFilter.Form.LIST, 10), "SELECT n FROM island_0 WHERE n < 3");
        assertThat(engine.rows(plan, counting(2_000))).containsExactly(List.of(3L));
        assertThat(big().sql()).isEqualTo(BEFORE + "(n IN (?, ?, ?, ?))");
        assertThat(keys()).containsExactly(0L, 1L, 2L, 2L);
    }

    @Test
    void tooManyKeysAreNotSent() {
        EnginePlan plan =
                plan(big(KeyFilter.Form.ARRAY, 10), "SELECT n FROM island_0 WHERE n < 11");
        assertThat(engine.rows(plan, counting(2_000))).containsExactly(List.of(11L));
        assertThat(big().sql()).isEqualTo(BEFORE + ALL_ROWS);
        assertThat(keys()).isEmpty();
    }

    @Test
    void withoutAKeyNoRowIsAskedFor() {
        EnginePlan plan = plan(big(KeyFilter.Form.ARRAY, 10), "SELECT n FROM island_0 WHERE n < 0");
        assertThat(engine.rows(plan, counting(2_000))).containsExactly(List.of(0L));
        assertThat(big().sql()).isEqualTo(BEFORE + "(1 = 0)");
    }

    /** What comes later is not asked for when the first step fails. */
    @Test
    void aFailingPartFailsTheQuery() {
        EnginePlan plan = plan(big(KeyFilter.Form.ARRAY, 10), "SELECT n FROM island_0");
        ScanReader failing =
                (scan, context) -> {
                    asked.put(scan.name(), scan);
                    FakeSource source = FakeSource.failing(scan.schema(), 1_500);
                    opened.add(source);
                    return source;
                };
        assertThatThrownBy(() -> engine.rows(plan, failing))
                .isInstanceOfSatisfying(
                        QueryException.class,
                        e -> assertThat(e.code()).isEqualTo(SourceError.UNREACHABLE));
        assertThat(asked).doesNotContainKey("island_1");
    }

    private static EnginePlan withValue(String part) {
        Scan.Pushed big =
                new Scan.Pushed(
                        "island_1",
                        "facts",
                        "SELECT n FROM big WHERE n < ? AND n > ?",
                        ImmutableList.of(
                                new BoundValue(FieldTypes.INT64, 7L),
                                new BoundValue(FieldTypes.INT64, null)),
                        SCHEMA,
                        true,
                        ImmutableList.of(),
                        ImmutableList.of(
                                new PartValue(
                                        1, "value_0", "SELECT c0 FROM value_0", FieldTypes.INT64)));
        return new EnginePlan(
                "SELECT count(*) AS c0 FROM island_1 WHERE n > (SELECT c0 FROM value_0)",
                ImmutableList.of(),
                ImmutableList.of(small(), big),
                ImmutableList.of(
                        new EnginePlan.Part(
                                "value_0",
                                "SELECT (%s) AS c0".formatted(part),
                                ImmutableList.of(),
                                ImmutableSet.of("island_0"))),
                SCHEMA,
                true);
    }

    @Test
    void theValueOfAPartGoesToTheScanThatWantsIt() {
        EnginePlan plan = withValue("SELECT max(n) FROM island_0 WHERE n < 1500");
        for (int run = 0; run < 3; run++) {
            assertThat(engine.rows(plan, counting(2_000))).containsExactly(List.of(500L));
            assertThat(keys()).containsExactly(7L, 1_499L);
        }
    }

    @Test
    void aPartWithoutARowIsNull() {
        EnginePlan plan = withValue("SELECT n FROM island_0 WHERE n < 0");
        for (int run = 0; run < 3; run++) {
            assertThat(engine.rows(plan, counting(2_000))).containsExactly(List.of(0L));
            assertThat(keys()).containsExactly(7L, "NULL");
        }
    }

    /** Whoever asked may have a plan that needs no value. */
    @Test
    void aValueThatFailsIsToldApart() {
        EnginePlan plan = withValue("SELECT n FROM island_0 WHERE n < 2");
        assertThatThrownBy(() -> engine.rows(plan, counting(2_000)))
                .isInstanceOf(ValueNotSentException.class)
                .hasMessageContaining("more than one row");
        assertThat(asked).doesNotContainKey("island_1");
    }

    @Test
    void aValueThatFailsWhenItDidNotBeforeIsToldApart() {
        EnginePlan plan = withValue("SELECT n FROM island_0 WHERE n < 2");
        for (int run = 0; run < 2; run++) {
            assertThat(engine.rows(plan, counting(1))).containsExactly(List.of(0L));
        }
        assertThatThrownBy(() -> engine.rows(plan, counting(2_000)))
                .isInstanceOf(ValueNotSentException.class)
                .hasMessageContaining("more than one row");
        assertThat(engine.rows(plan, counting(1))).containsExactly(List.of(0L));
    }

    /** A source's own failure would come again. */
    @Test
    void aSourceThatFailsForAValueFailsTheQuery() {
        EnginePlan plan = withValue("SELECT max(n) FROM island_0");
        ScanReader failing =
                (scan, context) -> {
                    FakeSource source = FakeSource.failing(scan.schema(), 1_500);
                    opened.add(source);
                    return source;
                };
        assertThatThrownBy(() -> engine.rows(plan, failing))
                .isInstanceOfSatisfying(
                        QueryException.class,
                        e -> assertThat(e.code()).isEqualTo(SourceError.UNREACHABLE));
    }
}

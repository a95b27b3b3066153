package io.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.ConnectionSettings;
import io.penstock.spi.Source;
import io.penstock.spi.SourceFactory;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;
import io.penstock.spi.scan.Scan;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What every source must do. A source's module extends it, says how to make the two tables below
 * and which {@link Capability} it lacks.
 *
 * <ul>
 *   <li>{@code orders}: {@code id} (whole numbers, no NULLs where that can be said), {@code name}
 *       (text, one NULL) and {@code bought} (dates); the rows {@code (1, 'a', 2020-01-01)}, {@code
 *       (2, NULL, 2020-01-02)} and {@code (3, 'c', 2020-01-03)}
 *   <li>{@code things}: one column {@code x} of whole numbers, no rows needed
 * </ul>
 */
public abstract class SourceContract {
    private static final Duration LONG = Duration.ofMinutes(1);

    /** A folder of its own for each test. */
    @TempDir protected Path project;

    /** What the source can't do. */
    protected abstract ImmutableSet<Capability> lacks();

    /** Makes the two tables; called before each test. */
    protected abstract void makeTables() throws Exception;

    /** The factory under test. */
    protected abstract SourceFactory factory();

    /** What a connection file to the tables says. */
    protected abstract ImmutableMap<String, String> settings();

    /** Gives {@code orders} one more column, called {@code extra}. */
    protected abstract void addColumn() throws Exception;

    /** SQL for all columns of {@code orders}, in order of {@code id}. */
    protected String ordersSql() {
        return "SELECT id, name, bought FROM orders ORDER BY id";
    }

    @BeforeEach
    final void start() throws Exception {
        makeTables();
    }

    private Source open() {
        return open(settings());
    }

    private Source open(ImmutableMap<String, String> values) {
        return factory()
                .open(
                        new ConnectionSettings(
                                "shop",
                                factory().type(),
                                values,
                                ImmutableMap.of(),
                                project,
                                project.resolve("drivers")));
    }

    private static SourceTable orders(Source source) {
        return source.table(ImmutableList.of("orders")).orElseThrow();
    }

    private void assume(Capability capability) {
        assumeTrue(!lacks().contains(capability), "the source lacks " + capability);
    }

    @Test
    final void factoryIsFoundByItsType() {
        assertThat(ServiceLoader.load(SourceFactory.class))
                .anyMatch(
                        found ->
                                found.type().equals(factory().type())
                                        && found.getClass().equals(factory().getClass()));
        assertThat(factory().type()).isEqualTo(Ascii.toLowerCase(factory().type()));
    }

    @Test
    final void unknownSettingIsRefusedByName() {
        ImmutableMap<String, String> values =
                ImmutableMap.<String, String>builder()
                        .putAll(settings())
                        .put("MISSPELT_SETTING", "1")
                        .buildOrThrow();
        assertThatThrownBy(() -> open(values))
                .hasMessageContaining("MISSPELT_SETTING")
                .extracting(e -> ((QueryException) e).code())
                .isEqualTo(SourceError.SETTING_UNKNOWN);
    }

    @Test
    final void settingThatIsNeededIsAskedFor() {
        assertThatThrownBy(() -> open(ImmutableMap.of()))
                .hasMessageContaining("'shop'")
                .extracting(e -> ((QueryException) e).code())
                .isEqualTo(SourceError.SETTING_MISSING);
    }

    @Test
    final void tablesAreSortedAndCanBeLookedUp() {
        try (Source source = open()) {
            assertThat(source.name()).isEqualTo("shop");
            ImmutableList<TableName> names = source.tables();
            assertThat(names).hasSize(2).isSorted().allMatch(n -> n.connection().equals("shop"));
            for (TableName name : names) {
                assertThat(source.table(name.path()).orElseThrow().name()).isEqualTo(name);
            }
        }
    }

    @Test
    final void namesMatchWithoutRegardToCase() {
        try (Source source = open()) {
            TableName lower = orders(source).name();
            TableName upper = source.table(ImmutableList.of("ORDERS")).orElseThrow().name();
            assertThat(upper).isEqualTo(lower);
        }
    }

    @Test
    final void unknownNamesAreNoTables() {
        try (Source source = open()) {
            assertThat(source.table(ImmutableList.of("nothing"))).isEmpty();
            assertThat(source.table(ImmutableList.of("order_"))).isEmpty();
            assertThat(source.table(ImmutableList.of("a", "b", "c", "d"))).isEmpty();
            assertThat(source.table(ImmutableList.of("o'; DROP TABLE orders --"))).isEmpty();
            assertThat(source.tables()).hasSize(2);
        }
    }

    @Test
    final void columnsHaveTypesOfTheSeams() {
        try (Source source = open()) {
            Schema schema = orders(source).schema();
            assertThat(schema.getFields())
                    .extracting(field -> Ascii.toLowerCase(field.getName()))
                    .containsExactly("id", "name", "bought");
            assertThat(schema.getFields()).allMatch(SeamTypes::contain);
            assertThat(schema.getFields().get(1).getType()).isEqualTo(FieldTypes.UTF8);
            assertThat(schema.getFields().get(1).isNullable()).isTrue();
            assertThat(schema.getFields().get(2).getType()).isEqualTo(FieldTypes.DATE);
        }
    }

    @Test
    final void columnWithoutNullsSaysSo() {
        assume(Capability.NOT_NULL);
        try (Source source = open()) {
            assertThat(orders(source).schema().getFields().get(0).isNullable()).isFalse();
        }
    }

    @Test
    final void accessFitsTheSchema() {
        try (Source source = open()) {
            SourceTable table = orders(source);
            List<String> names = table.schema().getFields().stream().map(Field::getName).toList();
            switch (table.access()) {
                case TableAccess.Files files -> {
                    assertThat(files.files()).isSorted().allMatch(f -> Files.exists(Path.of(f)));
                    assertThat(names).containsAll(files.partitions());
                }
                case TableAccess.Remote remote -> {
                    assertThat(remote.columns()).isEqualTo(names);
                    assertThat(remote.columns()).containsAll(remote.opaque());
                }
                case TableAccess.Whole ignored -> assertThat(names).isNotEmpty();
            }
        }
    }

    @Test
    final void unchangedTableStaysCurrent() {
        try (Source source = open()) {
            SourceTable first = orders(source);
            SourceTable second = orders(source);
            assertThat(second.version()).isEqualTo(first.version());
            assertThat(second.schema()).isEqualTo(first.schema());
            assertThat(source.isCurrent(first)).isTrue();
        }
    }

    @Test
    final void changedTableIsNoLongerCurrent() throws Exception {
        try (Source source = open()) {
            SourceTable before = orders(source);
            addColumn();
            if (lacks().contains(Capability.NOTICES_CHANGES)) {
                assertThat(source.isCurrent(before)).isTrue();
                source.refresh();
            }
            assertThat(source.isCurrent(before)).isFalse();
            SourceTable after = orders(source);
            assertThat(after.version()).isNotEqualTo(before.version());
            assertThat(after.schema().getFields()).hasSize(4);
            assertThat(source.isCurrent(after)).isTrue();
            assertThat(source.isCurrent(before)).isFalse();
        }
    }

    @Test
    final void manyThreadsSeeOneTable() throws Exception {
        try (Source source = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<SourceTable>> answers = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                answers.add(threads.submit(() -> orders(source)));
            }
            Set<String> versions = new HashSet<>();
            for (Future<SourceTable> answer : answers) {
                versions.add(answer.get().version());
            }
            assertThat(versions).hasSize(1);
        }
    }

    @Test
    final void closingTwiceIsNoHarm() {
        Source source = open();
        orders(source);
        source.close();
        assertThatCode(source::close).doesNotThrowAnyException();
    }

    private static Scan.Pushed scan(String sql, SourceTable table) {
        return new Scan.Pushed("island_0", "shop", sql, ImmutableList.of(), table.schema(), true);
    }

    @Test
    final void sourceThatReadsNoRowsSaysSo() {
        assumeTrue(lacks().contains(Capability.READS_ROWS), "the source reads rows");
        try (Source source = open()) {
            SourceTable table = orders(source);
            assertThatThrownBy(
                            () -> source.read(scan("SELECT 1", table), new QueryContext("q", LONG)))
                    .isInstanceOf(QueryException.class);
        }
    }

    @Test
    final void rowsComeWithTheScansSchema() {
        assume(Capability.READS_ROWS);
        try (Source source = open()) {
            SourceTable table = orders(source);
            try (BatchStream stream =
                    source.read(scan(ordersSql(), table), new QueryContext("q", LONG))) {
                assertThat(stream.schema()).isEqualTo(table.schema());
                assertThat(stream.next()).isTrue();
                assertThat(stream.batch().getRowCount()).isEqualTo(3);
                assertThat(stream.batch().getVector(0).getObject(0).toString()).isEqualTo("1");
                assertThat(stream.batch().getVector(1).getObject(0).toString()).isEqualTo("a");
                assertThat(stream.batch().getVector(1).isNull(1)).isTrue();
                assertThat(stream.batch().getVector(2).getObject(2)).isEqualTo(18_264);
                assertThat(stream.next()).isFalse();
                assertThat(stream.next()).isFalse();
                assertThat(stream.statistics().rows()).isEqualTo(3);
                assertThat(stream.statistics().bytes()).isPositive();
            }
        }
    }

    @Test
    final void noRowsMeansNoBatch() {
        assume(Capability.READS_ROWS);
        try (Source source = open()) {
            String sql = "SELECT * FROM (" + ordersSql() + ") AS t WHERE id < 0";
            try (BatchStream stream =
                    source.read(scan(sql, orders(source)), new QueryContext("q", LONG))) {
                assertThat(stream.next()).isFalse();
            }
        }
    }

    @Test
    final void cancelledAndLateQueriesDoNotStart() {
        assume(Capability.READS_ROWS);
        try (Source source = open()) {
            SourceTable table = orders(source);
            QueryContext cancelled = new QueryContext("q", LONG);
            cancelled.cancel();
            assertThatThrownBy(() -> source.read(scan(ordersSql(), table), cancelled))
                    .extracting(e -> ((QueryException) e).code())
                    .isEqualTo(EngineError.CANCELLED);
            QueryContext late = new QueryContext("q", Duration.ZERO);
            assertThatThrownBy(() -> source.read(scan(ordersSql(), table), late))
                    .extracting(e -> ((QueryException) e).code())
                    .isEqualTo(EngineError.TIMEOUT);
        }
    }

    @Test
    final void streamsMayBeCancelledAndClosedAtAnyTime() {
        assume(Capability.READS_ROWS);
        try (Source source = open()) {
            SourceTable table = orders(source);
            for (int i = 0; i < 30; i++) {
                BatchStream stream =
                        source.read(scan(ordersSql(), table), new QueryContext("q", LONG));
                if (i % 3 > 0) {
                    stream.next();
                }
                if (i % 2 > 0) {
                    stream.cancel();
                }
                stream.close();
                stream.close();
                stream.cancel();
            }
            assertThat(orders(source).name()).isEqualTo(table.name());
        }
    }

    @Test
    final void manyThreadsReadAtOnce() throws InterruptedException, ExecutionException {
        assume(Capability.READS_ROWS);
        try (Source source = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            SourceTable table = orders(source);
            List<Future<Long>> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                answers.add(threads.submit(() -> count(source, table)));
            }
            for (Future<Long> answer : answers) {
                assertThat(answer.get()).isEqualTo(3);
            }
        }
    }

    private long count(Source source, SourceTable table) {
        try (BatchStream stream =
                source.read(scan(ordersSql(), table), new QueryContext("q", LONG))) {
            long rows = 0;
            while (stream.next()) {
                rows += stream.batch().getRowCount();
            }
            return rows;
        }
    }

    @Test
    final void closedSourceReadsNoMore() {
        assume(Capability.READS_ROWS);
        Source source = open();
        SourceTable table = orders(source);
        source.close();
        assertThatThrownBy(() -> source.read(scan(ordersSql(), table), new QueryContext("q", LONG)))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("'shop'");
    }

    @Test
    final void wrongSqlIsAnErrorThatNamesTheConnection() {
        assume(Capability.READS_ROWS);
        try (Source source = open()) {
            SourceTable table = orders(source);
            assertThatThrownBy(
                            () ->
                                    source.read(
                                            scan("SELECT FROM WHERE", table),
                                            new QueryContext("q", LONG)))
                    .isInstanceOf(QueryException.class)
                    .hasMessageContaining("'shop'");
            assertThat(count(source, table)).isEqualTo(3);
        }
    }
}

package io.penstock.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.sun.management.ThreadMXBean;

import io.penstock.spi.Source;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.catalog.ForeignKey;
import io.penstock.spi.catalog.KeyRule;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableEntry;
import io.penstock.spi.catalog.TableKeys;
import io.penstock.spi.catalog.TableKind;
import io.penstock.spi.catalog.TableName;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What databases say about their tables and keys to whoever lists them. */
class ListingTest {
    private static final String[] TABLES = {
        "CREATE TABLE \"customers\" (\"region\" VARCHAR(20) NOT NULL, \"id\" INTEGER NOT NULL,"
                + " \"name\" VARCHAR(40), PRIMARY KEY (\"region\", \"id\"))",
        "CREATE TABLE \"orders\" (\"number\" INTEGER NOT NULL PRIMARY KEY, \"customer_region\""
                + " VARCHAR(20), \"customer_id\" INTEGER, CONSTRAINT \"placed_by\" FOREIGN KEY"
                + " (\"customer_region\", \"customer_id\") REFERENCES \"customers\" (\"region\","
                + " \"id\") ON DELETE CASCADE)",
        "CREATE VIEW \"order_numbers\" AS SELECT \"number\" FROM \"orders\"",
        "CREATE TABLE \"notes\" (\"line\" VARCHAR(100))"
    };

    private static final TableName CUSTOMERS = TableName.of("shop", "customers");
    private static final TableName ORDERS = TableName.of("shop", "orders");

    @TempDir private static Path folder;
    private static EmbeddedPostgres postgres;

    private enum Kind {
        POSTGRES,
        SQLITE,
        H2
    }

    @BeforeAll
    static void startServer() throws Exception {
        postgres = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60)).start();
        for (Kind kind : Kind.values()) {
            JdbcFixture.execute(url(kind), TABLES);
        }
        JdbcFixture.execute(
                url(Kind.POSTGRES),
                "COMMENT ON TABLE orders IS 'What people want'",
                "COMMENT ON COLUMN orders.number IS 'Never used twice'");
    }

    @AfterAll
    static void stopServer() throws Exception {
        postgres.close();
    }

    private static String url(Kind kind) {
        return switch (kind) {
            case POSTGRES -> postgres.getJdbcUrl("postgres", "postgres");
            case SQLITE -> "jdbc:sqlite:" + folder.resolve("shop.db");
            case H2 -> "jdbc:h2:file:" + folder.resolve("shop");
        };
    }

    private static Source open(Kind kind) {
        return switch (kind) {
            case POSTGRES ->
                    JdbcFixture.open(folder, "JDBC_URL", url(kind), "JDBC_SCHEMA", "public");
            case SQLITE -> JdbcFixture.open(folder, "JDBC_URL", url(kind));
            case H2 -> JdbcFixture.open(folder, "JDBC_URL", url(kind), "JDBC_SCHEMA", "PUBLIC");
        };
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void keysAreSeenFromBothSides(Kind kind) {
        try (Source source = open(kind)) {
            ImmutableMap<TableName, TableKeys> keys = source.keys(source.tables());
            assertThat(keys).containsOnlyKeys(CUSTOMERS, ORDERS);
            TableKeys customers = Objects.requireNonNull(keys.get(CUSTOMERS));
            TableKeys orders = Objects.requireNonNull(keys.get(ORDERS));
            assertThat(customers.primary().orElseThrow().columns()).containsExactly("region", "id");
            assertThat(orders.primary().orElseThrow().columns()).containsExactly("number");
            assertThat(customers.imported()).isEmpty();
            assertThat(orders.exported()).isEmpty();
            assertThat(orders.imported()).isEqualTo(customers.exported()).hasSize(1);
            ForeignKey placedBy = orders.imported().getFirst();
            assertThat(placedBy.table()).isEqualTo(ORDERS);
            assertThat(placedBy.columns()).containsExactly("customer_region", "customer_id");
            assertThat(placedBy.referenced()).isEqualTo(CUSTOMERS);
            assertThat(placedBy.referencedColumns()).containsExactly("region", "id");
            assertThat(placedBy.onDelete()).isEqualTo(KeyRule.CASCADE);
            assertThat(placedBy.onUpdate()).isIn(KeyRule.NO_ACTION, KeyRule.RESTRICT);
            assertThat(placedBy.name()).isPresent();
            assertThat(source.keys(ImmutableList.of(ORDERS))).containsOnlyKeys(ORDERS);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void viewsAreToldFromTables(Kind kind) {
        try (Source source = open(kind)) {
            assertThat(source.entries())
                    .extracting(entry -> entry.name().path().getLast() + " " + entry.kind())
                    .filteredOn(entry -> !entry.startsWith("many"))
                    .containsExactly(
                            "customers TABLE", "notes TABLE", "order_numbers VIEW", "orders TABLE");
        }
    }

    @Test
    void aViewOfADroppedTableHidesNoOthers() throws Exception {
        Path database = folder.resolve("broken.db");
        String[] statements = new String[22];
        for (int i = 0; i < 20; i++) {
            statements[i] = "CREATE TABLE t%d (id INTEGER, price DECIMAL(9, 2))".formatted(i);
        }
        statements[20] = "CREATE VIEW lost AS SELECT * FROM t3";
        statements[21] = "DROP TABLE t3";
        JdbcFixture.execute("jdbc:sqlite:" + database, statements);
        try (Source source = JdbcFixture.open(folder, "JDBC_URL", "jdbc:sqlite:" + database)) {
            assertThat(source.describe(source.tables()))
                    .hasSize(19)
                    .allSatisfy(table -> assertThat(table.schema().getFields()).hasSize(2));
        }
    }

    @Test
    void commentsAreRemarks() {
        try (Source source = open(Kind.POSTGRES)) {
            assertThat(source.entries())
                    .contains(
                            new TableEntry(
                                    ORDERS, TableKind.TABLE, Optional.of("What people want")));
            SourceTable orders = source.describe(List.of(ORDERS)).getFirst();
            assertThat(FieldTypes.remarks(orders.schema().getFields().getFirst()))
                    .contains("Never used twice");
        }
    }

    @Test
    void aReferenceWithoutColumnsMeansThePrimaryKey() throws SQLException {
        String url = "jdbc:sqlite:" + folder.resolve("short.db");
        JdbcFixture.execute(
                url,
                "CREATE TABLE a (x INTEGER PRIMARY KEY)",
                "CREATE TABLE b (y INTEGER REFERENCES A)");
        try (Source source = JdbcFixture.open(folder, "JDBC_URL", url)) {
            TableName b = TableName.of("shop", "b");
            TableKeys keys = Objects.requireNonNull(source.keys(source.tables()).get(b));
            assertThat(keys.imported().getFirst().referencedColumns()).containsExactly("x");
        }
    }

    /** In one question each, not one for each table. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void manyTablesAreDescribedAlikeOneByOneAndTogether(Kind kind) throws SQLException {
        String[] tables = new String[20];
        for (int i = 0; i < tables.length; i++) {
            tables[i] =
                    "CREATE TABLE IF NOT EXISTS \"many_%d\" (\"a\" INTEGER NOT NULL, \"b\""
                                    .formatted(i)
                            + " DECIMAL(10, 2), \"c\" VARCHAR(10), \"d\" TIMESTAMP)";
        }
        if (kind == Kind.POSTGRES) {
            tables[0] =
                    """
                    CREATE DOMAIN short AS text NOT NULL;
                    CREATE TYPE mood AS ENUM ('sad', 'happy');
                    CREATE TABLE many_0 (a numeric, b numeric(38, 10), c timestamp(3), d timestamptz,
                      e timestamptz(0), f time, g numeric(5, 2)[], h int[], i uuid, j jsonb, k short,
                      l mood, m inet, n bytea NOT NULL, o serial, p bigserial, q char(3), r varchar,
                      s money, t interval, u bit(3), v xml, w int4range, x real, y oid, z name)
                    """;
        }
        JdbcFixture.execute(url(kind), tables);
        try (Source together = open(kind);
                Source oneByOne = open(kind)) {
            ImmutableList<SourceTable> described = together.describe(together.tables());
            assertThat(described).hasSizeGreaterThanOrEqualTo(24);
            for (SourceTable table : described) {
                SourceTable same = oneByOne.table(table.name().path()).orElseThrow();
                assertThat(table.schema()).isEqualTo(same.schema());
            }
            assertThat(described).extracting(SourceTable::name).isSorted();
        }
    }

    /** By the clock it is less than a second, and a tenth of that with what is remembered. */
    @Test
    void tenThousandTablesAreDescribedAtOnce() throws Exception {
        makeTables("few", 1_000);
        makeTables("big", 10_000);
        try (Wire wire = new Wire(postgres.getPort())) {
            Listed few = listed(wire, "few", 1_000);
            Listed big = listed(wire, "big", 10_000);
            // A question for each table, or for each hundred, would be more.
            assertThat(big.first().roundTrips()).isLessThan(30);
            assertThat(big.again().roundTrips()).isLessThanOrEqualTo(few.again().roundTrips());
            assertThat(big.again().roundTrips()).isLessThan(10);
            // What is made for each column of many is what is made for each of few.
            assertThat(big.first().bytesPerTable()).isLessThan(2 * few.first().bytesPerTable());
            assertThat(big.again().bytesPerTable()).isLessThan(2 * few.again().bytesPerTable());
            assertThat(big.again().bytesPerTable()).isLessThan(big.first().bytesPerTable() / 3);
        }
    }

    private static void makeTables(String schema, int count) throws SQLException {
        StringBuilder script = new StringBuilder("CREATE SCHEMA %s;".formatted(schema));
        for (int i = 0; i < count; i++) {
            script.append(
                    "CREATE TABLE %s.t%d (a int, b text, c text, d text, e int, f numeric(10,2), g date, h timestamp, i bool, j float8);"
                            .formatted(schema, i));
            if (i % 500 == 499) {
                JdbcFixture.execute(url(Kind.POSTGRES), script.toString());
                script.setLength(0);
            }
        }
    }

    /** What a listing costs whom: the network and the server, or this thread. */
    private record Cost(int roundTrips, long bytesPerTable) {}

    private record Listed(Cost first, Cost again) {}

    private static Listed listed(Wire wire, String schema, int count) {
        String url = url(Kind.POSTGRES).replace(":" + postgres.getPort(), ":" + wire.port());
        try (Source source = JdbcFixture.open(folder, "JDBC_URL", url, "JDBC_SCHEMA", schema)) {
            Cost first = cost(wire, source, count);
            cost(wire, source, count);
            return new Listed(first, cost(wire, source, count));
        }
    }

    private static Cost cost(Wire wire, Source source, int count) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int trips = wire.roundTrips();
        long bytes = threads.getCurrentThreadAllocatedBytes();
        ImmutableList<TableEntry> entries = source.entries();
        ImmutableList<SourceTable> tables = source.describe(source.tables());
        long made = threads.getCurrentThreadAllocatedBytes() - bytes;
        assertThat(entries).hasSize(count);
        assertThat(tables).hasSize(count);
        assertThat(tables.getLast().schema().getFields()).hasSize(10);
        return new Cost(wire.roundTrips() - trips, made / count);
    }
}

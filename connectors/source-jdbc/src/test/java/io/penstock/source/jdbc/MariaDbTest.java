package io.penstock.source.jdbc;

import static io.penstock.source.jdbc.JdbcFixture.columns;
import static io.penstock.source.jdbc.JdbcFixture.rows;
import static io.penstock.source.jdbc.JdbcFixture.scan;
import static io.penstock.source.jdbc.JdbcFixture.schema;
import static io.penstock.source.jdbc.JdbcFixture.statistics;
import static io.penstock.source.jdbc.JdbcFixture.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.Source;
import io.penstock.spi.catalog.ColumnStatistics;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.catalog.TableStatistics;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;
import io.penstock.spi.sql.BoundValue;
import io.penstock.testkit.MariaDbServer;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/**
 * The source over MariaDB, where the machine has one: a server of the tests' own, with the
 * databases {@code penstock_test} and {@code penstock_other}.
 */
@EnabledIf(
        value = "io.penstock.testkit.MariaDbServer#isInstalled",
        disabledReason = MariaDbServer.MISSING)
class MariaDbTest {
    @TempDir Path project;
    private final String url = MariaDbServer.url("");

    @BeforeEach
    void start() throws Exception {
        execute(
                "DROP DATABASE IF EXISTS penstock_test",
                "DROP DATABASE IF EXISTS penstock_other",
                "CREATE DATABASE penstock_test CHARACTER SET utf8mb4",
                "CREATE DATABASE penstock_other");
    }

    private void execute(String... sql) throws Exception {
        JdbcFixture.execute(url, sql);
    }

    private Source open(String... more) {
        String[] settings = new String[more.length + 2];
        settings[0] = "JDBC_URL";
        settings[1] = url;
        System.arraycopy(more, 0, settings, 2, more.length);
        return JdbcFixture.open(project, settings);
    }

    private Source shop() {
        return open("JDBC_SCHEMA", "penstock_test");
    }

    @Test
    void everyTypeMakesItsColumn() throws Exception {
        execute(
                """
                CREATE TABLE penstock_test.t (id INT PRIMARY KEY AUTO_INCREMENT, t1 TINYINT(1), tu TINYINT UNSIGNED,
                  s SMALLINT, m MEDIUMINT, iu INT UNSIGNED, b BIGINT NOT NULL, bu BIGINT UNSIGNED, f FLOAT, d DOUBLE,
                  n DECIMAL(12,3), huge DECIMAL(60,2), c CHAR(5), v VARCHAR(10), x LONGTEXT, d1 DATE, at1 DATETIME,
                  at6 DATETIME(6), ts TIMESTAMP(3) NULL, clock TIME, y YEAR, bit1 BIT(1), bit8 BIT(8), raw VARBINARY(5),
                  lob BLOB, j JSON, e ENUM('a', 'b'), st SET('p', 'q'))
                """,
                "SET time_zone = '+05:45'",
                "SET sql_mode = ''");
        JdbcFixture.execute(
                url,
                "SET time_zone = '+05:45'",
                "SET sql_mode = ''",
                """
                INSERT INTO penstock_test.t VALUES (1, 2, 255, -32768, 8388607, 4294967295, -9223372036854775808,
                  18446744073709551615, 1.5, 0.1, 12.345, 1e40, 'ab', 'äö', 'long', '2020-02-29', '2020-02-29 12:00:00',
                  '2020-02-29 12:00:00.123456', '2020-02-29 12:00:00.5', '-12:30:00', 2020, b'1', b'10000001', x'00ff',
                  x'01', '{"a":1}', 'b', 'p,q')
                """,
                "INSERT INTO penstock_test.t (id, b, d1, at1) VALUES (2, 0, '0000-00-00',"
                        + " '0000-00-00 00:00:00')");
        try (Source source = shop()) {
            SourceTable table = table(source, "t");
            assertThat(columns(table))
                    .containsExactly(
                            "id int32 not null",
                            "t1 int8",
                            "tu uint8",
                            "s int16",
                            "m int32",
                            "iu uint32",
                            "b int64 not null",
                            "bu uint64",
                            "f float32",
                            "d float64",
                            "n decimal(12,3)",
                            "huge float64",
                            "c text",
                            "v text",
                            "x text",
                            "d1 date",
                            "at1 timestamp(0)",
                            "at6 timestamp(6)",
                            "ts timestamptz",
                            "clock text",
                            "y int16",
                            "bit1 bool",
                            "bit8 uint64",
                            "raw binary",
                            "lob binary",
                            "j text",
                            "e text",
                            "st text");
            assertThat(((TableAccess.Remote) table.access()).opaque())
                    .containsExactly("clock", "y");
            assertThat(rows(source, table))
                    .containsExactly(
                            "1|2|255|-32768|8388607|4294967295|-9223372036854775808|18446744073709551615|1.5|0.1|12.345"
                                + "|1.0E40|ab|äö|long|2020-02-29|2020-02-29T12:00|2020-02-29T12:00:00.123456"
                                + "|2020-02-29T06:15:00.500Z|-12:30:00|2020|true|129|00FF|01|{\"a\":1}|b|p,q",
                            "2|null|null|null|null|null|0|null|null|null|null|null|null|null|null|null|null|null|null"
                                + "|null|null|null|null|null|null|null|null|null");
        }
    }

    @Test
    void databasesAreSchemas() throws Exception {
        execute(
                "CREATE TABLE penstock_test.t (a INT)",
                "CREATE VIEW penstock_other.v AS SELECT 1 AS x",
                "INSERT INTO penstock_test.t VALUES (5)");
        try (Source source = open()) {
            assertThat(source.tables())
                    .contains(
                            new TableName("shop", ImmutableList.of("penstock_other", "v")),
                            new TableName("shop", ImmutableList.of("penstock_test", "t")))
                    .noneMatch(name -> name.path().get(0).equals("mysql"));
            assertThat(rows(source, table(source, "penstock_test", "t"))).containsExactly("5");
        }
    }

    @Test
    void valuesAreBoundWithTheirTypes() throws Exception {
        execute("CREATE TABLE penstock_test.t (ts TIMESTAMP NULL)", "SET time_zone = '+00:00'");
        JdbcFixture.execute(
                url,
                "SET time_zone = '+00:00'",
                "INSERT INTO penstock_test.t VALUES ('2020-01-01 10:00:00')");
        try (Source source = shop()) {
            assertThat(
                            rows(
                                    source,
                                    scan(
                                            "SELECT 1 FROM penstock_test.t WHERE ts = ? AND 5 = ?"
                                                + " AND 18446744073709551615 = ? AND 'x' = ? AND"
                                                + " DATE '2020-01-01' = ?",
                                            schema("a", FieldTypes.INT32),
                                            new BoundValue(
                                                    FieldTypes.TIMESTAMP_UTC,
                                                    Instant.parse("2020-01-01T10:00:00Z")),
                                            new BoundValue(FieldTypes.INT64, 5L),
                                            new BoundValue(
                                                    new ArrowType.Int(64, false),
                                                    new BigInteger("18446744073709551615")),
                                            new BoundValue(FieldTypes.UTF8, "x"),
                                            new BoundValue(
                                                    FieldTypes.DATE, LocalDate.of(2020, 1, 1)))))
                    .containsExactly("1");
        }
    }

    @Test
    void closingEarlyDoesNotReadTheRest() {
        try (Source source = open("JDBC_POOL_SIZE", "1")) {
            for (int i = 0; i < 3; i++) {
                try (BatchStream stream =
                        source.read(
                                scan(
                                        "SELECT seq FROM penstock_test.seq_1_to_2000000000",
                                        schema("i", FieldTypes.INT64)),
                                JdbcFixture.context())) {
                    assertThat(stream.next()).isTrue();
                }
            }
        }
    }

    @Test
    void deadlineStopsTheQueryAtTheServer() {
        try (Source source = open("JDBC_POOL_SIZE", "1")) {
            QueryContext context = new QueryContext("q", Duration.ofMillis(300));
            assertThatThrownBy(
                            () ->
                                    source.read(
                                                    scan(
                                                            "SELECT SLEEP(60)",
                                                            schema("i", FieldTypes.INT64)),
                                                    context)
                                            .next())
                    .extracting(e -> ((QueryException) e).code())
                    .isEqualTo(EngineError.TIMEOUT);
            assertThat(rows(source, scan("SELECT 1", schema("a", FieldTypes.INT32))))
                    .containsExactly("1");
        }
    }

    @Test
    void droppedTableIsTold() throws Exception {
        execute("CREATE TABLE penstock_test.t (a INT)");
        try (Source source = open()) {
            SourceTable table = table(source, "penstock_test", "t");
            execute("DROP TABLE penstock_test.t");
            assertThatThrownBy(() -> rows(source, table))
                    .extracting(e -> ((QueryException) e).code())
                    .isEqualTo(SourceError.TABLE_CHANGED);
        }
    }

    @Test
    void sizesAreTheEnginesOwnEstimates() throws Exception {
        execute(
                "CREATE TABLE penstock_test.t (id INT PRIMARY KEY, k INT, KEY (k)) AS SELECT seq AS"
                        + " id, seq % 10 AS k FROM penstock_test.seq_1_to_5000",
                "ANALYZE TABLE penstock_test.t");
        try (Source source = shop()) {
            TableStatistics statistics = statistics(source, table(source, "t"));
            assertThat(statistics.rows().orElse(0)).isBetween(4_000L, 6_000L);
            assertThat(statistics.column("id").distinct().orElse(0)).isBetween(4_000.0, 6_000.0);
            assertThat(statistics.column("k").distinct().orElse(0)).isBetween(5.0, 20.0);
        }
    }

    /** An index has values of its first column only. */
    @Test
    void whatHasNoIndexIsSeenInSomeRows() throws Exception {
        execute(
                "CREATE TABLE penstock_test.t (id BIGINT, n INT, day DATE, name VARCHAR(20),"
                    + " PRIMARY KEY (id, n)) AS SELECT seq AS id, seq % 2 AS n, DATE '2020-01-01' +"
                    + " INTERVAL seq DIV 100 DAY AS day, NULLIF(CONCAT('x', seq % 4), 'x0') AS name"
                    + " FROM penstock_test.seq_1_to_20000",
                "ANALYZE TABLE penstock_test.t");
        try (Source source = shop()) {
            TableStatistics statistics = statistics(source, table(source, "t"));
            assertThat(statistics.column("id").distinct().orElse(0)).isBetween(15_000.0, 25_000.0);
            assertThat(statistics.column("day").distinct().orElse(0)).isBetween(190.0, 210.0);
            assertThat(statistics.column("day").range())
                    .contains(new ColumnStatistics.Range(18_262, 18_461));
            assertThat(statistics.column("name").distinct()).hasValue(3);
            assertThat(statistics.column("name").nulls().orElse(0)).isBetween(0.2, 0.3);
        }
    }

    /**
     * It compares each row of one table with each of the other unless it is told to hash them:
     * minutes here, and seconds so.
     */
    @Test
    void joinsWithoutAnIndexAreHashed() throws Exception {
        execute(
                "CREATE TABLE penstock_test.a (k INT, v INT)",
                "CREATE TABLE penstock_test.b (k INT, v INT)",
                "INSERT INTO penstock_test.a SELECT seq * 7 % 100003, seq FROM"
                        + " penstock_test.seq_1_to_100000",
                "INSERT INTO penstock_test.b SELECT seq * 5 % 100003, seq FROM"
                        + " penstock_test.seq_1_to_100000");
        try (Source source = shop();
                BatchStream stream =
                        source.read(
                                scan(
                                        "SELECT COUNT(*) FROM `penstock_test`.`a` AS a INNER JOIN"
                                                + " `penstock_test`.`b` AS b ON a.`k` = b.`k`",
                                        schema("c", FieldTypes.INT64)),
                                new QueryContext("joined", Duration.ofSeconds(60)))) {
            assertThat(stream.next()).isTrue();
            assertThat(((Number) stream.batch().getVector(0).getObject(0)).longValue())
                    .isBetween(99_990L, 100_000L);
        }
    }
}

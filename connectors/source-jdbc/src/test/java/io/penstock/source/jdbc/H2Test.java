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
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.catalog.TableStatistics;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;
import io.penstock.spi.scan.Scan;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;

/** The source over H2, in memory and in a file. */
class H2Test {
    @TempDir Path project;

    private Source open(String script, String... more) throws IOException {
        Files.writeString(project.resolve("init.sql"), script);
        String[] settings = new String[more.length + 4];
        String[] usual = {"JDBC_URL", "jdbc:h2:mem:shop", "JDBC_INIT", "init.sql"};
        System.arraycopy(usual, 0, settings, 0, 4);
        System.arraycopy(more, 0, settings, 4, more.length);
        return JdbcFixture.open(project, settings);
    }

    @Test
    void everyTypeMakesItsColumn() throws Exception {
        String script =
                """
                CREATE TABLE t (id INT PRIMARY KEY, b BOOLEAN, ti TINYINT, si SMALLINT, bi BIGINT NOT NULL,
                  r REAL, d DOUBLE PRECISION, n NUMERIC(12, 3), huge NUMERIC(60, 2), df DECFLOAT, c CHAR(5),
                  v VARCHAR(10), x CLOB, d1 DATE, clock TIME(6), at TIMESTAMP, at9 TIMESTAMP(9),
                  tz TIMESTAMP WITH TIME ZONE, raw VARBINARY, lob BLOB, u UUID, m ENUM('a', 'b'),
                  span INTERVAL DAY TO SECOND);
                INSERT INTO t VALUES (1, TRUE, -128, 32767, 9223372036854775807, 1.5, 'NaN', 12.345, 1e40, 0.1, 'ab',
                  'ä', 'long', '2020-02-29', '23:59:59.123456', '2020-02-29 12:00:00.123456',
                  '2020-02-29 12:00:00.123456789', '2020-02-29 12:00:00+05:45', X'00ff', X'01',
                  '00000000-0000-0000-0000-00000000000a', 'b', INTERVAL '1 02:00:00' DAY TO SECOND);
                INSERT INTO t (id, bi) VALUES (2, 0);
                """;
        try (Source source = open(script, "JDBC_SCHEMA", "PUBLIC")) {
            SourceTable table = table(source, "t");
            assertThat(table.name()).isEqualTo(TableName.of("shop", "T"));
            assertThat(columns(table))
                    .containsExactly(
                            "ID int32 not null",
                            "B bool",
                            "TI int8",
                            "SI int16",
                            "BI int64 not null",
                            "R float32",
                            "D float64",
                            "N decimal(12,3)",
                            "HUGE float64",
                            "DF float64",
                            "C text",
                            "V text",
                            "X text",
                            "D1 date",
                            "CLOCK time",
                            "AT timestamp(6)",
                            "AT9 timestamp(9)",
                            "TZ timestamptz",
                            "RAW binary",
                            "LOB binary",
                            "U UUID",
                            "M text",
                            "SPAN text");
            assertThat(rows(source, table))
                    .containsExactly(
                            "1|true|-128|32767|9223372036854775807|1.5|NaN|12.345|1.0E40|0.1|ab|ä|long|2020-02-29"
                                + "|23:59:59.123456|2020-02-29T12:00:00.123456|2020-02-29T12:00:00.123456789"
                                + "|2020-02-29T06:15:00Z|00FF|01|00000000-0000-0000-0000-00000000000a|b|INTERVAL"
                                + " '1 02:00:00' DAY TO SECOND",
                            "2|null|null|null|0|null|null|null|null|null|null|null|null|null|null|null|null|null|null"
                                + "|null|null|null|null");
        }
    }

    @Test
    void valuesAreBoundWithTheirTypes() throws Exception {
        try (Source source = open("CREATE TABLE t (a INT)")) {
            assertThat(
                            rows(
                                    source,
                                    scan(
                                            "SELECT 1 WHERE TRUE = ? AND 5 = ? AND 1.25 = ? AND 'x'"
                                                + " = ? AND DATE '2020-01-01' = ? AND TIMESTAMP"
                                                + " '2020-01-01 10:00:00' = ? AND TIMESTAMP WITH"
                                                + " TIME ZONE '2020-01-01 10:00:00+00' = ? AND UUID"
                                                + " '00000000-0000-0000-0000-00000000000a' = ?",
                                            schema("a", FieldTypes.INT32),
                                            new BoundValue(FieldTypes.BOOL, true),
                                            new BoundValue(FieldTypes.INT64, 5L),
                                            new BoundValue(
                                                    new ArrowType.Decimal(5, 2, 128),
                                                    new BigDecimal("1.25")),
                                            new BoundValue(FieldTypes.UTF8, "x"),
                                            new BoundValue(
                                                    FieldTypes.DATE, LocalDate.of(2020, 1, 1)),
                                            new BoundValue(
                                                    FieldTypes.TIMESTAMP,
                                                    LocalDateTime.of(2020, 1, 1, 10, 0)),
                                            new BoundValue(
                                                    FieldTypes.TIMESTAMP_UTC,
                                                    Instant.parse("2020-01-01T10:00:00Z")),
                                            new BoundValue(
                                                    new ArrowType.FixedSizeBinary(16),
                                                    UUID.fromString(
                                                            "00000000-0000-0000-0000-00000000000a")))))
                    .containsExactly("1");
        }
    }

    @Test
    void schemasAreALevelAndSystemOnesAreHidden() throws Exception {
        try (Source source =
                open(
                        "CREATE SCHEMA other; CREATE TABLE other.t (a INT); CREATE VIEW v AS SELECT"
                                + " 1 AS x")) {
            assertThat(source.tables())
                    .containsExactly(
                            new TableName("shop", ImmutableList.of("OTHER", "T")),
                            new TableName("shop", ImmutableList.of("PUBLIC", "V")));
            assertThat(rows(source, table(source, "public", "v"))).containsExactly("1");
        }
    }

    @Test
    void scriptMakesTheFileOnce() throws Exception {
        Files.writeString(
                project.resolve("init.sql"), "CREATE TABLE t (a INT); INSERT INTO t VALUES (1)");
        for (int i = 0; i < 2; i++) {
            try (Source source =
                    JdbcFixture.open(
                            project,
                            "JDBC_URL",
                            "jdbc:h2:./data/shop",
                            "JDBC_INIT",
                            "init.sql",
                            "JDBC_SCHEMA",
                            "PUBLIC")) {
                assertThat(rows(source, table(source, "t"))).containsExactly("1");
            }
        }
        assertThat(project.resolve("data/shop.mv.db")).exists();
    }

    @Test
    void deadlineStopsTheQuery() throws Exception {
        try (Source source = open("CREATE TABLE t (a INT)")) {
            QueryContext context = new QueryContext("q", Duration.ofMillis(300));
            Scan.Pushed slow =
                    scan(
                            "SELECT COUNT(*) FROM SYSTEM_RANGE(1, 100000) a, SYSTEM_RANGE(1,"
                                    + " 100000) b",
                            schema("n", FieldTypes.INT64));
            assertThatThrownBy(
                            () -> {
                                try (BatchStream stream = source.read(slow, context)) {
                                    stream.next();
                                }
                            })
                    .extracting(e -> ((QueryException) e).code())
                    .isEqualTo(EngineError.TIMEOUT);
        }
    }

    @Test
    void nullWhereNoneWasPromisedIsAnError() throws Exception {
        try (Source source = open("CREATE TABLE t (a INT NOT NULL)", "JDBC_SCHEMA", "PUBLIC")) {
            Scan.Pushed lie = scan("SELECT CAST(NULL AS INT)", table(source, "t").schema());
            assertThatThrownBy(() -> rows(source, lie))
                    .hasMessageContaining("has a NULL though it was declared NOT NULL");
        }
    }

    @Test
    void wideTablesAreRefused() throws Exception {
        StringBuilder sql = new StringBuilder("CREATE TABLE t (c0 INT");
        for (int i = 1; i <= 2_048; i++) {
            sql.append(", c").append(i).append(" INT");
        }
        try (Source source = open(sql + ")", "JDBC_SCHEMA", "PUBLIC")) {
            assertThatThrownBy(() -> table(source, "t"))
                    .hasMessageContaining("has 2049 columns")
                    .extracting(e -> ((QueryException) e).code())
                    .isEqualTo(SourceError.TOO_MANY_COLUMNS);
        }
    }

    @Test
    void refreshSeesTheDatabaseAsItIs() throws Exception {
        Path file = project.resolve("shop");
        String url = "jdbc:h2:file:" + file;
        String keep = url + ";DB_CLOSE_DELAY=-1";
        JdbcFixture.execute(keep, "CREATE TABLE t (a INT)");
        try (Source source =
                JdbcFixture.open(
                        project,
                        "JDBC_URL",
                        "jdbc:h2:./shop;DB_CLOSE_DELAY=-1",
                        "JDBC_SCHEMA",
                        "PUBLIC")) {
            SourceTable before = table(source, "t");
            JdbcFixture.execute(keep, "ALTER TABLE t ADD COLUMN b INT");
            assertThat(table(source, "t")).isSameAs(before);
            source.refresh();
            assertThat(source.isCurrent(before)).isFalse();
            assertThat(columns(table(source, "t"))).containsExactly("A int32", "B int32");
        }
        JdbcFixture.execute(url, "SHUTDOWN");
    }

    @Test
    void rowsAreKnownAndValuesWhenSomebodyAnalyses() throws Exception {
        String script =
                """
                CREATE TABLE t (id INT PRIMARY KEY, k INT);
                INSERT INTO t SELECT x, MOD(x, 20) FROM SYSTEM_RANGE(1, 1000);
                ANALYZE;
                """;
        try (Source source = open(script, "JDBC_SCHEMA", "PUBLIC")) {
            TableStatistics statistics = statistics(source, table(source, "t"));
            assertThat(statistics.rows()).hasValue(1_000);
            assertThat(statistics.column("ID").distinct()).hasValue(1_000);
            assertThat(statistics.column("K").distinct().orElse(0)).isBetween(10.0, 40.0);
        }
    }

    /** Which H2 analyses by itself, to whole percents of the rows. */
    @Test
    void ofFewValuesSomeRowsSayHowMany() throws Exception {
        String script =
                """
                CREATE TABLE t (id INT PRIMARY KEY, k INT, name VARCHAR);
                INSERT INTO t SELECT x, x / 100, NULLIF('x' || MOD(x, 4), 'x0')
                  FROM SYSTEM_RANGE(1, 20000);
                """;
        try (Source source = open(script, "JDBC_SCHEMA", "PUBLIC")) {
            TableStatistics statistics = statistics(source, table(source, "t"));
            assertThat(statistics.rows()).hasValue(20_000);
            assertThat(statistics.column("ID").distinct().orElse(0)).isGreaterThan(19_000);
            assertThat(statistics.column("K").distinct().orElse(0)).isBetween(190.0, 210.0);
            assertThat(statistics.column("NAME").distinct()).hasValue(3);
            assertThat(statistics.column("NAME").nulls().orElse(0)).isBetween(0.2, 0.3);
        }
    }

    /** H2 keeps a statement's time limit for all later ones of its connection. */
    @Test
    void questionsAboutSizesLimitNoLaterQuery() throws Exception {
        try (Source source =
                open("CREATE TABLE t (id INT)", "JDBC_SCHEMA", "PUBLIC", "JDBC_POOL_SIZE", "1")) {
            Scan.Pushed limit =
                    scan(
                            "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE"
                                    + " SETTING_NAME = 'QUERY_TIMEOUT'",
                            schema("SETTING_VALUE", FieldTypes.UTF8));
            List<String> before = rows(source, limit);
            statistics(source, table(source, "t"));
            assertThat(rows(source, limit)).isEqualTo(before);
        }
    }
}

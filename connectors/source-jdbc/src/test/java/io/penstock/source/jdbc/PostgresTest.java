package io.penstock.source.jdbc;

import static io.penstock.source.jdbc.JdbcFixture.columns;
import static io.penstock.source.jdbc.JdbcFixture.rows;
import static io.penstock.source.jdbc.JdbcFixture.scan;
import static io.penstock.source.jdbc.JdbcFixture.schema;
import static io.penstock.source.jdbc.JdbcFixture.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.Source;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.ErrorCode;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;
import io.penstock.spi.scan.Scan;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The source over a real PostgreSQL. */
class PostgresTest {
    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

    @TempDir Path project;

    @BeforeEach
    void cleanSchema() throws SQLException {
        SERVER.cleanSchema();
    }

    private Source open(String... more) {
        String[] settings = new String[more.length + 6];
        String[] usual = {
            "JDBC_URL", plain(), "JDBC_USER", "postgres", "JDBC_PASSWORD", "not-needed"
        };
        System.arraycopy(usual, 0, settings, 0, 6);
        System.arraycopy(more, 0, settings, 6, more.length);
        return JdbcFixture.open(project, settings);
    }

    private Source shop() {
        return open("JDBC_SCHEMA", "s");
    }

    private String plain() {
        return SERVER.url().replaceFirst("\\?.*", "");
    }

    private void execute(String... sql) throws SQLException {
        SERVER.execute(sql);
    }

    @Test
    void everyTypeMakesItsColumn() throws Exception {
        execute(
                "CREATE TYPE s.mood AS ENUM ('sad', 'happy')",
                "CREATE DOMAIN s.positive AS int CHECK (value > 0)",
                """
                CREATE TABLE s.t (id serial PRIMARY KEY, b bool, i2 int2, i4 int4 NOT NULL, i8 int8,
                  f4 real, f8 double precision, n numeric(12, 3), nn numeric, big numeric(50, 2),
                  c char(5), v varchar(10), x text, day date, clock time, at timestamp, at3 timestamp(3),
                  tz timestamptz, raw bytea, u uuid, j json, jb jsonb, m s.mood, span interval,
                  bits bit(3), cash money, ip inet, pos s.positive, ints int[], texts text[],
                  days timestamp[], o oid, ttz timetz)
                """,
                """
                INSERT INTO s.t VALUES (1, true, -32768, 2147483647, -9223372036854775808, 1.5, 'NaN', 12.345,
                  1e20, 1e40, 'ab', 'ä', '', '2020-02-29', '23:59:59.123456', '2020-02-29 12:00:00.123456',
                  '2020-02-29 12:00:00.1234', '2020-02-29 12:00:00+05:45', '\\x00ff',
                  '00000000-0000-0000-0000-00000000000a', '{"a":1}', '{"a":1}', 'happy', '1 day 2 hours',
                  B'101', 12.5, '10.0.0.1', 7, '{1,NULL,3}', '{a,"b,c"}', '{2020-01-01 00:00:00}', 42, '10:00+02')
                """,
                "INSERT INTO s.t (id, i4, ints) VALUES (2, 0, '{}')");
        try (Source source = shop()) {
            SourceTable table = table(source, "t");
            assertThat(columns(table))
                    .containsExactly(
                            "id int32 not null",
                            "b bool",
                            "i2 int16",
                            "i4 int32 not null",
                            "i8 int64",
                            "f4 float32",
                            "f8 float64",
                            "n decimal(12,3)",
                            "nn float64",
                            "big float64",
                            "c text",
                            "v text",
                            "x text",
                            "day date",
                            "clock time",
                            "at timestamp(6)",
                            "at3 timestamp(3)",
                            "tz timestamptz",
                            "raw binary",
                            "u UUID",
                            "j JSON",
                            "jb JSON",
                            "m text",
                            "span text",
                            "bits text",
                            "cash text",
                            "ip text",
                            "pos text",
                            "ints int32[]",
                            "texts text[]",
                            "days timestamp(6)[]",
                            "o int64",
                            "ttz text");
            assertThat(rows(source, table))
                    .containsExactly(
                            "1|true|-32768|2147483647|-9223372036854775808|1.5|NaN|12.345|1.0E20|1.0E40|ab|ä||2020-02-29"
                                + "|23:59:59.123456|2020-02-29T12:00:00.123456|2020-02-29T12:00:00.123|2020-02-29T06:15:00Z|00FF|00000000-0000-0000-0000-00000000000a|{\"a\":1}|{\"a\":"
                                + " 1}|happy|1 day 02:00:00|101"
                                + "|$12.50|10.0.0.1|7|[1,null,3]|[\"a\",\"b,c\"]|[[2020,1,1,0,0]]|42|10:00:00+02",
                            "2|null|null|0|null|null|null|null|null|null|null|null|null|null|null|null|null|null|null"
                                + "|null|null|null|null|null|null|null|null|null|[]|null|null|null|null");
        }
    }

    @Test
    void columnsThatOnlyLookLikeTextAreOpaque() throws Exception {
        execute("CREATE TABLE s.t (x text, c char(3), ip inet, u uuid, j jsonb, span interval)");
        try (Source source = shop()) {
            TableAccess.Remote remote = (TableAccess.Remote) table(source, "t").access();
            assertThat(remote.opaque()).containsExactly("ip", "u", "j", "span");
        }
    }

    @Test
    void allConnectionsBusyIsAnErrorOfItsOwn() throws Exception {
        execute("CREATE VIEW s.v AS SELECT i FROM generate_series(1, 1000000) AS g(i)");
        try (Source source =
                open("JDBC_SCHEMA", "s", "JDBC_POOL_SIZE", "1", "JDBC_CONNECT_TIMEOUT", "250ms")) {
            Scan.Pushed scan = scan(table(source, "v"));
            BatchStream first = source.read(scan, JdbcFixture.context());
            assertThatThrownBy(() -> source.read(scan, JdbcFixture.context()))
                    .isInstanceOfSatisfying(
                            QueryException.class,
                            e -> assertThat(e.code()).isEqualTo(EngineError.OVERLOADED))
                    .hasMessageContaining("'shop'")
                    .hasMessageContaining("JDBC_POOL_SIZE");
            first.close();
            assertThat(rows(source, scan("SELECT 1 AS a", schema("a", FieldTypes.INT32))))
                    .containsExactly("1");
        }
    }

    @Test
    void columnsSayHowTheirTextIsCompared() throws Exception {
        execute(
                "CREATE COLLATION s.loose (provider = icu, locale = 'und-u-ks-level2',"
                        + " deterministic = false)",
                "CREATE DOMAIN s.word AS text COLLATE s.loose",
                "CREATE TABLE s.t (id int, a text, b text COLLATE \"C\", c text COLLATE s.loose, d"
                        + " name, e varchar(9) COLLATE s.loose, f s.word)",
                "CREATE VIEW s.v AS SELECT a, a COLLATE s.loose AS c FROM s.t");
        try (Source source = shop()) {
            TableAccess.Remote one = (TableAccess.Remote) table(source, "t").access();
            assertThat(one.opaque()).containsExactly("c", "e", "f");
            assertThat(one.collated()).containsExactly("b", "d");
            assertThat(((TableAccess.Remote) table(source, "v").access()).opaque())
                    .containsExactly("c");
            String before = table(source, "t").version();
            execute("DROP VIEW s.v", "ALTER TABLE s.t ALTER COLUMN a TYPE text COLLATE s.loose");
            source.refresh();
            assertThat(table(source, "t").version()).isNotEqualTo(before);
        }
    }

    /** Many tables at once are asked about in another way, which must say the same. */
    @Test
    void listsOfTablesSayTheSameOfCollations() throws Exception {
        execute(
                "CREATE COLLATION s.loose (provider = icu, locale = 'und-u-ks-level2',"
                        + " deterministic = false)");
        List<TableName> names = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            execute(
                    "CREATE TABLE s.t%d (a text COLLATE s.loose, b text COLLATE \"C\")"
                            .formatted(i));
            names.add(TableName.of("shop", "t" + i));
        }
        try (Source source = shop()) {
            assertThat(source.describe(names))
                    .hasSize(10)
                    .extracting(table -> (TableAccess.Remote) table.access())
                    .allSatisfy(
                            remote -> {
                                assertThat(remote.opaque()).containsExactly("a");
                                assertThat(remote.collated()).containsExactly("b");
                            });
        }
    }

    @Test
    void schemasAreALevelUnlessOneIsChosen() throws Exception {
        execute(
                "CREATE TABLE s.\"Odd Name\" (\"Some Column\" int)",
                "INSERT INTO s.\"Odd Name\" VALUES (5)",
                "CREATE VIEW s.v AS SELECT 1 AS a",
                "CREATE MATERIALIZED VIEW s.mv AS SELECT 2 AS b");
        try (Source source = open()) {
            assertThat(source.tables())
                    .contains(new TableName("shop", ImmutableList.of("s", "v")))
                    .noneMatch(name -> name.path().get(0).equals("pg_catalog"));
            SourceTable table = table(source, "S", "odd name");
            assertThat(table.name().path()).containsExactly("s", "Odd Name");
            assertThat(((TableAccess.Remote) table.access()).columns())
                    .containsExactly("Some Column");
            assertThat(rows(source, table)).containsExactly("5");
            assertThat(source.table(ImmutableList.of("v"))).isEmpty();
        }
        try (Source source = shop()) {
            assertThat(source.tables())
                    .containsExactly(
                            TableName.of("shop", "Odd Name"),
                            TableName.of("shop", "mv"),
                            TableName.of("shop", "v"));
            assertThat(rows(source, table(source, "mv"))).containsExactly("2");
        }
    }

    @Test
    void namesThatLookLikePatternsAreMeantAsTheyAre() throws Exception {
        execute("CREATE TABLE s.a_b (x int)", "CREATE TABLE s.axb (y int)");
        try (Source source = shop()) {
            assertThat(columns(table(source, "a_b"))).containsExactly("x int32");
            assertThat(columns(table(source, "A_B"))).containsExactly("x int32");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "date; 'infinity'; infinity",
                "timestamp; '-infinity'; -infinity",
                "timestamptz; 'infinity'; infinity",
                "int[]; '{{1,2},{3,4}}'; column 'v'",
            })
    void valuesWithoutACounterpartAreNamed(String type, String value, String message)
            throws Exception {
        execute("CREATE TABLE s.t (v " + type + ")", "INSERT INTO s.t VALUES (" + value + ")");
        try (Source source = shop()) {
            SourceTable table = table(source, "t");
            assertThatThrownBy(() -> rows(source, table))
                    .isInstanceOf(QueryException.class)
                    .hasMessageContaining("'shop'")
                    .hasMessageContaining(message);
        }
    }

    @Test
    void oldAndNewDatesAreExact() throws Exception {
        execute(
                "CREATE TABLE s.t (d date, at timestamp)",
                "INSERT INTO s.t VALUES ('0044-03-15 BC', '0044-03-15 12:00:00 BC'), ('1500-02-28',"
                        + " '1500-02-28 00:00:00'), ('9999-12-31', '9999-12-31 23:59:59.999999')");
        try (Source source = shop()) {
            assertThat(rows(source, table(source, "t")))
                    .containsExactly(
                            "-0043-03-15|-0043-03-15T12:00",
                            "1500-02-28|1500-02-28T00:00",
                            "9999-12-31|9999-12-31T23:59:59.999999");
        }
    }

    @Test
    void valuesAreBoundWithTheirTypes() {
        try (Source source = shop()) {
            assertThat(
                            rows(
                                    source,
                                    scan(
                                            "SELECT 1 WHERE true = ? AND 5::int8 = ? AND"
                                                + " 18446744073709551615 = ? AND 1.5::float8 = ?"
                                                + " AND 1.25 = ? AND 'x' = ? AND date '2020-01-01'"
                                                + " = ? AND timestamp '2020-01-01 10:00' = ? AND"
                                                + " timestamptz '2020-01-01 10:00Z' = ? AND"
                                                + " '00000000-0000-0000-0000-00000000000a'::uuid ="
                                                + " ?",
                                            schema("a", FieldTypes.INT32),
                                            new BoundValue(FieldTypes.BOOL, true),
                                            new BoundValue(FieldTypes.INT64, 5L),
                                            new BoundValue(
                                                    new ArrowType.Int(64, false),
                                                    new BigInteger("18446744073709551615")),
                                            new BoundValue(FieldTypes.FLOAT64, 1.5),
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
    void manyRowsComeInBatches() {
        try (Source source = shop();
                BatchStream stream =
                        source.read(
                                scan(
                                        "SELECT i::int8, 'row ' || i FROM generate_series(1,"
                                                + " 100000) AS t(i)",
                                        schema("i", FieldTypes.INT64, "s", FieldTypes.UTF8)),
                                JdbcFixture.context())) {
            int batches = 0;
            while (stream.next()) {
                assertThat(stream.batch().getRowCount()).isBetween(1, 65_536);
                batches++;
            }
            assertThat(batches).isGreaterThan(1);
            assertThat(stream.statistics().rows()).isEqualTo(100_000);
            assertThat(stream.next()).isFalse();
        }
    }

    @Test
    void bigValuesMakeSmallBatches() {
        try (Source source = shop();
                BatchStream stream =
                        source.read(
                                scan(
                                        "SELECT repeat('x', 1000000) FROM generate_series(1, 40)",
                                        schema("s", FieldTypes.UTF8)),
                                JdbcFixture.context())) {
            assertThat(stream.next()).isTrue();
            assertThat(stream.batch().getRowCount()).isLessThan(20);
        }
    }

    private static ErrorCode code(Throwable e) {
        return ((QueryException) e).code();
    }

    @Test
    void droppedTableIsToldAndForgotten() throws Exception {
        execute("CREATE TABLE s.t (a int)");
        try (Source source = shop()) {
            SourceTable table = table(source, "t");
            assertThat(source.isCurrent(table)).isTrue();
            execute("DROP TABLE s.t");
            assertThatThrownBy(() -> rows(source, table))
                    .hasMessageContaining("gone")
                    .extracting(PostgresTest::code)
                    .isEqualTo(SourceError.TABLE_CHANGED);
            assertThat(source.isCurrent(table)).isFalse();
            execute("CREATE TABLE s.t (a int, b int)");
            assertThat(columns(table(source, "t"))).containsExactly("a int32", "b int32");
        }
    }

    @Test
    void wrongPasswordIsRefusedAtOnceAndNotRepeated() throws Exception {
        execute("DROP ROLE IF EXISTS app", "CREATE ROLE app LOGIN PASSWORD 'right'");
        long start = System.nanoTime();
        try (Source source =
                JdbcFixture.open(
                        project,
                        "JDBC_URL",
                        plain(),
                        "JDBC_USER",
                        "nobody_of_this_name",
                        "JDBC_PASSWORD",
                        "s3cr3t-word")) {
            assertThatThrownBy(source::tables)
                    .hasMessageContaining("'shop'")
                    .hasMessageContaining("refuses the login")
                    .hasMessageNotContaining("s3cr3t-word")
                    .extracting(PostgresTest::code)
                    .isEqualTo(SourceError.LOGIN_REFUSED);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void databaseThatIsDownFailsQueriesAndNotTheStart() {
        try (Source source =
                JdbcFixture.open(
                        project,
                        "JDBC_URL",
                        "jdbc:postgresql://127.0.0.1:1/shop?password=s3cr3t-word",
                        "JDBC_CONNECT_TIMEOUT",
                        "500ms")) {
            assertThatThrownBy(source::tables)
                    .hasMessageContaining("can't reach jdbc:postgresql://127.0.0.1:1/shop")
                    .hasMessageNotContaining("s3cr3t-word")
                    .extracting(PostgresTest::code)
                    .isEqualTo(SourceError.UNREACHABLE);
        }
    }

    @Test
    void nothingCanBeWritten() throws Exception {
        execute("CREATE TABLE s.t (a int)");
        try (Source source = shop()) {
            assertThatThrownBy(
                            () ->
                                    rows(
                                            source,
                                            scan(
                                                    "INSERT INTO s.t VALUES (1) RETURNING a",
                                                    schema("a", FieldTypes.INT32))))
                    .hasMessageContaining("read-only");
        }
    }
}

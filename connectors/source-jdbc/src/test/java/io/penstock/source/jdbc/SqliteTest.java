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
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.catalog.TableStatistics;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;
import io.penstock.spi.sql.BoundValue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;

/** The source over SQLite, where a column's type is only a promise. */
class SqliteTest {
    @TempDir Path project;
    private String url;

    @BeforeEach
    void start() {
        url = "jdbc:sqlite:" + project.resolve("shop.db");
    }

    private Source open() {
        return JdbcFixture.open(project, "JDBC_URL", "jdbc:sqlite:shop.db");
    }

    @Test
    void everyDeclaredTypeMakesItsColumn() throws Exception {
        JdbcFixture.execute(
                url,
                """
                CREATE TABLE t (id INTEGER PRIMARY KEY, n BIGINT NOT NULL, r REAL, s VARCHAR(10),
                  d DECIMAL(10, 2), b BLOB, f BOOLEAN, day DATE, at TIMESTAMP, clock TIME, j JSON,
                  odd "strange stuff", num NUMERIC)
                """,
                """
                INSERT INTO t VALUES (1, 9223372036854775807, 1.5, 'ä''x', 10.25, x'00ff', 1,
                  '2020-02-29', '2020-02-29 12:34:56.789', '23:59:59', '{"a": 1}', 'odd', 0.5)
                """,
                "INSERT INTO t VALUES (2, -1, NULL, '', 7, NULL, 'false', NULL,"
                        + " '2020-02-29T12:00:00Z', NULL, NULL, 5, 3)",
                "INSERT INTO t VALUES (3, 0, 2, NULL, '1.005', x'', 0, 1582934400, 1582934400123,"
                        + " '10:00', NULL, NULL, NULL)");
        try (Source source = open()) {
            SourceTable table = table(source, "t");
            assertThat(columns(table))
                    .containsExactly(
                            "id int64",
                            "n int64 not null",
                            "r float64",
                            "s text",
                            "d decimal(10,2)",
                            "b binary",
                            "f bool",
                            "day date",
                            "at timestamp(6)",
                            "clock time",
                            "j JSON",
                            "odd text",
                            "num float64");
            assertThat(rows(source, table))
                    .containsExactly(
                            "1|9223372036854775807|1.5|ä'x|10.25|00FF|true|2020-02-29|2020-02-29T12:34:56.789|23:59:59|{\"a\":"
                                + " 1}|odd|0.5",
                            "2|-1|null||7.00|null|false|null|2020-02-29T12:00|null|null|5|3.0",
                            "3|0|2.0|null|1.01||false|2020-02-29|2020-02-29T00:00:00.123|10:00|null|null|null");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "INTEGER; 'abc'; 'abc' is not a whole number",
                "INTEGER; 1.5; '1.5' is not a whole number",
                "REAL; 'x'; 'x' is not a number",
                "BOOLEAN; 2; '2' is not true or false",
                "DECIMAL(4,2); 123.4; 123.4 does not fit DECIMAL(4, 2)",
                "DATE; 'yesterday'; 'yesterday' is not a date or time like",
                "TIMESTAMP; '2020-13-01'; '2020-13-01' is not a date or time like",
                "TIME; 'noon'; 'noon' is not a time like",
                "TEXT; x'00'; a blob of 1 bytes is not text",
                "BLOB; 5; '5' is not a blob",
            })
    void valuesThatBreakThePromiseAreNamed(String type, String value, String message)
            throws Exception {
        JdbcFixture.execute(
                url, "CREATE TABLE t (v " + type + ")", "INSERT INTO t VALUES (" + value + ")");
        try (Source source = open()) {
            SourceTable table = table(source, "t");
            assertThatThrownBy(() -> rows(source, table))
                    .isInstanceOf(QueryException.class)
                    .hasMessageContaining("Connection 'shop': column 'v', row 1")
                    .hasMessageContaining(message);
        }
    }

    @Test
    void viewsHaveTheTypesTheirRowsShow() throws Exception {
        JdbcFixture.execute(
                url,
                "CREATE TABLE t (a INTEGER, b TEXT)",
                "INSERT INTO t VALUES (1, 'x'), (2, 'y')",
                "CREATE VIEW v AS SELECT a, a * 2 AS twice, a / 2.0 AS half, b || '!' AS loud, NULL"
                        + " AS n FROM t");
        try (Source source = open()) {
            SourceTable table = table(source, "V");
            assertThat(table.name()).isEqualTo(TableName.of("shop", "v"));
            assertThat(columns(table))
                    .containsExactly(
                            "a int64", "twice int64", "half float64", "loud text", "n text");
            assertThat(rows(source, table)).containsExactly("1|2|0.5|x!|null", "2|4|1.0|y!|null");
            assertThat(source.tables())
                    .containsExactly(TableName.of("shop", "t"), TableName.of("shop", "v"));
        }
    }

    @Test
    void manyTablesAreDescribedAsEachByItself() throws Exception {
        JdbcFixture.execute(
                url,
                """
                CREATE TABLE "a, ""b"" 'c'" ("x,y" TEXT NOT NULL, "" INTEGER, "0" "", "1\t\u001f\n" "odd, 'type'",
                  "ä😀" DECIMAL(10, 2), n, g INTEGER GENERATED ALWAYS AS (n + 1) VIRTUAL)
                """,
                "INSERT INTO \"a, \"\"b\"\" 'c'\" (\"x,y\", n) VALUES ('x', 1.5)",
                "CREATE TABLE one (only_column)",
                "CREATE VIEW v AS SELECT *, n || '!' AS \"loud, not null\" FROM \"a, \"\"b\"\""
                        + " 'c'\"",
                "CREATE VIRTUAL TABLE words USING fts5(word, place)");
        try (Source source = open();
                Source other = open()) {
            ImmutableList<SourceTable> together = source.describe(source.tables());
            assertThat(together).hasSizeGreaterThanOrEqualTo(4);
            for (SourceTable table : together) {
                assertThat(columns(table))
                        .isNotEmpty()
                        .isEqualTo(columns(table(other, table.name().path().getLast())));
            }
            assertThat(columns(table(source, "a, \"b\" 'c'")))
                    .containsExactly(
                            "x,y text not null",
                            " int64",
                            "0 text",
                            "1\t\u001f\n text",
                            "ä😀 decimal(10,2)",
                            "n float64",
                            "g int64");
        }
    }

    @Test
    void valuesAreBoundWithTheirTypes() throws Exception {
        JdbcFixture.execute(
                url,
                "CREATE TABLE t (a INTEGER, s TEXT, day DATE, at TIMESTAMP)",
                "INSERT INTO t VALUES (1, 'x', '2020-01-01', '2020-01-01 10:00:00')");
        try (Source source = open()) {
            assertThat(
                            rows(
                                    source,
                                    scan(
                                            "SELECT a FROM t WHERE a = ? AND s = ? AND day = ? AND"
                                                    + " at = ? AND a < ? AND ? IS NULL",
                                            schema("a", FieldTypes.INT64),
                                            new BoundValue(FieldTypes.INT64, 1L),
                                            new BoundValue(FieldTypes.UTF8, "x"),
                                            new BoundValue(
                                                    FieldTypes.DATE, LocalDate.of(2020, 1, 1)),
                                            new BoundValue(
                                                    FieldTypes.TIMESTAMP,
                                                    LocalDateTime.of(2020, 1, 1, 10, 0)),
                                            new BoundValue(FieldTypes.FLOAT64, 1.5),
                                            new BoundValue(FieldTypes.INT64, null))))
                    .containsExactly("1");
        }
    }

    @Test
    void scriptMakesTheFileOnce() throws Exception {
        Files.writeString(
                project.resolve("schema.sql"),
                """
                -- two states; the semicolon here ends nothing
                CREATE TABLE states (code TEXT NOT NULL, name TEXT);
                /* ; */ INSERT INTO states VALUES ('CA', 'a;b'), ('NY', 'it''s');
                """);
        String[] settings = {"JDBC_URL", "jdbc:sqlite:.penstock/geo.db", "JDBC_INIT", "schema.sql"};
        try (Source source = JdbcFixture.open(project, settings)) {
            assertThat(rows(source, table(source, "states"))).containsExactly("CA|a;b", "NY|it's");
        }
        Files.writeString(project.resolve("schema.sql"), "CREATE TABLE other (a TEXT)");
        try (Source source = JdbcFixture.open(project, settings)) {
            assertThat(source.tables()).containsExactly(TableName.of("shop", "states"));
        }
    }

    @Test
    void scriptFillsMemoryEachTime() throws Exception {
        Files.writeString(
                project.resolve("s.sql"), "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (7)");
        for (int i = 0; i < 2; i++) {
            try (Source source =
                    JdbcFixture.open(
                            project, "JDBC_URL", "jdbc:sqlite::memory:", "JDBC_INIT", "s.sql")) {
                assertThat(rows(source, table(source, "a"))).containsExactly("7");
            }
        }
    }

    @Test
    void brokenScriptLeavesNoHalfDatabase() throws Exception {
        Files.writeString(
                project.resolve("schema.sql"),
                "CREATE TABLE a (x INTEGER);\n\nINSERT INTO b VALUES (1);");
        assertThatThrownBy(
                        () ->
                                JdbcFixture.open(
                                        project,
                                        "JDBC_URL",
                                        "jdbc:sqlite:new.db",
                                        "JDBC_INIT",
                                        "schema.sql"))
                .hasMessageContaining("JDBC_INIT schema.sql, line 3")
                .hasMessageContaining("no such table: b");
        assertThat(project.resolve("new.db")).doesNotExist();
    }

    @Test
    void missingFileIsUnreachableAndNotMade() {
        try (Source source = open()) {
            assertThatThrownBy(source::tables)
                    .hasMessageContaining("Connection 'shop': can't reach jdbc:sqlite:shop.db")
                    .hasMessageNotContaining(project.toString())
                    .extracting(e -> ((QueryException) e).code())
                    .isEqualTo(SourceError.UNREACHABLE);
            assertThat(project.resolve("shop.db")).doesNotExist();
        }
    }

    @Test
    void nothingCanBeWritten() throws Exception {
        JdbcFixture.execute(url, "CREATE TABLE t (a INTEGER)");
        try (Source source = open()) {
            assertThatThrownBy(
                            () ->
                                    rows(
                                            source,
                                            scan(
                                                    "INSERT INTO t VALUES (1) RETURNING a",
                                                    schema("a", FieldTypes.INT64))))
                    .hasMessageContaining("readonly");
        }
    }

    @Test
    void droppedTableIsToldAndForgotten() throws Exception {
        JdbcFixture.execute(url, "CREATE TABLE t (a INTEGER)");
        try (Source source = open()) {
            SourceTable table = table(source, "t");
            assertThat(source.isCurrent(table)).isTrue();
            JdbcFixture.execute(url, "DROP TABLE t");
            assertThatThrownBy(() -> rows(source, table))
                    .extracting(e -> ((QueryException) e).code())
                    .isEqualTo(SourceError.TABLE_CHANGED);
            assertThat(source.isCurrent(table)).isFalse();
        }
    }

    private static final String MANY =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT"
                    + " INTO t SELECT i * %d, i %% 9, nullif('x' || (i %% 40), 'x0'), i * 0.5,"
                    + " replace(printf('%%200d', i), ' ', '-') FROM n";

    private void makeMany(String kind, int rows, int apart) throws SQLException {
        JdbcFixture.execute(
                url,
                "CREATE TABLE t (id INTEGER PRIMARY KEY, k INT, name TEXT, x REAL, long TEXT)"
                        + kind,
                MANY.formatted(rows, apart));
    }

    @Test
    void rowsAreCountedUntilSomebodyAnalyses() throws Exception {
        makeMany("", 900, 1);
        JdbcFixture.execute(url, "CREATE INDEX t_k ON t (k)");
        try (Source source = open()) {
            SourceTable table = table(source, "t");
            assertThat(statistics(source, table).rows()).hasValue(900);
            JdbcFixture.execute(url, "ANALYZE");
            source.refresh();
            TableStatistics analysed = statistics(source, table);
            assertThat(analysed.rows()).hasValue(900);
            assertThat(analysed.column("k").distinct()).hasValue(9);
        }
    }

    @Test
    void aSmallTableIsLookedAtWhole() throws Exception {
        makeMany("", 900, 1);
        try (Source source = open()) {
            TableStatistics seen = statistics(source, table(source, "t"));
            assertThat(seen.column("id").distinct()).hasValue(900);
            assertThat(seen.column("k").distinct()).hasValue(9);
            assertThat(seen.column("k").range()).contains(new ColumnStatistics.Range(0, 8));
            assertThat(seen.column("name").distinct()).hasValue(39);
            assertThat(seen.column("name").nulls().orElse(1)).isBetween(0.02, 0.03);
            assertThat(seen.column("name").width().orElse(0)).isBetween(2.0, 3.0);
            assertThat(seen.column("long").width()).isEmpty();
        }
    }

    /** The first thousand ids are not those of the last. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1_000})
    void ofABigTableRowsFromEverywhereAreLookedAt(int apart) throws Exception {
        makeMany("", 30_000, apart);
        try (Source source = open()) {
            TableStatistics seen = statistics(source, table(source, "t"));
            assertThat(seen.rows()).hasValue(30_000);
            assertThat(seen.column("id").distinct().orElse(0)).isGreaterThan(29_000);
            assertThat(seen.column("k").distinct()).hasValue(9);
            assertThat(seen.column("name").distinct().orElse(0)).isBetween(38.0, 42.0);
            ColumnStatistics.Range range = seen.column("x").range().orElseThrow();
            assertThat(range.low()).isLessThan(100);
            assertThat(range.high()).isGreaterThan(14_900);
        }
    }

    /** Nearly all places find the same row. */
    @Test
    void ofKeysInTwoHeapsNothingIsSaid() throws Exception {
        makeMany("", 30_000, 1);
        JdbcFixture.execute(url, "UPDATE t SET id = id + 1000000000000 WHERE id > 1");
        try (Source source = open()) {
            assertThat(statistics(source, table(source, "t")).columns()).isEmpty();
        }
    }

    @Test
    void ofViewsAndOfTablesWithoutRowNumbersOnlyTheSizeIsKnown() throws Exception {
        makeMany(" WITHOUT ROWID", 30_000, 1);
        JdbcFixture.execute(url, "CREATE VIEW v AS SELECT * FROM t LIMIT 10");
        try (Source source = open()) {
            for (String name : List.of("t", "v")) {
                TableStatistics seen = statistics(source, table(source, name));
                assertThat(seen.rows()).hasValue(name.equals("t") ? 30_000 : 10);
                assertThat(seen.columns()).isEmpty();
            }
        }
    }
}

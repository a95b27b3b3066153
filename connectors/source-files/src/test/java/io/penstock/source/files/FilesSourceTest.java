package io.penstock.source.files;

import static io.penstock.source.files.FilesFixture.columns;
import static io.penstock.source.files.FilesFixture.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.Source;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Which files are which table, and that changes are noticed. */
class FilesSourceTest {
    @TempDir Path folder;
    private FilesFixture files;

    @BeforeEach
    void start() {
        files = new FilesFixture(folder);
    }

    private void parquet(String name, String select) throws SQLException, IOException {
        Files.createDirectories(files.path(name).getParent());
        try (DuckDbJudge judge = new DuckDbJudge()) {
            judge.execute("COPY (" + select + ") TO '" + files.path(name) + "' (FORMAT parquet)");
        }
    }

    private static List<String> names(Source source) {
        return source.tables().stream().map(name -> name.path().get(0)).toList();
    }

    private static List<String> rows(SourceTable table) throws SQLException {
        try (DuckDbJudge judge = new DuckDbJudge()) {
            return judge.rows(table);
        }
    }

    @Test
    void topLevelFilesAreTables() throws Exception {
        parquet("flights.parquet", "SELECT 1 AS a");
        files.with("airports.csv", "iata\nSFO\n")
                .with("2020-sales (final).csv", "x\n1\n")
                .with("notes.md", "# no table")
                .with(".hidden.csv", "x\n1\n")
                .with("_tmp/x.csv", "x\n1\n");
        try (Source source = files.open()) {
            assertThat(names(source)).containsExactly("_2020_sales__final_", "airports", "flights");
            assertThat(source.tables().get(1)).isEqualTo(TableName.of("lake", "airports"));
            assertThat(table(source, "AIRPORTS").name().path()).containsExactly("airports");
            assertThat(source.table(ImmutableList.of("nothing"))).isEmpty();
            assertThat(source.table(ImmutableList.of("a", "b"))).isEmpty();
        }
    }

    @Test
    void folderOfParquetFilesIsOneTable() throws Exception {
        parquet("orders/a.parquet", "SELECT 1::INT AS id, 'x' AS s");
        parquet("orders/b.parquet", "SELECT 2::BIGINT AS id, 'y' AS s, 0.5 AS extra");
        try (Source source = files.open()) {
            assertThat(names(source)).containsExactly("orders");
            SourceTable table = table(source, "orders");
            assertThat(columns(table))
                    .containsExactly(
                            "id BIGINT NOT NULL", "s VARCHAR NOT NULL", "extra DECIMAL(2,1)");
            assertThat(table.statistics().rows()).hasValue(2);
            assertThat(rows(table)).containsExactly("1|x|null", "2|y|0.5");
        }
    }

    @Test
    void folderOfCsvFilesWithOneHeaderIsOneTable() throws Exception {
        files.with("logs/a.csv", "day,n\n2020-01-01,1\n").with("logs/b.csv", "day,n\n,2.5\n");
        try (Source source = files.open()) {
            SourceTable table = table(source, "logs");
            assertThat(columns(table)).containsExactly("day DATE", "n DOUBLE");
            assertThat(rows(table)).containsExactly("2020-01-01|1.0", "null|2.5");
        }
    }

    @Test
    void folderOfDifferentFilesIsATableEach() throws Exception {
        files.with("geo/airports.csv", "iata,city\nSFO,x\n").with("geo/weather.csv", "day,t\n,1\n");
        parquet("mixed/p.parquet", "SELECT 1 AS a");
        files.with("mixed/c.csv", "a\n1\n");
        try (Source source = files.open()) {
            assertThat(names(source)).containsExactly("airports", "c", "p", "weather");
        }
    }

    @Test
    void sameColumnOfTwoTypesIsAnErrorThatNamesBothFiles() throws Exception {
        parquet("orders/a.parquet", "SELECT 1 AS id");
        parquet("orders/b.parquet", "SELECT 'x' AS id");
        try (Source source = files.open()) {
            assertThatThrownBy(() -> table(source, "orders"))
                    .hasMessageContaining("'data/orders/b.parquet'")
                    .hasMessageContaining("'data/orders/a.parquet'")
                    .hasMessageContaining("'id'")
                    .extracting(e -> ((QueryException) e).code())
                    .isEqualTo(SourceError.BAD_FILE);
        }
    }

    @Test
    void keyValueFoldersAreColumns() throws Exception {
        parquet("t/year=2001/month=01/a.parquet", "SELECT 1 AS id");
        parquet("t/year=2001/month=12/b.parquet", "SELECT 2 AS id");
        parquet("t/year=2002/month=__HIVE_DEFAULT_PARTITION__/c.parquet", "SELECT 3 AS id");
        try (Source source = files.open()) {
            assertThat(names(source)).containsExactly("t");
            SourceTable table = table(source, "t");
            assertThat(columns(table))
                    .containsExactly("id INTEGER NOT NULL", "year BIGINT NOT NULL", "month BIGINT");
            assertThat(((TableAccess.Files) table.access()).partitions())
                    .containsExactly("year", "month");
            assertThat(rows(table)).containsExactly("1|2001|1", "2|2001|12", "3|2002|null");
        }
    }

    @Test
    void keyValueFoldersOfDatesAndTextAndCsv() throws Exception {
        files.with("t/day=2020-01-01/who=a%20b/x.csv", "id\n1\n")
                .with("t/day=2020-01-02/who=c/x.csv", "id\n2\n");
        try (Source source = files.open()) {
            SourceTable table = table(source, "t");
            assertThat(columns(table))
                    .containsExactly("id BIGINT", "day DATE NOT NULL", "who VARCHAR NOT NULL");
            assertThat(rows(table)).containsExactly("1|2020-01-01|a b", "2|2020-01-02|c");
        }
    }

    @Test
    void pathThatIsItselfPartitionedIsATable() throws Exception {
        parquet("t/k=1/a.parquet", "SELECT 1 AS id");
        try (Source source = files.open("FILES_PATH", "data/t")) {
            assertThat(names(source)).containsExactly("t");
            assertThat(rows(table(source, "t"))).containsExactly("1|1");
        }
    }

    @Test
    void folderKeyWinsOverTheFilesColumn() throws Exception {
        parquet("t/k=5/a.parquet", "SELECT 1 AS id, 7 AS k");
        try (Source source = files.open()) {
            SourceTable table = table(source, "t");
            assertThat(columns(table)).containsExactly("id INTEGER NOT NULL", "k BIGINT NOT NULL");
        }
    }

    @Test
    void unevenKeysAreNamed() throws Exception {
        parquet("t/a=1/x.parquet", "SELECT 1 AS id");
        parquet("t/b=1/x.parquet", "SELECT 1 AS id");
        try (Source source = files.open()) {
            assertThatThrownBy(() -> table(source, "t"))
                    .hasMessageContaining("'data/t/a=1/x.parquet' and 'data/t/b=1/x.parquet'")
                    .hasMessageContaining("key=value folders differ");
        }
    }

    @Test
    void twoFilesForOneNameAreBothNamed() throws Exception {
        files.with("a.csv", "x\n1\n").with("a.csv.gz", "x\n1\n").with("b.csv", "x\n1\n");
        try (Source source = files.open()) {
            assertThatThrownBy(source::tables)
                    .hasMessageContaining(
                            "'data/a.csv' and 'data/a.csv.gz' would both be the table 'a'");
            assertThatThrownBy(() -> table(source, "a")).hasMessageContaining("'data/a.csv'");
            assertThat(columns(table(source, "b"))).containsExactly("x BIGINT");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "**/*.{parquet,csv,csv.gz} a,b,sub",
                "*.csv a,b",
                "a.* a",
                "**/c?.csv sub",
                "sub/** sub",
            })
    void patternChoosesFiles(String pattern, String tables) {
        files.with("a.csv", "x\n1\n").with("b.csv", "x\n1\n").with("sub/cc.csv", "x\n1\n");
        try (Source source = files.open("FILES_PATTERN", pattern)) {
            assertThat(String.join(",", names(source))).isEqualTo(tables);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "FILES_PATH; nowhere; there is no folder 'nowhere'",
                "FILES_PATH; data/a.csv; it must be a folder",
                "FILES_PATTERN; *.{csv; a { has no }",
                "FILES_CSV_DELIMITER; ab; it must be one character, or tab",
                "FILES_CSV_QUOTE; ab; it must be one character, or none",
                "FILES_CSV_HEADER; yes; it must be true or false",
                "FILES_FORMAT; csv; unknown setting FILES_FORMAT",
            })
    void wrongSettingsAreNamed(String setting, String value, String message) {
        files.with("a.csv", "x\n1\n");
        assertThatThrownBy(() -> files.open(setting, value))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("'lake'")
                .hasMessageContaining(message);
    }

    @Test
    void changesAreNoticedAndNothingElse() throws Exception {
        files.with("a.csv", "x\n1\n").with("b.csv", "x\n1\n");
        try (Source source = files.open()) {
            SourceTable before = table(source, "a");
            SourceTable other = table(source, "b");
            assertThat(source.isCurrent(before)).isTrue();
            assertThat(table(source, "a")).isSameAs(before);
            files.with("a.csv", "x\nhello\n");
            assertThat(source.isCurrent(before)).isFalse();
            assertThat(source.isCurrent(other)).isTrue();
            SourceTable after = table(source, "a");
            assertThat(columns(after)).containsExactly("x VARCHAR");
            assertThat(after.version()).isNotEqualTo(before.version());
            assertThat(source.isCurrent(after)).isTrue();
            assertThat(source.isCurrent(before)).isFalse();
        }
    }

    @Test
    void changeOfTimeAloneIsAChange() throws Exception {
        files.with("a.csv", "x\n1\n");
        try (Source source = files.open()) {
            SourceTable before = table(source, "a");
            Files.setLastModifiedTime(
                    files.path("a.csv"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
            assertThat(source.isCurrent(before)).isFalse();
        }
    }

    @Test
    void moreFilesInAFolderAreNoticed() throws Exception {
        parquet("t/k=1/a.parquet", "SELECT 1 AS id");
        try (Source source = files.open()) {
            SourceTable before = table(source, "t");
            parquet("t/k=2/b.parquet", "SELECT 2 AS id");
            assertThat(source.isCurrent(before)).isFalse();
            assertThat(rows(table(source, "t"))).containsExactly("1|1", "2|2");
            files.with("new.csv", "x\n1\n");
            assertThat(names(source)).containsExactly("new", "t");
        }
    }

    @Test
    void filesThatGoAwayAreNoticed() throws Exception {
        files.with("a.csv", "x\n1\n").with("b.csv", "x\n1\n");
        try (Source source = files.open()) {
            SourceTable before = table(source, "a");
            Files.delete(files.path("a.csv"));
            assertThat(source.isCurrent(before)).isFalse();
            assertThat(source.table(ImmutableList.of("a"))).isEmpty();
            assertThat(names(source)).containsExactly("b");
        }
    }

    @Test
    void damagedFileAmongOthersIsNamedWhenItsTableIsAsked() throws Exception {
        parquet("orders/a.parquet", "SELECT 1 AS id");
        files.with("orders/b.parquet", "PAR1 not really PAR1");
        files.with("fine.csv", "x\n1\n");
        try (Source source = files.open()) {
            assertThat(names(source)).containsExactly("fine", "orders");
            assertThatThrownBy(() -> table(source, "orders"))
                    .hasMessageContaining("'data/orders/b.parquet'");
            assertThat(columns(table(source, "fine"))).containsExactly("x BIGINT");
        }
    }

    @Test
    void oddNamesReachTheEngine() throws Exception {
        files.with("it's a \u00e4 100%.csv", "x\n1\n");
        try (Source source = files.open()) {
            assertThat(rows(table(source, "it_s_a___100_"))).containsExactly("1");
        }
    }

    @Test
    void thousandsOfFilesAreOneTable() throws Exception {
        byte[] file = ParquetTypesTest.footerOnly(List.of(ParquetTypesTest.optionalInteger()), 1);
        for (int i = 0; i < 3_000; i++) {
            files.with("t/part=" + (i % 50) + "/" + i + ".parquet", file);
        }
        try (Source source = files.open()) {
            SourceTable table = table(source, "t");
            assertThat(((TableAccess.Files) table.access()).files()).hasSize(3_000);
            assertThat(source.isCurrent(table)).isTrue();
        }
    }

    @Test
    void realDataIsReadAsItIs() throws Exception {
        files.with(
                "airports.csv",
                """
                iata,name,city,state,country,latitude,longitude
                00M,Thigpen,Bay Springs,MS,USA,31.95376472,-89.23450472
                35A,"Union County, Troy Shelton",Union,SC,USA,34.68680111,-81.64121167
                """);
        try (Source source = files.open()) {
            SourceTable table = table(source, "airports");
            assertThat(columns(table))
                    .containsExactly(
                            "iata VARCHAR",
                            "name VARCHAR",
                            "city VARCHAR",
                            "state VARCHAR",
                            "country VARCHAR",
                            "latitude DOUBLE",
                            "longitude DOUBLE");
            assertThat(rows(table)).hasSize(2);
        }
    }
}

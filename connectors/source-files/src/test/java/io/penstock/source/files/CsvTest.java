package io.penstock.source.files;

import static io.penstock.source.files.FilesFixture.columns;
import static io.penstock.source.files.FilesFixture.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Strings;

import io.penstock.spi.Source;
import io.penstock.spi.catalog.ColumnStatistics;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableStatistics;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** What the source says about CSV files, and that DuckDB reads them as it says. */
class CsvTest {
    private static final LocalDate DAY = LocalDate.of(2024, 1, 1);

    @TempDir Path folder;
    private FilesFixture files;

    @BeforeEach
    void start() {
        files = new FilesFixture(folder);
    }

    private SourceTable sniff(String content, String... settings) {
        files.with("t.csv", content);
        try (Source source = files.open(settings)) {
            return table(source, "t");
        }
    }

    private static List<String> rows(SourceTable table) throws Exception {
        try (DuckDbJudge judge = new DuckDbJudge()) {
            return judge.rows(table);
        }
    }

    @Test
    void everyKindOfValueMakesItsColumn() throws Exception {
        SourceTable table =
                sniff(
                        """
                        b,i,f,d,ts,ts3,tz,t,s,zip
                        true,1,1.5,2020-02-29,2020-01-01 10:00:00,2020-01-01T10:00:00.250,2020-01-01T10:00:00Z,10:00:00,a,01234
                        FALSE,-9223372036854775808,-1e-3,1999-12-31,2020-01-01,2020-01-01 10:00:00,2020-01-01 10:00:00+05:45,23:59:59.5,,12345
                        ,,,,,,,,b,
                        """);
        assertThat(columns(table))
                .containsExactly(
                        "b BOOLEAN",
                        "i BIGINT",
                        "f DOUBLE",
                        "d DATE",
                        "ts TIMESTAMP",
                        "ts3 TIMESTAMP",
                        "tz TIMESTAMP WITH TIME ZONE",
                        "t TIME",
                        "s VARCHAR",
                        "zip VARCHAR");
        assertThat(FieldTypes.precision(table.schema().findField("ts"))).isZero();
        assertThat(FieldTypes.precision(table.schema().findField("ts3"))).isEqualTo(3);
        assertThat(rows(table))
                .containsExactly(
                        "false|-9223372036854775808|-0.001|1999-12-31|2020-01-01"
                                + " 00:00:00.0|2020-01-01"
                                + " 10:00:00.0|2020-01-01T04:15:00Z|23:59:59.500||12345",
                        "true|1|1.5|2020-02-29|2020-01-01 10:00:00.0|2020-01-01"
                                + " 10:00:00.25|2020-01-01T10:00:00Z|10:00|a|01234",
                        "null|null|null|null|null|null|null|null|b|");
        assertThat(table.statistics().rows()).hasValue(3);
    }

    @ParameterizedTest
    @CsvSource({
        "1;2.5, DOUBLE",
        "1;x, VARCHAR",
        "9223372036854775808;1, VARCHAR",
        "007;8, VARCHAR",
        "-0.5;.5, DOUBLE",
        "1e5;2, DOUBLE",
        "nan;1, DOUBLE",
        "-inf;1.5, DOUBLE",
        "nan;nan, VARCHAR",
        "2020-02-30;2020-02-28, VARCHAR",
        "2020-01-01;x, VARCHAR",
        "2020-01-01;2020-01-01 25:00:00, VARCHAR",
        "2020-01-01 10:00;2020-01-01 10:00:30, TIMESTAMP",
        "2020-01-01 10:00:00Z;2020-01-01 10:00:00, VARCHAR",
        "2020-01-01 10:00:00.123456789;2020-01-01 10:00:00, TIMESTAMP_NS",
        "true;0, VARCHAR",
        "+5;6, VARCHAR",
        "1.2.3;4, VARCHAR",
        "-;1, VARCHAR",
        "10:00:00;x, VARCHAR",
        "1_000;1, VARCHAR",
        "0x1F;1, VARCHAR",
    })
    void columnIsTheNarrowestThatTakesAll(String values, String type) throws Exception {
        SourceTable table = sniff("v,w\n" + values.replace(";", ",a\n") + ",b\n");
        assertThat(columns(table)).containsExactly("v " + type, "w VARCHAR");
        assertThat(rows(table)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"','", "';'", "'|'", "'\t'"})
    void delimiterIsFound(String delimiter) throws Exception {
        String text = "a,b,c\n1,\"x,;|\ty\",2.5\n2,\"line\nbreak\",3\n".replace(",", delimiter);
        SourceTable table = sniff(text);
        assertThat(columns(table)).containsExactly("a BIGINT", "b VARCHAR", "c DOUBLE");
        assertThat(rows(table)).hasSize(2);
    }

    @Test
    void oneColumnWithCommasInItsText() throws Exception {
        SourceTable table = sniff("saying\nhello\nwell, hello\nno, really, no\n");
        assertThat(columns(table)).containsExactly("saying VARCHAR");
        assertThat(rows(table)).contains("no, really, no");
    }

    @Test
    void byteOrderMarkAndWindowsLinesAreNotPartOfNames() throws Exception {
        SourceTable table = sniff("\uFEFFa,b\r\n1,x\r\n2,y\r\n");
        assertThat(columns(table)).containsExactly("a BIGINT", "b VARCHAR");
        assertThat(rows(table)).containsExactly("1|x", "2|y");
    }

    @Test
    void emptyAndEqualNamesGetOthers() throws Exception {
        SourceTable table = sniff(",a,A,a\n1,2,3,4\n");
        assertThat(columns(table))
                .containsExactly("column0 BIGINT", "a BIGINT", "A_1 BIGINT", "a_2 BIGINT");
        assertThat(rows(table)).containsExactly("1|2|3|4");
    }

    @Test
    void firstLineWithNumbersIsNoHeader() throws Exception {
        SourceTable table = sniff("1,x\n2,y\n");
        assertThat(columns(table)).containsExactly("column0 BIGINT", "column1 VARCHAR");
        assertThat(rows(table)).hasSize(2);
        assertThat(columns(sniff("x,y\nz,w\n", "FILES_CSV_HEADER", "false")))
                .containsExactly("column0 VARCHAR", "column1 VARCHAR");
        assertThat(columns(sniff("2019,2020\n1,2\n", "FILES_CSV_HEADER", "true")))
                .containsExactly("2019 BIGINT", "2020 BIGINT");
    }

    @Test
    void headerAloneIsATableWithoutRows() throws Exception {
        SourceTable table = sniff("a,b\n");
        assertThat(columns(table)).containsExactly("a VARCHAR", "b VARCHAR");
        assertThat(rows(table)).isEmpty();
        assertThat(table.statistics().rows()).hasValue(0);
    }

    @Test
    void nullTextAndQuoteSettings() throws Exception {
        SourceTable table =
                sniff(
                        "a;b\n1;'x;y'\nNA;NA\n3;\n",
                        "FILES_CSV_NULL",
                        "NA",
                        "FILES_CSV_QUOTE",
                        "'",
                        "FILES_CSV_DELIMITER",
                        ";");
        assertThat(columns(table)).containsExactly("a BIGINT", "b VARCHAR");
        assertThat(rows(table)).containsExactly("1|x;y", "3|", "null|null");
        SourceTable plain = sniff("a,b\n\"x,1\n", "FILES_CSV_QUOTE", "none");
        assertThat(rows(plain)).containsExactly("\"x|1");
    }

    @Test
    void singleQuotesAreFoundWhenEverythingIsInThem() throws Exception {
        assertThat(rows(sniff("'a','b'\n'1','x,y'\n"))).containsExactly("1|x,y");
    }

    @Test
    void declaredTypesWin() throws Exception {
        SourceTable table =
                sniff(
                        "id,price,day,\"odd name\",at,n\n"
                                + "1,1.50,2020-01-01,x,2020-01-01 00:00:01.5,5\n",
                        "FILES_CSV_TYPES",
                        "id UInt32, t.price Decimal(10, 2), day VARCHAR, \"odd name\""
                            + " Nullable(String), at DateTime64(3), n smallint not null, other.id"
                            + " String");
        assertThat(columns(table))
                .containsExactly(
                        "id UINTEGER NOT NULL",
                        "price DECIMAL(10,2) NOT NULL",
                        "day VARCHAR",
                        "odd name VARCHAR",
                        "at TIMESTAMP NOT NULL",
                        "n SMALLINT NOT NULL");
        assertThat(FieldTypes.precision(table.schema().findField("at"))).isEqualTo(3);
        assertThat(rows(table)).containsExactly("1|1.50|2020-01-01|x|2020-01-01 00:00:01.5|5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "id Uint64|'Uint64' is not a type",
                "id|'id' is not a column and its type",
                "id Decimal(40,2)|'40' must be a number from 0 to 38",
                "id DateTime64|is not a type",
                "id Array(String)|is not a type",
                "t.nothing String|names the column 'nothing', but table 't' has id, b",
            })
    void wrongDeclarationsAreNamed(String types, String message) {
        assertThatThrownBy(() -> sniff("id,b\n1,2\n", "FILES_CSV_TYPES", types))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("'lake'")
                .hasMessageContaining(message);
    }

    @Test
    void gzipIsReadThrough() throws Exception {
        files.with("z.csv.gz", gzip("a,b\n1,x\n"));
        try (Source source = files.open()) {
            SourceTable table = table(source, "z");
            assertThat(columns(table)).containsExactly("a BIGINT", "b VARCHAR");
            assertThat(rows(table)).containsExactly("1|x");
        }
    }

    @Test
    void typesComeFromTheWholeSample() throws Exception {
        String text = "a,b\n" + "1,2020-01-01\n".repeat(15_000) + "x,2020-01-01\n";
        SourceTable table = sniff(text);
        assertThat(columns(table)).containsExactly("a VARCHAR", "b DATE");
        assertThat(table.statistics().rows()).hasValue(15_001);
    }

    @Test
    void cutSampleSaysNothingAboutItsLastRecord() throws Exception {
        String text = "a,b\n" + "1,some text that makes it long\n".repeat(400_000);
        SourceTable table = sniff(text);
        assertThat(columns(table)).containsExactly("a BIGINT", "b VARCHAR");
        assertThat(table.statistics().rows().getAsLong()).isBetween(390_000L, 410_000L);
    }

    @Test
    void smallFilesAreKnownWhole() throws Exception {
        files.with(
                "t.csv",
                "n,day,name,none\n1,2024-01-01,a,\n3,2024-01-03,a,\n3,,b,\n2,2024-01-02,,\n");
        try (Source source = files.open()) {
            TableStatistics known = source.statistics(table(source, "t"));
            assertThat(known.rows()).hasValue(4);
            assertThat(known.column("n").distinct()).hasValue(3);
            assertThat(known.column("n").range()).contains(new ColumnStatistics.Range(1, 3));
            assertThat(known.column("day").range())
                    .contains(new ColumnStatistics.Range(19_723, 19_725));
            assertThat(known.column("day").nulls()).hasValue(0.25);
            assertThat(known.column("name").distinct()).hasValue(2);
            assertThat(known.column("name").range()).isEmpty();
            assertThat(known.column("none").distinct()).hasValue(0);
            assertThat(source.statistics(table(source, "t"))).isSameAs(known);
        }
    }

    /** Rows stand in the order of their days, of which no beginning of the file has them all. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void largeFilesAreLookedIntoInManyPlaces(boolean inParts) throws Exception {
        int rows = 200_000;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            text.append("%d,%s,c%d,\"some, text\"\n".formatted(i, DAY.plusDays(i / 200), i % 50));
            if (i + 1 == rows || inParts && (i + 1) % 50_000 == 0) {
                files.with("t/p%06d.csv".formatted(i), "id,day,kind,words\n" + text);
                text.setLength(0);
            }
        }
        try (Source source = files.open()) {
            TableStatistics known = source.statistics(table(source, "t"));
            double all = known.rows().getAsLong();
            assertThat(known.column("id").distinct().getAsDouble()).isBetween(0.9 * all, all);
            assertThat(known.column("kind").distinct()).hasValue(50);
            assertThat(known.column("words").distinct()).hasValue(1);
            assertThat(known.column("words").width()).hasValue(10);
            ColumnStatistics.Range days = known.column("day").range().orElseThrow();
            assertThat(days.low()).isEqualTo(DAY.toEpochDay());
            assertThat(days.high()).isEqualTo(DAY.plusDays(999).toEpochDay());
        }
    }

    @Test
    void ofCompressedFilesTheBeginningIsKnown() throws Exception {
        files.with("z.csv.gz", gzip("a,b\n" + "1,x\n2,\n".repeat(400_000)));
        try (Source source = files.open()) {
            TableStatistics known = source.statistics(table(source, "z"));
            assertThat(known.column("a").distinct()).hasValue(2);
            assertThat(known.column("b").distinct()).hasValue(1);
            assertThat(known.column("b").nulls().getAsDouble()).isBetween(0.49, 0.51);
        }
    }

    @Test
    void badFilesAreNamedWithTheirLine() {
        expect(new byte[0], "the file is empty");
        expect("\n \n".getBytes(StandardCharsets.UTF_8), "the file has only blanks");
        expect("a,b\n1,2\n1,2,3\n".getBytes(StandardCharsets.UTF_8), "line 3 has 3 values");
        expect("a,b\n1,2\n3\n".getBytes(StandardCharsets.UTF_8), "line 3 has 1 values");
        expect("a\nb\nc\u00e4\n".getBytes(StandardCharsets.ISO_8859_1), "line 3 is not UTF-8");
        expect("a,b\n1,2\n".getBytes(StandardCharsets.UTF_16), "UTF-16");
        expect("a,b\n1,\0\n".getBytes(StandardCharsets.UTF_8), "line 2 has a zero byte");
        byte[] zipped = gzip("a,b\n" + "1,2\n".repeat(10_000));
        expect(Arrays.copyOf(zipped, zipped.length / 2), "gzip compression is damaged");
    }

    @Test
    void tooManyColumnsAreRefused() {
        String header = Strings.repeat("c,", 2_048) + "c\n";
        files.with("t.csv", header);
        try (Source source = files.open()) {
            assertThatThrownBy(() -> table(source, "t"))
                    .hasMessageContaining(
                            "'data/t.csv' has 2049 columns; a table may have at most 2048")
                    .extracting(e -> ((QueryException) e).code())
                    .isEqualTo(SourceError.TOO_MANY_COLUMNS);
        }
    }

    private void expect(byte[] content, String message) {
        files.with("t.csv", content);
        try (Source source = files.open()) {
            assertThatThrownBy(() -> table(source, "t"))
                    .hasMessageContaining("'data/t.csv'")
                    .hasMessageContaining(message)
                    .hasMessageNotContaining(folder.toString())
                    .extracting(e -> ((QueryException) e).code())
                    .isEqualTo(SourceError.BAD_FILE);
        }
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }
}

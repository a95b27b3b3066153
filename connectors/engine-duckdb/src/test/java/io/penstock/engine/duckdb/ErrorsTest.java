package io.penstock.engine.duckdb;

import static io.penstock.engine.duckdb.TestEngine.plan;
import static io.penstock.spi.catalog.FieldTypes.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorsTest {
    private static final Field TEXT = field("c", FieldTypes.UTF8, true);

    Path data = Path.of(".");
    TestEngine engine;

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        data = Files.createDirectories(folder.resolve("data"));
        engine = TestEngine.open(2, 200L << 20, folder, data);
    }

    @AfterAll
    void close() {
        engine.close();
    }

    private QueryException error(String sql) {
        return catchThrowableOfType(QueryException.class, () -> engine.rows(plan(sql, TEXT)));
    }

    private void fails(String sql, EngineError code, String message) {
        QueryException e = error(sql);
        assertThat(e).as(sql).isNotNull();
        assertThat(e).hasMessage(message);
        assertThat(e.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CAST('abc' AS INTEGER) | CANNOT_PARSE_TEXT | 'abc' is not a value of type INTEGER",
                "CAST('abc' AS TINYINT) | CANNOT_PARSE_TEXT | 'abc' is not a value of type TINYINT",
                "CAST('a''b' AS DECIMAL(5,2)) | CANNOT_PARSE_TEXT | 'a'b' is not a value of type"
                        + " DECIMAL(5,2)",
                "CAST('x' AS BOOLEAN) | CANNOT_PARSE_TEXT | 'x' is not a value of type BOOLEAN",
                "CAST('x' AS UUID) | CANNOT_PARSE_TEXT | 'x' is not a value of type UUID",
                "CAST('{a' AS JSON) | CANNOT_PARSE_TEXT | Malformed JSON at byte 1 of input:"
                        + " unexpected character",
                "CAST('2020-13-01' AS DATE) | CANNOT_PARSE_DATE | '2020-13-01' is not a date;"
                        + " YYYY-MM-DD would be right",
                "CAST('soon' AS DATE) | CANNOT_PARSE_DATE | 'soon' is not a date; YYYY-MM-DD would"
                        + " be right",
                "CAST('2020-13-01 10:00' AS TIMESTAMP) | CANNOT_PARSE_DATETIME | '2020-13-01 10:00'"
                        + " is not a timestamp; YYYY-MM-DD HH:MM:SS would be right",
                "CAST('soon' AS TIMESTAMPTZ) | CANNOT_PARSE_DATETIME | 'soon' is not a timestamp;"
                        + " YYYY-MM-DD HH:MM:SS would be right",
                "CAST('25:00' AS TIME) | CANNOT_PARSE_TEXT | '25:00' is not a time; HH:MM:SS would"
                        + " be right",
                "strptime('x', '%Y') | CANNOT_PARSE_DATETIME | 'x' does not follow the format '%Y'",
                "CAST(x + 300 AS TINYINT) | OVERFLOW | 300 does not fit in type TINYINT",
                "CAST(1e300 AS BIGINT) | OVERFLOW | 1e+300 does not fit in type BIGINT",
                "CAST(99999999999.5 AS DECIMAL(5,2)) | OVERFLOW | 99999999999.5 does not fit in"
                        + " type DECIMAL(5,2)",
                "CAST(CAST(9223372036854775806 + x AS BIGINT) AS DECIMAL(15,3)) | OVERFLOW |"
                        + " 9223372036854775806 does not fit in type DECIMAL(15,3)",
                "9223372036854775807 + x + 1 | OVERFLOW | Overflow in addition of BIGINT"
                        + " (9223372036854775807 + 1)!",
                "make_date(2020, 13, 1) | OVERFLOW | Date out of range: 2020-13-1",
                "factorial(50) | OVERFLOW | Value out of range",
                "x // 0 | DIVISION_BY_ZERO | Division by zero",
                "5 % x | DIVISION_BY_ZERO | Division by zero",
                "error('PENSTOCK_LIMIT: repeat() would make more than 10 MB') | TOO_LARGE |"
                        + " repeat() would make more than 10 MB",
                "(SELECT y FROM range(5) AS r(y)) | SUBQUERY_ROWS | A sub-query that stands for one"
                        + " value gave more than one row",
                "regexp_matches(CAST(x AS VARCHAR), '(') | BAD_ARGUMENT | missing ): (",
                "chr(-1) | BAD_ARGUMENT | Invalid UTF8 Codepoint -1",
            })
    void saysWhatIsWrongWithAValue(String expression, EngineError code, String message) {
        String sql = "SELECT CAST(%s AS VARCHAR) AS c0 FROM range(1) AS t(x)".formatted(expression);
        for (int run = 0; run < 2; run++) {
            fails(sql, code, message);
        }
    }

    /** The error comes after a million rows went out. */
    @Test
    void saysSoInTheMiddleOfAStreamToo() {
        fails(
                "SELECT CAST(CASE WHEN x = 2900000 THEN 'x' ELSE '1' END AS INTEGER) AS c0 FROM"
                        + " range(3000000) AS t(x)",
                EngineError.CANNOT_PARSE_TEXT,
                "'x' is not a value of type INTEGER");
    }

    @Test
    void namesTheMemoryLimit() {
        String message =
                "Query needs more memory than the engine may use; make it smaller or ask the"
                        + " operator to raise engine-memory";
        fails(
                "SELECT CAST(len(array_agg(x || repeat('a', 100))) AS VARCHAR) AS c0 FROM"
                        + " range(30000000) AS t(x)",
                EngineError.MEMORY_LIMIT,
                message);
        assertThat(engine.rows(plan("SELECT 'on' AS c0", TEXT))).containsExactly(List.of("on"));
    }

    private String csv(String name, byte[] content, String columns) throws IOException {
        Path file = Files.write(data.resolve(name), content);
        return "SELECT * FROM read_csv(['%s'], header = true, delim = ',', quote = '\"', columns = {%s}, auto_detect = false)"
                .formatted(file, columns);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void namesFileLineColumnAndValueOfCsv() throws IOException {
        String sql =
                csv(
                        "orders.csv",
                        bytes("id,amount\n1,2\n2,x7\n"),
                        "'id': 'INTEGER', 'amount': 'INTEGER'");
        fails(
                "SELECT CAST(sum(amount) AS VARCHAR) AS c0 FROM (" + sql + ") AS t",
                EngineError.BAD_FILE,
                "File 'orders.csv', line 3, column 'amount': 'x7' is not a value of type INTEGER");
    }

    @Test
    void namesALineWithTooFewValues() throws IOException {
        String sql =
                csv(
                        "short.csv",
                        bytes("id,a,b\n1,2,3\n4,5\n"),
                        "'id': 'INTEGER', 'a': 'INTEGER', 'b': 'INTEGER'");
        fails(
                "SELECT CAST(b AS VARCHAR) AS c0 FROM (" + sql + ") AS t",
                EngineError.BAD_FILE,
                "File 'short.csv', line 3 has 2 values where the header has 3");
    }

    @Test
    void namesALineThatIsNotUtf8() throws IOException {
        byte[] content = bytes("id,name\n1,ab\n2,??\n");
        content[content.length - 2] = (byte) 0xff;
        String sql = csv("latin.csv", content, "'id': 'INTEGER', 'name': 'VARCHAR'");
        fails(
                "SELECT name AS c0 FROM (" + sql + ") AS t",
                EngineError.BAD_FILE,
                "File 'latin.csv', line 3 is not valid UTF-8");
    }

    @Test
    void namesAMissingFile() {
        fails(
                "SELECT a AS c0 FROM read_parquet(['%s'])".formatted(data.resolve("gone.parquet")),
                EngineError.FILE_MISSING,
                "File 'gone.parquet' is missing");
    }

    @Test
    void namesAFileThatIsNotParquet() throws IOException {
        Path file = Files.write(data.resolve("text.parquet"), bytes("this is not Parquet at all"));
        Path empty = Files.write(data.resolve("empty.parquet"), new byte[0]);
        fails(
                "SELECT a AS c0 FROM read_parquet(['%s'])".formatted(file),
                EngineError.BAD_FILE,
                "File 'text.parquet' is damaged or not a Parquet file");
        fails(
                "SELECT a AS c0 FROM read_parquet(['%s'])".formatted(empty),
                EngineError.BAD_FILE,
                "File 'empty.parquet' is damaged or not a Parquet file");
    }

    @Test
    void isABugWhenThePlanMakesNoSense() {
        QueryException e = error("SELECT nope AS c0");
        assertThat(e.code()).isEqualTo(EngineError.FAILED);
        assertThat(e)
                .hasMessageStartingWith("The engine failed: Binder Error")
                .hasMessageNotContaining("SELECT");
    }
}

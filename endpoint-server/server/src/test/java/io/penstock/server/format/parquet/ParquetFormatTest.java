package io.penstock.server.format.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.query.QueryResult;
import io.penstock.server.format.DuckRows;
import io.penstock.server.format.FormatOptions;
import io.penstock.server.format.FormatTester;
import io.penstock.server.format.ResultFormat;
import io.penstock.spi.catalog.FieldTypes;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;

/** What we write, DuckDB reads back. */
class ParquetFormatTest {
    private static final FormatOptions UTF8 = new FormatOptions(false, false, true);

    @TempDir private Path folder;

    private Path write(QueryResult result, FormatOptions options) throws Exception {
        Path file = folder.resolve("result.parquet");
        Files.write(file, FormatTester.bytes(ResultFormat.PARQUET, options, result));
        return file;
    }

    /** Rows that are on one side only; 0 and 0 when both are equal. */
    private void assertSame(String sql) throws Exception {
        Path file = write(DuckRows.of(sql), UTF8);
        String read = "SELECT * FROM read_parquet('" + file + "')";
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet count =
                        statement.executeQuery(
                                "SELECT (SELECT count(*) FROM (%1$s EXCEPT ALL %2$s)), (SELECT count(*) FROM (%2$s EXCEPT ALL %1$s)), (SELECT count(*) FROM (%1$s))"
                                        .formatted("(" + sql + ")", "(" + read + ")"))) {
            count.next();
            assertThat(count.getLong(1)).as("lost").isZero();
            assertThat(count.getLong(2)).as("made up").isZero();
            assertThat(count.getLong(3)).as("rows").isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM (VALUES (true), (NULL), (false)) AS t(v)",
                "SELECT * FROM (VALUES (CAST(-128 AS TINYINT)), (NULL), (127)) AS t(v)",
                "SELECT * FROM (VALUES (CAST(255 AS UTINYINT)), (NULL), (0)) AS t(v)",
                "SELECT * FROM (VALUES (CAST(-32768 AS SMALLINT)), (NULL)) AS t(v)",
                "SELECT * FROM (VALUES (CAST(65535 AS USMALLINT)), (NULL)) AS t(v)",
                "SELECT * FROM (VALUES (CAST(-2147483648 AS INTEGER)), (NULL)) AS t(v)",
                "SELECT * FROM (VALUES (CAST(4294967295 AS UINTEGER)), (NULL)) AS t(v)",
                "SELECT * FROM (VALUES (CAST(-9223372036854775808 AS BIGINT)), (NULL)) AS t(v)",
                "SELECT * FROM (VALUES (CAST(18446744073709551615 AS UBIGINT)), (NULL)) AS t(v)",
                "SELECT * FROM (VALUES (CAST(1.5 AS FLOAT)), (NULL), ('nan')) AS t(v)",
                "SELECT * FROM (VALUES (CAST(1e300 AS DOUBLE)), (NULL), ('-inf')) AS t(v)",
                "SELECT * FROM (VALUES (CAST(-1.25 AS DECIMAL(9, 2))), (NULL)) AS t(v)",
                "SELECT CAST('-99999999999999999999999999999999999999' AS DECIMAL(38, 0)) AS v",
                "SELECT * FROM (VALUES (CAST(-0.01 AS DECIMAL(38, 2))), (NULL)) AS t(v)",
                "SELECT * FROM (VALUES ('a'), (NULL), (''), ('Çelik 🚀')) AS t(v)",
                "SELECT * FROM (VALUES (DATE '1901-02-03'), (NULL)) AS t(v)",
                "SELECT * FROM (VALUES (TIME '23:59:59.999999'), (NULL)) AS t(v)",
                "SELECT * FROM (VALUES (TIMESTAMP '1901-02-03 04:05:06.789012'), (NULL)) AS t(v)",
                "SELECT * FROM (VALUES (TIMESTAMP_NS '2001-02-03 04:05:06.789012345')) AS t(v)",
                "SELECT * FROM (VALUES (TIMESTAMPTZ '2001-02-03 04:05:06.789012+02')) AS t(v)",
                "SELECT * FROM (VALUES (INTERVAL '1 year 3 days 4.5 seconds'), (NULL)) AS t(v)",
                "SELECT * FROM (VALUES (CAST('\\x00\\xFF' AS BLOB)), (NULL)) AS t(v)",
                "SELECT * FROM (VALUES ([1, 2]), (NULL), ([]), ([NULL, 3])) AS t(v)",
                "SELECT * FROM (VALUES ([['a', NULL], [], NULL]), (NULL), ([])) AS t(v)",
                "SELECT * FROM (VALUES ({'x': 1, 'y': 'a'}), (NULL), ({'x': NULL, 'y': ''})) AS"
                        + " t(v)",
                "SELECT * FROM (VALUES (MAP {'k': 1, 'l': NULL}), (NULL), (MAP {})) AS t(v)",
                "SELECT [{'a': [1, 2], 'm': MAP {'k': [1.5]}}, NULL] AS v",
                "SELECT {'l': [{'x': i}], 's': {'t': i}} AS v, i FROM range(3000) AS t(i)",
                "SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE 'row ' || i END AS s,"
                        + " i % 2 = 0 AS b, range(i % 5) AS l FROM range(200000) AS t(i)",
            })
    void everyTypeReadsBack(String sql) throws Exception {
        assertSame(sql);
    }

    @Test
    void emptyResultIsAFileWithColumns() throws Exception {
        Path file = write(DuckRows.of("SELECT 1 AS a, 'x' AS b LIMIT 0"), UTF8);
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM '" + file + "'")) {
            assertThat(rows.getMetaData().getColumnCount()).isEqualTo(2);
            assertThat(rows.next()).isFalse();
        }
    }

    @Test
    void textIsBytesUnlessAskedFor() throws Exception {
        Path file = write(DuckRows.of("SELECT 'x' AS a"), FormatOptions.DEFAULT);
        assertThat(type(file)).isEqualTo("BLOB");
        assertThat(type(write(DuckRows.of("SELECT 'x' AS a"), UTF8))).isEqualTo("VARCHAR");
    }

    @Test
    void magicStandsAtBothEnds() throws Exception {
        byte[] bytes = Files.readAllBytes(write(DuckRows.of("SELECT 1 AS a"), UTF8));
        assertThat(new String(bytes, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
        assertThat(new String(bytes, bytes.length - 4, 4, StandardCharsets.US_ASCII))
                .isEqualTo("PAR1");
    }

    @Test
    void columnsThatAreNeverNullAreRequired() throws Exception {
        Field id = new Field("a", FieldType.notNullable(FieldTypes.INT32), null);
        Path file = write(DuckRows.of("SELECT 1 AS a UNION ALL SELECT 2", id), UTF8);
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT repetition_type FROM parquet_schema('"
                                        + file
                                        + "') WHERE name = 'a'")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("REQUIRED");
        }
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet rows = statement.executeQuery("SELECT sum(a) FROM '" + file + "'")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(3);
        }
    }

    private static String type(Path file) throws Exception {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet rows = statement.executeQuery("SELECT typeof(a) FROM '" + file + "'")) {
            rows.next();
            return rows.getString(1);
        }
    }
}

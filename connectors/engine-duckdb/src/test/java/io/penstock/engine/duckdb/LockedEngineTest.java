package io.penstock.engine.duckdb;

import static io.penstock.engine.duckdb.TestEngine.plan;
import static io.penstock.spi.catalog.FieldTypes.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Statements that the planner would never print, sent to the engine directly. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LockedEngineTest {
    private static final Field TEXT = field("c", FieldTypes.UTF8, true);
    private static final EnginePlan SETTINGS =
            plan(
                    "SELECT name || '=' || value AS c0 FROM duckdb_settings() WHERE name NOT IN"
                            + " ('max_execution_time', 'enable_profiling', 'profiling_output',"
                            + " 'tracked_metrics', 'jdbc_stream_results', 'enable_progress_bar',"
                            + " 'enable_progress_bar_print') ORDER BY 1",
                    TEXT);

    Path folder = Path.of(".");
    Path open = Path.of(".");
    Path secret = Path.of(".");
    TestEngine engine;
    List<?> settings = List.of();

    @BeforeAll
    void open(@TempDir Path root) throws IOException {
        folder = root;
        open = Files.createDirectories(root.resolve("open"));
        Path closed = Files.createDirectories(root.resolve("closed"));
        secret = Files.writeString(closed.resolve("secret.csv"), "a\nsecret\n");
        Files.writeString(open.resolve("fine.csv"), "a\nfine\n");
        engine = TestEngine.open(root, open);
        settings = engine.rows(SETTINGS);
    }

    @AfterAll
    void close() {
        engine.close();
    }

    static Stream<String> leaving() {
        return Stream.of(
                "SELECT * FROM '/etc/passwd'",
                "FROM '/etc/passwd'",
                "SELECT * FROM '{secret}'",
                "FROM \"{secret}\"",
                "SELECT * FROM read_csv('/etc/passwd')",
                "SELECT * FROM read_csv(['{secret}'])",
                "SELECT * FROM read_csv_auto('{secret}')",
                "SELECT * FROM read_csv('{open}/../closed/secret.csv')",
                "SELECT * FROM read_csv('{open}/*/../../closed/secret.csv')",
                "SELECT * FROM read_csv('{open}/../closed/*.csv')",
                "SELECT * FROM read_csv('{open}/./../closed/secret.csv')",
                "SELECT * FROM read_csv('{open}x/secret.csv')",
                "SELECT * FROM read_csv('file://{secret}')",
                "SELECT * FROM read_csv('file:///etc/passwd')",
                "SELECT * FROM sniff_csv('/etc/passwd')",
                "SELECT * FROM read_text('/etc/passwd')",
                "SELECT content FROM read_text('/proc/self/environ')",
                "SELECT content FROM read_blob('/proc/self/cmdline')",
                "SELECT * FROM read_json('/etc/passwd')",
                "SELECT * FROM read_json_objects('{secret}')",
                "SELECT * FROM read_ndjson('{secret}')",
                "SELECT * FROM read_parquet('{secret}')",
                "SELECT * FROM parquet_scan('/etc/passwd')",
                "SELECT * FROM parquet_metadata('{secret}')",
                "SELECT * FROM parquet_schema('{secret}')",
                "SELECT * FROM parquet_file_metadata('{secret}')",
                "SELECT * FROM parquet_kv_metadata('{secret}')",
                "SELECT * FROM glob('/etc/*')",
                "SELECT * FROM glob('{open}/../closed/*')",
                "SELECT getenv('HOME')",
                "SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')",
                "SELECT * FROM 'https://127.0.0.1:1/x.parquet'",
                "SELECT * FROM read_parquet('s3://bucket/x.parquet')",
                "SELECT * FROM sqlite_scan('{secret}', 't')",
                "SELECT * FROM postgres_scan('host=127.0.0.1', 'public', 't')",
                "SELECT * FROM iceberg_scan('{open}')",
                "SELECT * FROM delta_scan('{open}')",
                "SELECT * FROM query('COPY (SELECT 1) TO ''{open}/out.csv''')",
                "SELECT * FROM query('SELECT * FROM read_csv(''{secret}'')')",
                "COPY (SELECT 1) TO '{open}/out.csv'",
                "COPY (SELECT 1) TO '/tmp/penstock-out.csv'",
                "WITH a AS (SELECT 1) COPY a TO '{open}/out.csv'",
                "EXPLAIN ANALYZE COPY (SELECT 1) TO '{open}/out.csv'",
                "SELECT 1; COPY (SELECT 1) TO '{open}/out.csv'",
                "COPY (SELECT 1) TO '{open}/out.csv'; SELECT 1",
                "SELECT E'\\''; COPY (SELECT 1) TO '{open}/out.csv'; SELECT ''",
                "SELECT $$'$$; COPY (SELECT 1) TO '{open}/out.csv'; SELECT $$'$$",
                "SELECT 1 --'\n; COPY (SELECT 1) TO '{open}/out.csv'; SELECT '1'",
                "SELECT /*'*/ 1; COPY (SELECT 1) TO '{open}/out.csv'; SELECT /*'*/ 1",
                "SELECT '",
                "ATTACH '{secret}' AS other",
                "ATTACH ':memory:' AS other",
                "DETACH memory",
                "USE temp",
                "INSTALL httpfs",
                "LOAD httpfs",
                "LOAD '{secret}'",
                "FORCE INSTALL httpfs FROM 'http://127.0.0.1:1'",
                "UPDATE EXTENSIONS",
                "SET threads = 1",
                "SET GLOBAL lock_configuration = false",
                "SET enable_external_access = true",
                "SET allowed_directories = ['/']",
                "SET allowed_configs = ['threads']",
                "SET max_execution_time = 0",
                "SET enable_profiling = 'json'",
                "SET SESSION jdbc_stream_results = false",
                "SET VARIABLE x = 1",
                "RESET memory_limit",
                "PRAGMA memory_limit = '1TB'",
                "PRAGMA enable_profiling",
                "PRAGMA database_list",
                "CREATE SECRET s (TYPE S3)",
                "CREATE TABLE t AS SELECT 1",
                "CREATE TEMP VIEW v AS SELECT 1",
                "CREATE MACRO m(a) AS a",
                "CREATE OR REPLACE TABLE duckdb_settings AS SELECT 1",
                "INSERT INTO t VALUES (1)",
                "DROP TABLE IF EXISTS t",
                "EXPORT DATABASE '{open}/export'",
                "IMPORT DATABASE '{open}/export'",
                "CHECKPOINT",
                "VACUUM",
                "CALL enable_logging()",
                "CALL pragma_version()",
                "PREPARE p AS SELECT 1",
                "EXECUTE p",
                "DEALLOCATE p",
                "BEGIN TRANSACTION",
                "DESCRIBE SELECT 1",
                "SHOW TABLES",
                "SUMMARIZE SELECT 1",
                "",
                ";",
                "(((");
    }

    @ParameterizedTest
    @MethodSource("leaving")
    void doesNotLeave(String statement) throws IOException {
        String sql =
                statement.replace("{open}", open.toString()).replace("{secret}", secret.toString());
        assertThatThrownBy(() -> engine.rows(plan(sql, TEXT)))
                .isInstanceOfSatisfying(QueryException.class, LockedEngineTest::isRefused);
        isUnharmed();
    }

    private static void isRefused(QueryException e) {
        assertThat(e.code()).as(e.getMessage()).isIn(EngineError.REFUSED, EngineError.FAILED);
        assertThat(e.getMessage()).doesNotContain("secret\n").doesNotContain("root:");
    }

    private void isUnharmed() throws IOException {
        assertThat(engine.rows(SETTINGS)).isEqualTo(settings);
        try (Stream<Path> files = Files.list(open)) {
            assertThat(files).containsExactly(open.resolve("fine.csv"));
        }
        assertThat(engine.engine.status().restarts()).isZero();
    }

    /** What tells about the engine itself tells nothing that matters. */
    @Test
    void hasNothingToTell() {
        assertThat(engine.rows(plan("SELECT name AS c0 FROM duckdb_secrets()", TEXT))).isEmpty();
        assertThat(engine.rows(plan("SELECT table_name AS c0 FROM duckdb_tables()", TEXT)))
                .isEmpty();
        assertThat(engine.rows(plan("SELECT CAST(getvariable('x') AS VARCHAR) AS c0", TEXT)).get(0))
                .containsOnlyNulls();
    }

    @Test
    void readsWhatItMay() {
        assertThat(engine.rows(fine())).containsExactly(List.of("fine"));
    }

    /** And what it could read before: a reload may be refused in the end. */
    @Test
    void readsMoreWhenItIsTold() throws IOException {
        Path before = Files.createDirectories(folder.resolve("before"));
        Path old = Files.writeString(before.resolve("old.csv"), "a\nold\n");
        TestEngine other = TestEngine.open(folder.resolve("other"), before);
        assertThatThrownBy(() -> other.rows(fine())).isInstanceOf(QueryException.class);
        other.engine.allow(ImmutableList.of(open));
        assertThat(other.rows(fine())).containsExactly(List.of("fine"));
        assertThat(other.rows(csv(old))).containsExactly(List.of("old"));
        assertThat(other.engine.status().restarts()).isZero();
        other.close();
    }

    @Test
    void followsNoLinkOutOfAFolder() throws IOException {
        Path inside = Files.createDirectories(folder.resolve("linked"));
        Path leak = Files.createSymbolicLink(inside.resolve("leak.csv"), secret);
        TestEngine other = TestEngine.open(folder.resolve("fourth"), inside);
        assertThatThrownBy(() -> other.rows(csv(leak))).isInstanceOf(QueryException.class);
        other.close();
    }

    /** Both spellings of a folder that is reached through a link. */
    @Test
    void readsAFolderBehindALink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), open);
        TestEngine other = TestEngine.open(folder.resolve("third"), link);
        assertThat(other.rows(fine())).containsExactly(List.of("fine"));
        assertThat(other.rows(csv(link.resolve("fine.csv")))).containsExactly(List.of("fine"));
        other.close();
    }

    private EnginePlan fine() {
        return csv(open.resolve("fine.csv"));
    }

    private static EnginePlan csv(Path file) {
        return plan(
                "SELECT a AS c0 FROM read_csv(['%s'], header = true, columns = {'a': 'VARCHAR'})"
                        .formatted(file),
                TEXT);
    }
}

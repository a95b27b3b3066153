package io.penstock.engine.duckdb;

import static io.penstock.engine.duckdb.TestEngine.plan;
import static io.penstock.spi.catalog.FieldTypes.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Files that are not what their name says: the query fails and names them, the engine lives. */
@Timeout(300)
class DamagedFilesTest {
    private static final Field K = field("k", FieldTypes.INT64, true);
    private static final Field V = field("v", FieldTypes.UTF8, true);
    private static final int CASES = 400;

    @TempDir Path folder;
    TestEngine engine;
    byte[] whole = new byte[0];

    @BeforeEach
    void open() throws SQLException, IOException {
        Path file = folder.resolve("whole.parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "COPY (SELECT x AS k, 'name ' || x %% 50 AS v FROM range(3000) AS t(x)) TO '%s' (FORMAT parquet, ROW_GROUP_SIZE 2048)"
                            .formatted(file));
        }
        whole = Files.readAllBytes(file);
        engine = TestEngine.open(folder, folder);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private EnginePlan read(Path file) {
        return plan(
                "SELECT k AS c0, v AS c1 FROM read_parquet(['%s']) WHERE k >= 0".formatted(file),
                K,
                V);
    }

    private boolean isHealthy() {
        return engine.rows(plan("SELECT 1 AS c0", K)).equals(List.of(List.of(1L)));
    }

    @Test
    void aTruncatedFileIsNamed() throws IOException {
        Path file = folder.resolve("cut.parquet");
        for (int length : new int[] {0, 3, 12, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> engine.rows(read(file)))
                    .isInstanceOfSatisfying(
                            QueryException.class,
                            e -> {
                                assertThat(e.code()).isEqualTo(EngineError.BAD_FILE);
                                assertThat(e)
                                        .hasMessage(
                                                "File 'cut.parquet' is damaged or not a Parquet"
                                                        + " file");
                            });
            assertThat(isHealthy()).isTrue();
        }
    }

    /**
     * Some bytes changed at random: whatever DuckDB makes of it, the answer is rows or an error
     * that somebody can act on, and the next query works.
     */
    @Test
    void flippedBytesNeverStopTheEngine() throws IOException {
        Random random = new Random(42);
        int failures = 0;
        for (int i = 0; i < CASES; i++) {
            Path file = folder.resolve("flipped" + i + ".parquet");
            Files.write(file, flipped(random, i % 2 == 0));
            failures += survives(file) ? 0 : 1;
            assertThat(isHealthy()).as("case %d", i).isTrue();
            Files.delete(file);
        }
        assertThat(failures).isBetween(CASES / 10, CASES);
    }

    /** The second half of the cases hits the footer, where most of the structure is. */
    private byte[] flipped(Random random, boolean anywhere) {
        byte[] bytes = whole.clone();
        int footer = Math.min(bytes.length, 700);
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            int place =
                    anywhere
                            ? random.nextInt(bytes.length)
                            : bytes.length - 8 - random.nextInt(footer - 8);
            bytes[place] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private boolean survives(Path file) {
        try {
            engine.rows(read(file));
            return true;
        } catch (QueryException e) {
            assertThat(e.code())
                    .as(e.getMessage())
                    .isIn(
                            EngineError.BAD_FILE,
                            EngineError.MEMORY_LIMIT,
                            EngineError.CANNOT_PARSE_TEXT);
            assertThat(e.getMessage()).doesNotContain(folder.toString());
            return false;
        }
    }

    /** A broken instance is simulated: which bytes break one changes with each release. */
    @Test
    void aBrokenInstanceIsReplaced() throws SQLException {
        Path file = folder.resolve("whole.parquet");
        Execution inside = engine.engine.execution(read(file), TestEngine.context());
        engine.engine.inspect(
                inside.instance(), new SQLException("FATAL Error: Failed to read a page"));
        assertThat(engine.engine.status().restarts()).isEqualTo(1);
        engine.engine.inspect(
                inside.instance(),
                new SQLException(
                        "FATAL Error: Failed: database has been invalidated because of a previous"
                                + " fatal error"));
        assertThat(engine.engine.status().restarts()).isEqualTo(1);
        inside.close();
        assertThat(engine.count(read(file))).isEqualTo(3000);
    }

    @Test
    void aFileThatIsMendedIsReadAgain() throws IOException {
        Path file = folder.resolve("mended.parquet");
        Files.write(file, Arrays.copyOf(whole, 100));
        assertThatThrownBy(() -> engine.rows(read(file))).isInstanceOf(QueryException.class);
        Files.write(file, whole);
        assertThat(engine.count(read(file))).isEqualTo(3000);
    }

    /** A prepared statement must not show the rows of a file that has changed since. */
    @Test
    void aFileThatChangesIsReadAnew() throws IOException, SQLException {
        Path file = folder.resolve("changing.parquet");
        for (int rows = 1; rows <= 4; rows++) {
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = connection.createStatement()) {
                statement.execute(
                        "COPY (SELECT x AS k, 'v' AS v FROM range(%d) AS t(x)) TO '%s' (FORMAT parquet)"
                                .formatted(rows, file));
            }
            assertThat(engine.count(read(file))).isEqualTo(rows);
            assertThat(engine.count(read(file))).isEqualTo(rows);
        }
    }
}

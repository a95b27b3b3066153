package io.penstock.planner.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** Functions that could explode end at once and say why; what is merely large still works. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GuardsTest {
    private static final Path MEMORY = Path.of("/proc/self/status");
    private static final long MEGABYTE = 1L << 20;

    private Calls calls;

    @BeforeAll
    void open() throws SQLException {
        calls = new Calls();
    }

    @AfterAll
    void close() throws SQLException {
        calls.close();
    }

    @Timeout(60)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "length(repeat('x', 3000000000))",
                "length(repeat(repeat('x', 100000), 100000))",
                "length(repeat(x, 3000000000)) FROM (VALUES ('x')) AS t(x)",
                "length(repeat('x', CAST(1e9 + random() AS BIGINT)))",
                "length(space(3000000000))",
                "length(lpad('x', 2000000000))",
                "length(lpad('x', 100000, repeat('é', 1000)))",
                "length(rpad('x', 2000000000, 'y'))",
                "length(replace(repeat('x', 100000), 'x', repeat('y', 100000)))",
                "length(replace(repeat('x', 1000000), 'x', 'yy'))",
                "length(regexp_replace(repeat('x', 100000), 'x', repeat('y', 1000), 'g'))",
                "length(regexp_replace(repeat('x', 100000), '(.*)',"
                        + " '\\1\\1\\1\\1\\1\\1\\1\\1\\1\\1\\1', 'g'))",
                "length(concat_ws(repeat('x', 900000), 'a', 'b', 'c'))",
                "length(printf('%999999999d', 1))",
                "length(format('{:>999999999}', 'x'))",
                "length(format('{:{}}', 1, 999999999))",
                "length(bar(1, 0, 1, 1000000000))",
                "length(to_base(1, 2, 2000000000))",
                "length(array_to_string(generate_series(1, 90000), 'xxxxxxxxxxxx'))",
                "length(array_to_string(array_repeat(repeat('x', 1000000), 100000), ','))",
                "length(range(3000000000))",
                "length(generate_series(1, 3000000000))",
                "length(generate_series(0, -3000000000, -1))",
                "length(generate_series(x, x + 300000)) FROM (VALUES (1)) AS t(x)",
                "length(generate_series(TIMESTAMP '2000-01-01 00:00:00', TIMESTAMP '2024-01-01"
                        + " 00:00:00', INTERVAL '1' SECOND))",
                "length(generate_series(TIMESTAMP '0001-01-01 00:00:00', TIMESTAMP '9999-01-01"
                        + " 00:00:00', to_milliseconds(0.001)))",
                "length(array_resize(ARRAY[1], 3000000000))",
                "length(array_resize(ARRAY[1], 3000000000, 7))",
                "length(array_repeat(1, 3000000000))",
                "length(array_concat(generate_series(1, 600000), generate_series(1, 600000)))",
                "levenshtein(repeat('ab', 30000), repeat('ba', 30000))",
                "damerau_levenshtein(repeat('ab', 30000), repeat('ba', 30000))",
                "jaro_similarity(repeat('ab', 300000), repeat('ba', 300000))",
                "jaro_winkler_similarity(repeat('ab', 300000), repeat('ba', 300000))",
            })
    void anExplosionIsRefused(String call) throws IOException {
        long before = residentMegabytes();
        assertThatThrownBy(() -> calls.run(call)).hasMessageContaining(Guard.MARK + " ");
        assertThat(residentMegabytes() - before).isLessThan(500);
    }

    /** Each level doubles; thirty of them would be a gigabyte. */
    @Test
    @Timeout(60)
    void textThatDoublesFromQueryToQueryIsRefused() {
        StringBuilder sql = new StringBuilder("SELECT repeat('x', 100) AS v");
        for (int i = 0; i < 30; i++) {
            sql.insert(0, "SELECT concat(v, v) AS v FROM (").append(')');
        }
        assertThatThrownBy(() -> calls.run("length(v) FROM (%s)".formatted(sql)))
                .hasMessageContaining(Guard.MARK);
    }

    /** Arguments are not written twice, so the text grows with the nesting and no faster. */
    @Test
    @Timeout(60)
    void nestedCallsDoNotExplodeTheText() {
        StringBuilder call = new StringBuilder("'x'");
        for (int i = 0; i < 100; i++) {
            call.insert(0, "repeat(").append(", 1 + 0)");
        }
        assertThat(Calls.plan(call.toString()).engineSql()).hasSizeLessThan(100_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "length(repeat('x', 1000000)) = 1000000",
                "length(generate_series(1, 1000000)) = 1000000",
                "count(*) = 1000000 FROM UNNEST(generate_series(1, 1000000)) AS t(x)",
                "length(generate_series(DATE '1990-01-01', DATE '2024-01-01', INTERVAL '1' DAY)) ="
                        + " 12419",
                "levenshtein(repeat('a', 5000), repeat('b', 5000)) = 5000",
            })
    void whatIsMerelyLargeWorks(String call) throws SQLException {
        assertThat(calls.run(call)).isEqualTo("true");
    }

    /** A volatile argument is drawn once: the guard sees what the function gets. */
    @Test
    void theGuardSeesWhatTheFunctionGets() throws SQLException {
        assertThat(
                        calls.run(
                                "count(*) FROM (SELECT repeat('x', CAST(random() * 3 AS BIGINT)) AS"
                                        + " v FROM UNNEST(generate_series(1, 10000)) AS t(x)) WHERE"
                                        + " length(v) > 3"))
                .isEqualTo("0");
    }

    private static long residentMegabytes() throws IOException {
        assumeTrue(Files.exists(MEMORY), "memory is read from /proc");
        return Files.readAllLines(MEMORY).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024 / MEGABYTE)
                .sum();
    }
}

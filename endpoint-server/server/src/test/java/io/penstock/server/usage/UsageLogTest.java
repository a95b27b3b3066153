package io.penstock.server.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.door.Asked;
import io.penstock.server.door.CallRecord;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.engine.Caller;
import io.penstock.spi.engine.Door;
import io.penstock.spi.engine.ReadStatistics;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Many calls, whose files are read with DuckDB. */
class UsageLogTest {
    private static final int CALLS = 250_000;

    /** Less than what is queued, so that nothing may be left out. */
    private static final int AT_ONCE = 30_011;

    /** Every seventh has failed, every third says what it is. */
    private static CallRecord call(int n, Instant started) {
        return new CallRecord(
                "id-" + n,
                started,
                Duration.ofMillis(n % 50),
                new Caller("token-" + n % 3, "name", Door.HTTP, ReadPolicy.EVERYTHING),
                new Asked(
                        "GET",
                        "/v0/pipes/top.json?n=%d&even=%s".formatted(n, n % 2 == 0),
                        n % 3 == 0 ? Optional.of("agent/" + n) : Optional.empty(),
                        Optional.empty()),
                "t_1",
                "top",
                new ReadStatistics(n, 8L * n),
                n % 11,
                100,
                n % 7 == 0 ? 400 : 200,
                n % 7 == 0 ? 62 : 0,
                n % 7 == 0 ? Optional.of("wrong " + n) : Optional.empty());
    }

    @Test
    void eachOfManyCallsIsThereOnceAndAsItWas(@TempDir Path folder) throws Exception {
        Instant started = Instant.now();
        try (UsageLog log = UsageLog.open(folder)) {
            for (int n = 0; n < CALLS; n++) {
                log.add(call(n, started));
                if (n % AT_ONCE == 0) {
                    log.flush();
                    assertThat(log.isBehind()).isFalse();
                    assertThat(row(folder, "pipe_stats_rt", "count(*)")).isEqualTo("" + (n + 1));
                }
            }
            log.flush();
            assertThat(log.lost()).isZero();
        }
        assertThat(
                        row(
                                folder,
                                "pipe_stats_rt",
                                "count(*), count(DISTINCT request_id), sum(read_rows),"
                                        + " sum(result_rows), count(user_agent), sum(error),"
                                        + " count(*) FILTER (request_id = 'id-' ||"
                                        + " parameters['n'] AND url = '/v0/pipes/top.json?n=' ||"
                                        + " read_rows || '&even=' || (read_rows % 2 = 0)"
                                        + " AND len(resource_tags) = 0 AND read_bytes = 8 *"
                                        + " read_rows AND release IS NULL)"))
                .isEqualTo(
                        expected(
                                CALLS,
                                CALLS,
                                sum(n -> n),
                                sum(n -> n % 11),
                                sum(n -> n % 3 == 0 ? 1 : 0),
                                sum(n -> n % 7 == 0 ? 1 : 0),
                                CALLS));
        assertThat(
                        row(
                                folder,
                                "endpoint_errors",
                                "count(*), count(*) FILTER (error = 'wrong ' ||"
                                        + " substr(request_id, 4))"))
                .isEqualTo(expected(sum(n -> n % 7 == 0 ? 1 : 0), sum(n -> n % 7 == 0 ? 1 : 0)));
        assertThat(row(folder, "pipe_stats", "sum(view_count)")).isEqualTo("" + CALLS);
    }

    private interface Value {
        long of(int n);
    }

    private static long sum(Value value) {
        long sum = 0;
        for (int n = 0; n < CALLS; n++) {
            sum += value.of(n);
        }
        return sum;
    }

    private static String expected(long... values) {
        return Arrays.stream(values).mapToObj(Long::toString).collect(Collectors.joining(" "));
    }

    private static String row(Path folder, String table, String columns) throws SQLException {
        List<Path> files =
                new SegmentFolder(folder.resolve(UsageLog.FOLDER).resolve(table)).files().all();
        String list =
                files.stream().map(file -> "'" + file + "'").collect(Collectors.joining(", "));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT concat_ws(' ', %s) FROM read_parquet([%s])"
                                        .formatted(columns, list))) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }
}

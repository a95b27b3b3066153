package io.penstock.benchmark;

import static io.penstock.benchmark.Report.median;
import static io.penstock.benchmark.Report.number;

import io.penstock.planner.dispatch.Way;
import io.penstock.query.QueryResult;
import io.penstock.query.SourceRead;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.sql.BoundSql;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * 6,000,000 rows in PostgreSQL without an index joined with 2,000 keys of a CSV file: how many rows
 * the database sends. And the same rows in groups before they are joined, and compared with the
 * value of a sub-query over a file, and joined by two columns with one. Each beside {@link
 * Way#SHIPPED}, which sends all of them.
 */
final class KeysBenchmark {
    private static final int ROWS = 6_000_000;
    private static final int KEYS = 2_000;
    private static final int SPREAD = 100;
    private static final int ROUNDS = 5;
    private static final double MOST_SHIPPED = 1.1;

    private static final String SENT =
            "SELECT count(*) AS n, sum(l.price) AS s FROM shop.lines l JOIN lake.picks p ON"
                    + " l.part = p.part";

    private static final int SUPPLIERS = 10_000;

    private static final String GROUPED =
            "SELECT s.country, count(*) AS n, sum(l.price) AS s, max(l.day) AS d FROM shop.lines l"
                    + " JOIN lake.suppliers s ON l.supplier = s.supplier GROUP BY s.country";

    private static final String COMPARED =
            "SELECT count(*) AS n, sum(l.price) AS s FROM shop.lines l WHERE l.day = (SELECT"
                    + " max(day) FROM lake.days)";

    private static final int DAYS = 2_000;

    /** Either column alone has a partner in the file for each row, both together for a few. */
    private static final String JOINED =
            "SELECT count(*) AS n, avg(l.price) AS a FROM shop.lines l JOIN lake.targets t ON"
                    + " l.day = t.day AND l.quantity = t.quantity";

    private final Report report;
    private final Path work;

    KeysBenchmark(Report report, Path work) {
        this.report = report;
        this.work = work;
    }

    private record Run(long shipped, double millis) {}

    void run() throws IOException, SQLException {
        Path lake = Files.createDirectories(work.resolve("keys"));
        Files.writeString(
                lake.resolve("picks.csv"),
                IntStream.range(0, KEYS)
                        .mapToObj(i -> Integer.toString(i * SPREAD))
                        .collect(Collectors.joining("\n", "part\n", "\n")));
        Files.writeString(
                lake.resolve("suppliers.csv"),
                IntStream.range(0, SUPPLIERS)
                        .mapToObj(i -> "%d,c%d".formatted(i, i % 40))
                        .collect(Collectors.joining("\n", "supplier,country\n", "\n")));
        LocalDate first = LocalDate.of(2020, 1, 1);
        Files.writeString(
                lake.resolve("targets.csv"),
                IntStream.range(0, DAYS)
                        .mapToObj(i -> "%s,%d".formatted(first.plusDays(i), i * 7 % 50))
                        .collect(Collectors.joining("\n", "day,quantity\n", "\n")));
        Files.writeString(lake.resolve("days.csv"), "day\n2020-03-01\n2021-03-01\n");
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60)).start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            long matches = makeLines(url);
            try (Product product = new Product("lake", lake, work, "shop", url)) {
                measure(product, matches);
                compare(product, "in 10,000 groups before a join with a CSV file", GROUPED);
                compare(product, "compared with the value of a sub-query over it", COMPARED);
                compare(product, "joined by two columns with 2,000 rows of it", JOINED);
            }
        }
    }

    private static long makeLines(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    CREATE UNLOGGED TABLE lines AS SELECT i::bigint AS id,
                      (i::bigint * 7919 %% %d)::int AS part, (i %% 10000)::int AS supplier,
                      (i %% 50)::int AS quantity, (i %% 100000 / 100.0)::numeric(12, 2) AS price,
                      date '2020-01-01' + (i %% 2000)::int AS day, 'N'::text AS flag,
                      md5(i::text) AS comment
                    FROM generate_series(1, %d) AS s(i)
                    """
                            .formatted(KEYS * SPREAD, ROWS));
            statement.execute("VACUUM ANALYZE lines");
            try (var count =
                    statement.executeQuery(
                            "SELECT count(*) FROM lines WHERE part %% %d = 0".formatted(SPREAD))) {
                count.next();
                return count.getLong(1);
            }
        }
    }

    private void measure(Product product, long matches) {
        double[] sent = new double[ROUNDS];
        double[] kept = new double[ROUNDS];
        long shipped = 0;
        read(product, SENT);
        read(product, Way.SHIPPED, SENT);
        for (int round = 0; round < ROUNDS; round++) {
            Run ours = read(product, SENT);
            shipped = Math.max(shipped, ours.shipped());
            sent[round] = ours.millis();
            kept[round] = read(product, Way.SHIPPED, SENT).millis();
            report.progress("sent %.0f ms, kept %.0f ms", sent[round], kept[round]);
        }
        double share = (double) shipped / matches;
        report.add(
                "2,000 keys of a CSV file in 6,000,000 rows of PostgreSQL, rows sent / rows that"
                        + " match",
                String.format(Locale.ROOT, "%.2f (%,d of %,d)", share, shipped, matches),
                "at most 1.1",
                share <= MOST_SHIPPED);
        double time = median(sent) / median(kept);
        report.add(
                "its time / with all rows sent",
                "%s (%s ms against %s ms)"
                        .formatted(number(time), number(median(sent)), number(median(kept))),
                "at most 1.1",
                time <= MOST_SHIPPED);
    }

    /** A query as it is planned, by turns with one that gets all rows. */
    private void compare(Product product, String words, String sql) {
        double[] ours = new double[ROUNDS];
        double[] shipped = new double[ROUNDS];
        read(product, sql);
        read(product, Way.SHIPPED, sql);
        long rows = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Run run = read(product, sql);
            rows = Math.max(rows, run.shipped());
            ours[round] = run.millis();
            shipped[round] = read(product, Way.SHIPPED, sql).millis();
            report.progress("%s: %.0f ms, all rows %.0f ms", words, ours[round], shipped[round]);
        }
        double time = median(ours) / median(shipped);
        report.add(
                "6,000,000 rows of PostgreSQL %s: rows sent; time / with all rows sent"
                        .formatted(words),
                String.format(
                        Locale.ROOT,
                        "%,d; %s (%s ms against %s ms)",
                        rows,
                        number(time),
                        number(median(ours)),
                        number(median(shipped))),
                "at most 1.1",
                time <= MOST_SHIPPED);
    }

    private static Run read(Product product, String sql) {
        return read(() -> product.start(BoundSql.of(sql)));
    }

    private static Run read(Product product, Way way, String sql) {
        return read(() -> product.start(way, BoundSql.of(sql)));
    }

    private static Run read(Supplier<QueryResult> query) {
        long begun = System.nanoTime();
        try (QueryResult result = query.get()) {
            BatchStream rows = result.rows();
            while (rows.next()) {
                if (rows.batch().getRowCount() == 0) {
                    throw new IllegalStateException("no batch is empty");
                }
            }
            double millis = (System.nanoTime() - begun) / 1e6;
            return new Run(
                    result.reads().stream()
                            .filter(read -> read.connection().equals("shop"))
                            .mapToLong(SourceRead::rows)
                            .sum(),
                    millis);
        }
    }
}

package io.penstock.benchmark;

import static io.penstock.benchmark.Report.median;
import static io.penstock.benchmark.Report.number;

import com.google.common.collect.ImmutableList;

import io.penstock.fixture.tpch.TpchQueries;
import io.penstock.query.QueryResult;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * What planning costs: a cold plan of each TPC-H query in a warm JVM, and a hit of the plan cache
 * up to the running statement.
 */
final class PlanningBenchmark {
    private static final int WARM_UP = 40;
    private static final int ROUNDS = 21;
    private static final int HITS = 20_000;

    private final Report report;
    private final Path work;

    PlanningBenchmark(Report report, Path work) {
        this.report = report;
        this.work = work;
    }

    void run() throws IOException, SQLException {
        try (Product product = new Product("tpch", TpchFiles.at(work, 1), work)) {
            coldPlans(product);
            hits(product);
        }
    }

    private void coldPlans(Product product) {
        double[] medians = new double[TpchQueries.COUNT];
        for (int query = 1; query <= TpchQueries.COUNT; query++) {
            BoundSql sql = BoundSql.of(TpchQueries.text(query));
            double[] times = new double[ROUNDS];
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                product.forgetPlans();
                long start = System.nanoTime();
                product.plan(sql);
                if (round >= 0) {
                    times[round] = (System.nanoTime() - start) / 1e6;
                }
            }
            medians[query - 1] = median(times);
        }
        Arrays.sort(medians);
        double middle = median(medians);
        report.add(
                "cold plan of a TPC-H query, warm JVM, p50",
                number(middle)
                        + " ms (slowest query "
                        + number(medians[medians.length - 1])
                        + " ms)",
                "at most 10 ms",
                middle <= 10);
    }

    /**
     * The statement itself does next to nothing, so that what is left is ours: find the plan, check
     * the files, bind, start.
     */
    private void hits(Product product) {
        String text = "SELECT r_name FROM tpch.region WHERE r_regionkey = ? AND FALSE";
        double[] times = new double[HITS];
        for (int i = -HITS; i < HITS; i++) {
            BoundValue key = new BoundValue(FieldTypes.INT32, (long) (i & 3));
            BoundSql sql = BoundSql.of(text).withValues(ImmutableList.of(key));
            long start = System.nanoTime();
            try (QueryResult result = product.start(sql)) {
                if (i >= 0) {
                    times[i] = (System.nanoTime() - start) / 1e6;
                }
                result.rows().next();
            }
        }
        Arrays.sort(times);
        double p50 = times[HITS / 2];
        report.add(
                "plan cache hit, BoundSql to running statement, p50",
                "%s ms (p99 %s ms)"
                        .formatted(
                                String.format(java.util.Locale.ROOT, "%.3f", p50),
                                number(times[HITS * 99 / 100])),
                "at most 0.2 ms",
                p50 <= 0.2);
    }
}

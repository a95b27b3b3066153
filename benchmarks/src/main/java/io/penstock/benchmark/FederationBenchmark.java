package io.penstock.benchmark;

import static io.penstock.benchmark.Report.number;

import io.penstock.fixture.tpch.TpchQueries;
import io.penstock.planner.explain.PlanNode;
import io.penstock.spi.sql.BoundSql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * TPC-H at scale 1 with some tables in Parquet and the others in PostgreSQL, against DuckDB's own
 * JDBC driver with the original text over all eight in Parquet. The two take turns, query by query;
 * each figure is the median of its rounds.
 */
final class FederationBenchmark {
    private static final int ROUNDS = 3;
    private static final int PLAN_WARM_UP = 40;
    private static final int PLAN_ROUNDS = 21;
    private static final String FACTS = "lineitem|orders";

    private final Report report;
    private final Path work;

    FederationBenchmark(Report report, Path work) {
        this.report = report;
        this.work = work;
    }

    void run() throws IOException, SQLException {
        Path files = TpchFiles.at(work, 1);
        try (TpchPostgres postgres = TpchPostgres.at(work, files);
                Product product = new Product("lake", files, work, "shop", postgres.url());
                Connection duckdb = RawTpch.open(files)) {
            compare(product, duckdb);
            product.forgetPlans();
            errors(product, "first", 16);
            errors(product, "second", 4);
            planning(product);
        }
    }

    /** The query with the tables that the expression names in Parquet and the rest in the shop. */
    private static BoundSql placed(int query, String lake) {
        return BoundSql.of(
                TpchQueries.text(query)
                        .replaceAll("tpch\\.(%s)\\b".formatted(lake), "lake.$1")
                        .replace("tpch.", "shop."));
    }

    private void compare(Product product, Connection duckdb) throws SQLException {
        TpchRatios ratios =
                TpchRatios.of(product, duckdb, query -> placed(query, FACTS), ROUNDS, report);
        report.add(
                "TPC-H SF 1, lineitem and orders in Parquet, the rest in PostgreSQL, time / raw"
                        + " DuckDB over Parquet, geometric mean of 22",
                number(ratios.mean()),
                "at most 2.0",
                ratios.mean() <= 2.0);
        report.add(
                "the slowest of them (q%d)".formatted(ratios.worstQuery()),
                number(ratios.worst()),
                "at most 17 (Trino 476 on q09)",
                ratios.worst() <= 17);
    }

    /** How far what sources were expected to give is from what they gave. */
    private void errors(Product product, String run, double most) {
        List<Double> errors = new ArrayList<>();
        for (int query = 1; query <= TpchQueries.COUNT; query++) {
            addErrors(product.analyze(placed(query, FACTS)), errors);
        }
        Collections.sort(errors);
        double error = errors.get(errors.size() * 95 / 100);
        report.add(
                "expected / real rows of what sources are asked, or the other way round, p95 of the"
                        + " %s run".formatted(run),
                "%s (%d questions)".formatted(number(error), errors.size()),
                "at most " + Math.round(most),
                error <= most);
    }

    /** Where nobody knows how many rows to expect, one is. */
    private static void addErrors(PlanNode node, List<Double> errors) {
        if (node.reads() instanceof PlanNode.Reads.Source && node.actual().isPresent()) {
            double expected = Math.max(1, node.estimatedRows().orElse(1));
            double real = Math.max(1, node.actual().get().rows());
            errors.add(Math.max(expected / real, real / expected));
        }
        node.inputs().forEach(input -> addErrors(input, errors));
        node.queries().forEach(query -> addErrors(query, errors));
    }

    private void planning(Product product) {
        double[] cold = new double[TpchQueries.COUNT * PLAN_ROUNDS];
        double[] cached = new double[TpchQueries.COUNT * PLAN_ROUNDS];
        int n = 0;
        for (int query = 1; query <= TpchQueries.COUNT; query++) {
            BoundSql sql = placed(query, FACTS);
            for (int round = -PLAN_WARM_UP; round < PLAN_ROUNDS; round++) {
                product.forgetPlans();
                double first = millis(() -> product.describe(sql));
                double second = millis(() -> product.describe(sql));
                if (round >= 0) {
                    cold[n] = first;
                    cached[n++] = second;
                }
            }
        }
        Arrays.sort(cold);
        Arrays.sort(cached);
        report.add(
                "planning such a query, warm, p50; p95",
                "%s; %s".formatted(millis(cold, 50), millis(cold, 95)),
                "at most 12; 40 ms",
                cold[n / 2] <= 12 && cold[n * 95 / 100] <= 40);
        report.add(
                "finding such a plan again, p50",
                millis(cached, 50),
                "at most 0.3 ms",
                cached[n / 2] <= 0.3);
    }

    private static double millis(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }

    private static String millis(double[] sorted, int percent) {
        return String.format(Locale.ROOT, "%.3f ms", sorted[sorted.length * percent / 100]);
    }
}

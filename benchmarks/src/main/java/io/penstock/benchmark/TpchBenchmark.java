package io.penstock.benchmark;

import static io.penstock.benchmark.Report.median;
import static io.penstock.benchmark.Report.number;

import io.penstock.fixture.tpch.TpchQueries;
import io.penstock.spi.sql.BoundSql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * TPC-H at scale 1 over Parquet: the query service with its plans cached, against DuckDB's own JDBC
 * driver with the original text over views of the same files. The two take turns, query by query;
 * each figure is the median of its rounds.
 */
final class TpchBenchmark {
    private static final int ROUNDS = 5;

    private final Report report;
    private final Path work;

    TpchBenchmark(Report report, Path work) {
        this.report = report;
        this.work = work;
    }

    void run() throws IOException, SQLException {
        Path files = TpchFiles.at(work, 1);
        try (Product product = new Product("tpch", files, work);
                Connection duckdb = RawTpch.open(files)) {
            double logs = 0;
            double worst = 0;
            int worstQuery = 0;
            for (int query = 1; query <= TpchQueries.COUNT; query++) {
                double ratio = compare(product, duckdb, query);
                logs += Math.log(ratio);
                if (ratio > worst) {
                    worst = ratio;
                    worstQuery = query;
                }
            }
            double mean = Math.exp(logs / TpchQueries.COUNT);
            report.add(
                    "TPC-H SF 1, time / raw DuckDB, geometric mean of 22",
                    number(mean),
                    "at most 1.10",
                    mean <= 1.10);
            report.add(
                    "the slowest of them (q%d)".formatted(worstQuery),
                    number(worst),
                    "at most 1.5",
                    worst <= 1.5);
        }
    }

    private double compare(Product product, Connection duckdb, int query) throws SQLException {
        String text = TpchQueries.text(query);
        BoundSql sql = BoundSql.of(text);
        if (product.drain(sql) != RawTpch.drain(duckdb, text)) {
            throw new IllegalStateException("q" + query + " gives other rows than DuckDB");
        }
        double[] ours = new double[ROUNDS];
        double[] theirs = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            product.drain(sql);
            long middle = System.nanoTime();
            RawTpch.drain(duckdb, text);
            ours[round] = (middle - start) / 1e6;
            theirs[round] = (System.nanoTime() - middle) / 1e6;
        }
        double ratio = median(ours) / median(theirs);
        report.progress(
                "q%02d %8.1f ms, raw %8.1f ms, ratio %.2f",
                query, median(ours), median(theirs), ratio);
        return ratio;
    }
}

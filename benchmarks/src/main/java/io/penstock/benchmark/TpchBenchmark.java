package io.penstock.benchmark;

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
            TpchRatios ratios =
                    TpchRatios.of(
                            product,
                            duckdb,
                            query -> BoundSql.of(TpchQueries.text(query)),
                            ROUNDS,
                            report);
            report.add(
                    "TPC-H SF 1, time / raw DuckDB, geometric mean of 22",
                    number(ratios.mean()),
                    "at most 1.10",
                    ratios.mean() <= 1.10);
            report.add(
                    "the slowest of them (q%d)".formatted(ratios.worstQuery()),
                    number(ratios.worst()),
                    "at most 1.5",
                    ratios.worst() <= 1.5);
        }
    }
}

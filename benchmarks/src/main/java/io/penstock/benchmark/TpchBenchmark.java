package io.penstock.benchmark;

import static io.penstock.benchmark.Report.median;
import static io.penstock.benchmark.Report.number;

import io.penstock.fixture.tpch.TpchData;
import io.penstock.fixture.tpch.TpchQueries;
import io.penstock.spi.sql.BoundSql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

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
                Connection duckdb = raw(files)) {
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
        if (product.drain(sql) != drain(duckdb, text)) {
            throw new IllegalStateException("q" + query + " gives other rows than DuckDB");
        }
        double[] ours = new double[ROUNDS];
        double[] theirs = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            product.drain(sql);
            long middle = System.nanoTime();
            drain(duckdb, text);
            ours[round] = (middle - start) / 1e6;
            theirs[round] = (System.nanoTime() - middle) / 1e6;
        }
        double ratio = median(ours) / median(theirs);
        report.progress(
                "q%02d %8.1f ms, raw %8.1f ms, ratio %.2f",
                query, median(ours), median(theirs), ratio);
        return ratio;
    }

    private static Connection raw(Path files) throws SQLException {
        Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = duckdb.createStatement()) {
            statement.execute("SET threads = 2");
            statement.execute("SET memory_limit = '4GB'");
            statement.execute("CREATE SCHEMA tpch");
            for (String table : TpchData.TABLES.keySet()) {
                statement.execute(
                        "CREATE VIEW tpch.%s AS FROM read_parquet('%s')"
                                .formatted(table, files.resolve(table + ".parquet")));
            }
        }
        return duckdb;
    }

    private static long drain(Connection duckdb, String text) throws SQLException {
        long rows = 0;
        try (Statement statement = duckdb.createStatement();
                ResultSet result = statement.executeQuery(text)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                rows++;
                for (int column = 1; column <= columns; column++) {
                    result.getObject(column);
                }
            }
        }
        return rows;
    }
}

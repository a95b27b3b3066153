package io.penstock.benchmark;

import static io.penstock.benchmark.Report.median;

import io.penstock.fixture.tpch.TpchQueries;
import io.penstock.spi.sql.BoundSql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.IntFunction;

/**
 * Times of the 22 queries over those of {@link RawTpch}.
 *
 * @param mean geometric
 * @param worst of one query
 * @param worstQuery its number
 */
record TpchRatios(double mean, double worst, int worstQuery) {
    /**
     * The two take turns, query by query; each figure is the median of its rounds.
     *
     * @param sql of a query by its number, as the product is asked it
     */
    static TpchRatios of(
            Product product,
            Connection duckdb,
            IntFunction<BoundSql> sql,
            int rounds,
            Report report)
            throws SQLException {
        double logs = 0;
        double worst = 0;
        int worstQuery = 0;
        for (int query = 1; query <= TpchQueries.COUNT; query++) {
            double ratio = ratio(product, duckdb, sql.apply(query), query, rounds, report);
            logs += Math.log(ratio);
            if (ratio > worst) {
                worst = ratio;
                worstQuery = query;
            }
        }
        return new TpchRatios(Math.exp(logs / TpchQueries.COUNT), worst, worstQuery);
    }

    private static double ratio(
            Product product, Connection duckdb, BoundSql sql, int query, int rounds, Report report)
            throws SQLException {
        String text = TpchQueries.text(query);
        if (product.drain(sql) != RawTpch.drain(duckdb, text)) {
            throw new IllegalStateException("q" + query + " gives other rows than DuckDB");
        }
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        for (int round = 0; round < rounds; round++) {
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

package io.penstock.planner.function;

import static io.penstock.planner.function.FunctionRow.aggregate;

import com.google.common.collect.ImmutableList;

/** Statistics over many rows. */
final class StatisticsFunctions {
    private StatisticsFunctions() {}

    static ImmutableList<CatalogueFunction> rows() {
        return FunctionRow.table(
                FunctionTopic.STATISTICS,
                aggregate("median")
                        .form("(value double) -> double?", "median($1)")
                        .says("The middle value, or the mean of the two in the middle.")
                        .example("median(x) FROM (VALUES (1), (2), (3), (4)) AS t(x)", "2.5"),
                aggregate("quantile_cont", "quantile", "approx_percentile_cont")
                        .form(
                                "(value double, fraction =double) -> double?",
                                "quantile_cont($1, $2)")
                        .says(
                                "The value below which this fraction lies, between two values if"
                                        + " need be.")
                        .example(
                                "quantile_cont(x, 0.25) FROM (VALUES (1), (2), (3), (4)) AS t(x)",
                                "1.75"),
                aggregate("quantile_disc")
                        .form("(value T, fraction =double) -> T?", "quantile_disc($1, $2)")
                        .says("The same, always one of the values.")
                        .example(
                                "quantile_disc(x, 0.5) FROM (VALUES (1), (2), (3), (4)) AS t(x)",
                                "2"),
                aggregate("approx_quantile", "approx_percentile")
                        .form(
                                "(value double, fraction =double) -> double?",
                                "approx_quantile($1, CAST($2 AS FLOAT))")
                        .says("About the same, in little memory.")
                        .example(
                                "approx_quantile(x, 0.5) BETWEEN 2 AND 3 FROM (VALUES (1), (2),"
                                        + " (3), (4)) AS t(x)",
                                "true"),
                aggregate("mode")
                        .form("(value T) -> T?")
                        .says("The most frequent value.")
                        .example("mode(x) FROM (VALUES (1), (2), (2)) AS t(x)", "2"),
                aggregate("stddev_samp", "stddev")
                        .form("(value double) -> double?", "stddev_samp($1)")
                        .says("The standard deviation of a sample.")
                        .example(
                                "round(stddev(x), 4) FROM (VALUES (1), (2), (3), (4)) AS t(x)",
                                "1.291"),
                aggregate("stddev_pop")
                        .form("(value double) -> double?", "stddev_pop($1)")
                        .says("The standard deviation of everything.")
                        .example(
                                "round(stddev_pop(x), 4) FROM (VALUES (1), (2), (3), (4)) AS t(x)",
                                "1.118"),
                aggregate("var_samp", "variance")
                        .form("(value double) -> double?", "var_samp($1)")
                        .says("The variance of a sample.")
                        .example(
                                "round(var_samp(x), 4) FROM (VALUES (1), (2), (3), (4)) AS t(x)",
                                "1.6667"),
                aggregate("var_pop")
                        .form("(value double) -> double?", "var_pop($1)")
                        .says("The variance of everything.")
                        .example("var_pop(x) FROM (VALUES (1), (2), (3), (4)) AS t(x)", "1.25"),
                aggregate("skewness")
                        .form("(value double) -> double?", "skewness($1)")
                        .says("How lopsided the values lie.")
                        .example("skewness(x) FROM (VALUES (1), (2), (3), (4)) AS t(x)", "0.0"),
                aggregate("kurtosis")
                        .form("(value double) -> double?", "kurtosis($1)")
                        .says("How heavy the tails are, of a sample.")
                        .example(
                                "round(kurtosis(x), 4) FROM (VALUES (1), (2), (3), (4)) AS t(x)",
                                "-1.2"),
                aggregate("kurtosis_pop")
                        .form("(value double) -> double?", "kurtosis_pop($1)")
                        .says("How heavy the tails are, of everything.")
                        .example(
                                "round(kurtosis_pop(x), 4) FROM (VALUES (1), (2), (3), (4)) AS"
                                        + " t(x)",
                                "-1.36"),
                aggregate("mad")
                        .form("(value double) -> double?", "mad($1)")
                        .says("The median distance from the median.")
                        .example("mad(x) FROM (VALUES (1), (2), (3), (4)) AS t(x)", "1.0"),
                aggregate("entropy")
                        .form("(value any) -> double!")
                        .says("How many bits a value tells on average.")
                        .example("entropy(x) FROM (VALUES (1), (2), (3), (4)) AS t(x)", "2.0"),
                aggregate("sem")
                        .form("(value double) -> double?", "sem($1)")
                        .says("The standard error of the mean.")
                        .example(
                                "round(sem(x), 4) FROM (VALUES (1), (2), (3), (4)) AS t(x)",
                                "0.559"),
                aggregate("corr")
                        .form("(y double, x double) -> double?")
                        .says("The correlation, -1 to 1.")
                        .example(
                                "corr(y, x) FROM (VALUES (1, 2), (2, 4), (3, 6)) AS t(x, y)",
                                "1.0"),
                aggregate("covar_samp")
                        .form("(y double, x double) -> double?")
                        .says("The covariance of a sample.")
                        .example(
                                "covar_samp(y, x) FROM (VALUES (1, 2), (2, 4), (3, 6)) AS t(x, y)",
                                "2.0"),
                aggregate("covar_pop")
                        .form("(y double, x double) -> double?")
                        .says("The covariance of everything.")
                        .example(
                                "round(covar_pop(y, x), 4) FROM (VALUES (1, 2), (2, 4), (3, 6)) AS"
                                        + " t(x, y)",
                                "1.3333"),
                aggregate("regr_slope")
                        .form("(y double, x double) -> double?")
                        .says("The slope of the line that fits best.")
                        .example(
                                "regr_slope(y, x) FROM (VALUES (1, 2), (2, 4), (3, 6)) AS t(x, y)",
                                "2.0"),
                aggregate("regr_intercept")
                        .form("(y double, x double) -> double?")
                        .says("Where that line crosses x = 0.")
                        .example(
                                "regr_intercept(y, x) FROM (VALUES (1, 2), (2, 4), (3, 6)) AS t(x,"
                                        + " y)",
                                "0.0"),
                aggregate("regr_r2")
                        .form("(y double, x double) -> double?")
                        .says("How well that line fits, 0 to 1.")
                        .example(
                                "regr_r2(y, x) FROM (VALUES (1, 2), (2, 4), (3, 6)) AS t(x, y)",
                                "1.0"),
                aggregate("regr_count")
                        .form("(y double, x double) -> bigint!", "count($1 + $2)")
                        .says("How many rows have both values.")
                        .example(
                                "regr_count(y, x) FROM (VALUES (1, 2), (2, 4), (3, 6)) AS t(x, y)",
                                "3"),
                aggregate("regr_avgx")
                        .form("(y double, x double) -> double?")
                        .says("The average of x where both are there.")
                        .example(
                                "regr_avgx(y, x) FROM (VALUES (1, 2), (2, 4), (3, 6)) AS t(x, y)",
                                "2.0"),
                aggregate("regr_avgy")
                        .form("(y double, x double) -> double?")
                        .says("The average of y where both are there.")
                        .example(
                                "regr_avgy(y, x) FROM (VALUES (1, 2), (2, 4), (3, 6)) AS t(x, y)",
                                "4.0"),
                aggregate("regr_sxx")
                        .form("(y double, x double) -> double?")
                        .says("The sum of squares of x around its average.")
                        .example(
                                "regr_sxx(y, x) FROM (VALUES (1, 2), (2, 4), (3, 6)) AS t(x, y)",
                                "2.0"),
                aggregate("regr_syy")
                        .form("(y double, x double) -> double?")
                        .says("The sum of squares of y around its average.")
                        .example(
                                "regr_syy(y, x) FROM (VALUES (1, 2), (2, 4), (3, 6)) AS t(x, y)",
                                "8.0"),
                aggregate("regr_sxy")
                        .form("(y double, x double) -> double?")
                        .says("The sum of products of both around their averages.")
                        .example(
                                "regr_sxy(y, x) FROM (VALUES (1, 2), (2, 4), (3, 6)) AS t(x, y)",
                                "4.0"));
    }
}

package io.penstock.planner.function;

import static io.penstock.planner.function.FunctionRow.builtIn;
import static io.penstock.planner.function.FunctionRow.scalar;

import com.google.common.collect.ImmutableList;

/** Functions of numbers. */
final class NumberFunctions {
    private NumberFunctions() {}

    static ImmutableList<CatalogueFunction> rows() {
        return FunctionRow.table(
                FunctionTopic.NUMBER,
                scalar("abs")
                        .form("(value N) -> N")
                        .says("The number without its sign.")
                        .example("abs(-7)", "7")
                        .example("abs(-1.5)", "1.5"),
                scalar("sign")
                        .form("(value number) -> int", "CAST(sign($1) AS INTEGER)")
                        .says("-1, 0 or 1.")
                        .example("sign(-3.2)", "-1"),
                scalar("round")
                        .form("(value I, [digits int]) -> I", "CAST(round($*) AS $R)")
                        .form("(value X, [digits =int]) -> wide(X)", "CAST(round($*) AS $R)")
                        .form("(value double) -> double", "round($1)")
                        .form("(value double, digits int) -> double", "round($1, $2)")
                        .says(
                                "The nearest number with so many digits behind the point; a"
                                        + " negative count rounds before it.")
                        .example("round(2.567e0, 1)", "2.6")
                        .example("round(2.5)", "3.0")
                        .example("round(1234, -2)", "1200"),
                scalar("round_even", "bankers_round")
                        .form("(value double, digits int) -> double", "round_even($1, $2)")
                        .says(
                                "The nearest number with so many digits; halves go to the even"
                                        + " neighbour.")
                        .example("round_even(2.5e0, 0)", "2.0"),
                scalar("trunc", "truncate")
                        .form("(value I) -> I", "CAST(trunc($1) AS $R)")
                        .form("(value X) -> X", "CAST(trunc($1) AS $R)")
                        .form("(value double) -> double", "trunc($1)")
                        .form("(value double, digits int) -> double", "trunc($1, $2)")
                        .says(
                                "The number without what stands behind the point, or behind so many"
                                        + " digits.")
                        .example("trunc(-2.9e0)", "-2.0")
                        .example("trunc(2.567e0, 1)", "2.5"),
                scalar("even")
                        .form("(value double) -> double")
                        .says("The next even number away from zero.")
                        .example("even(2.1)", "4.0"),
                scalar("div", "intdiv")
                        .form("(value I, by I) -> I", "CAST($1 // $2 AS $R)")
                        .says("The whole part of a division; an error when divided by zero.")
                        .example("div(7, 2)", "3"),
                builtIn(FunctionKind.SCALAR, "mod")
                        .form("(value N, by N) -> N")
                        .says("What a division leaves; an error when divided by zero.")
                        .example("mod(7, 3)", "1"),
                builtIn(FunctionKind.SCALAR, "floor")
                        .form("(value N) -> N")
                        .says("The next whole number below; FLOOR(x TO MONTH) for times.")
                        .example("floor(-2.5)", "-3"),
                builtIn(FunctionKind.SCALAR, "ceil", "ceiling")
                        .form("(value N) -> N")
                        .says("The next whole number above; CEIL(x TO MONTH) for times.")
                        .example("ceil(2.1)", "3"),
                scalar("fdiv")
                        .form("(value double, by double) -> double", "floor($1 / nullif($2, 0))")
                        .says(
                                "The whole part of a division, rounded down; NULL when divided by"
                                        + " zero.")
                        .example("fdiv(-7, 2)", "-4.0"),
                scalar("fmod")
                        .form("(value double, by double) -> double", "fmod($1, nullif($2, 0))")
                        .says("What fdiv leaves; NULL when divided by zero.")
                        .example("fmod(-7, 2)", "1.0"),
                scalar("safe_divide")
                        .form("(value double, by double) -> double?", "($1 / nullif($2, 0))")
                        .says("A division; NULL when divided by zero.")
                        .example("safe_divide(1, 0)", "NULL")
                        .example("safe_divide(1, 4)", "0.25"),
                scalar("gcd", "greatest_common_divisor")
                        .form("(one bigint, other bigint) -> bigint", "gcd($1, $2)")
                        .says("The greatest common divisor.")
                        .example("gcd(42, 57)", "3"),
                scalar("lcm", "least_common_multiple")
                        .form("(one bigint, other bigint) -> bigint", "lcm($1, $2)")
                        .says("The least common multiple.")
                        .example("lcm(4, 6)", "12"),
                scalar("factorial")
                        .form("(value int) -> hugeint", "CAST(factorial($1) AS $R)")
                        .says("The product of all whole numbers up to this; an error above 33.")
                        .example("factorial(5)", "120"),
                scalar("gamma")
                        .form("(value double) -> double")
                        .says("The gamma function.")
                        .example("gamma(5)", "24.0"),
                scalar("lgamma")
                        .form("(value double) -> double")
                        .says("The logarithm of the gamma function.")
                        .example("lgamma(2)", "0.0"),
                scalar("sqrt")
                        .form("(value double) -> double")
                        .says("The square root; an error below zero.")
                        .example("sqrt(16)", "4.0"),
                scalar("cbrt")
                        .form("(value double) -> double")
                        .says("The cube root.")
                        .example("round(cbrt(27), 6)", "3.0"),
                scalar("exp")
                        .form("(value double) -> double")
                        .says("The number e to this power.")
                        .example("exp(0)", "1.0"),
                scalar("power", "pow")
                        .form("(value double, exponent double) -> double", "pow($1, $2)")
                        .says("A number to a power.")
                        .example("power(2, 10)", "1024.0"),
                scalar("square")
                        .form("(value double) -> double", "pow($1, 2)")
                        .says("A number times itself.")
                        .example("square(3)", "9.0"),
                scalar("hypot")
                        .form(
                                "(one double, other double) -> double",
                                "sqrt(pow($1, 2) + pow($2, 2))")
                        .says("The length of the longest side of a right triangle.")
                        .example("hypot(3, 4)", "5.0"),
                scalar("ln")
                        .form("(value double) -> double")
                        .says("The natural logarithm; an error below or at zero.")
                        .example("ln(1)", "0.0"),
                scalar("log")
                        .form("(value double) -> double", "log10($1)")
                        .form("(base double, value double) -> double", "log($1, $2)")
                        .says("The logarithm to the base 10, or to a base given first.")
                        .example("log(100)", "2.0")
                        .example("round(log(2, 8), 6)", "3.0"),
                scalar("log10")
                        .form("(value double) -> double")
                        .says("The logarithm to the base 10.")
                        .example("log10(1000)", "3.0"),
                scalar("log2")
                        .form("(value double) -> double")
                        .says("The logarithm to the base 2.")
                        .example("log2(8)", "3.0"),
                scalar("pi")
                        .form("() -> double!")
                        .says("The number pi.")
                        .example("round(pi(), 5)", "3.14159"),
                scalar("degrees")
                        .form("(value double) -> double")
                        .says("Radians as degrees.")
                        .example("degrees(pi())", "180.0"),
                scalar("radians")
                        .form("(value double) -> double")
                        .says("Degrees as radians.")
                        .example("round(radians(180), 5)", "3.14159"),
                scalar("sin")
                        .form("(value double) -> double")
                        .says("The sine of radians.")
                        .example("sin(0)", "0.0"),
                scalar("cos")
                        .form("(value double) -> double")
                        .says("The cosine of radians.")
                        .example("cos(0)", "1.0"),
                scalar("tan")
                        .form("(value double) -> double")
                        .says("The tangent of radians.")
                        .example("tan(0)", "0.0"),
                scalar("cot")
                        .form("(value double) -> double")
                        .says("The cotangent of radians.")
                        .example("round(cot(1), 4)", "0.6421"),
                scalar("asin")
                        .form("(value double) -> double")
                        .says("The arc sine; an error outside -1 to 1.")
                        .example("asin(0)", "0.0"),
                scalar("acos")
                        .form("(value double) -> double")
                        .says("The arc cosine; an error outside -1 to 1.")
                        .example("acos(1)", "0.0"),
                scalar("atan")
                        .form("(value double) -> double")
                        .says("The arc tangent.")
                        .example("atan(0)", "0.0"),
                scalar("atan2")
                        .form("(y double, x double) -> double")
                        .says("The angle of a point.")
                        .example("round(atan2(1, 1), 5)", "0.7854"),
                scalar("sinh")
                        .form("(value double) -> double")
                        .says("The hyperbolic sine.")
                        .example("sinh(0)", "0.0"),
                scalar("cosh")
                        .form("(value double) -> double")
                        .says("The hyperbolic cosine.")
                        .example("cosh(0)", "1.0"),
                scalar("tanh")
                        .form("(value double) -> double")
                        .says("The hyperbolic tangent.")
                        .example("tanh(0)", "0.0"),
                scalar("asinh")
                        .form("(value double) -> double")
                        .says("The inverse of sinh.")
                        .example("asinh(0)", "0.0"),
                scalar("acosh")
                        .form("(value double) -> double")
                        .says("The inverse of cosh.")
                        .example("acosh(1)", "0.0"),
                scalar("atanh")
                        .form("(value double) -> double")
                        .says("The inverse of tanh.")
                        .example("atanh(0)", "0.0"),
                scalar("nextafter")
                        .form("(value double, toward double) -> double")
                        .says("The next floating-point number in a direction.")
                        .example("nextafter(1, 2) > 1", "true"),
                scalar("isnan")
                        .form("(value double) -> boolean")
                        .says("Whether a number is NaN.")
                        .example("isnan(CAST('nan' AS DOUBLE))", "true"),
                scalar("isinf")
                        .form("(value double) -> boolean")
                        .says("Whether a number is infinite.")
                        .example("isinf(CAST('infinity' AS DOUBLE))", "true"),
                scalar("isfinite")
                        .form("(value double) -> boolean")
                        .says("Whether a number is neither infinite nor NaN.")
                        .example("isfinite(1)", "true"),
                scalar("signbit")
                        .form("(value double) -> boolean")
                        .says("Whether a number has a minus.")
                        .example("signbit(-1)", "true"),
                scalar("width_bucket")
                        .form(
                                "(value double, low double, high double, count bigint) -> bigint",
                                "CAST(CASE WHEN $2 + $3 + $4 IS NULL THEN NULL WHEN $1 < $2 THEN 0"
                                    + " WHEN $1 >= $3 THEN $4 + 1 ELSE floor(($1 - $2) / ($3 - $2)"
                                    + " * $4) + 1 END AS BIGINT)")
                        .says(
                                "In which of so many equal buckets between two ends a value lies; 0"
                                        + " and count + 1 are outside.")
                        .example("width_bucket(35, 0, 100, 10)", "4"),
                scalar("random", "rand")
                        .form("() -> double!", "random()")
                        .isVolatile()
                        .says("A number from 0 up to 1, another one for each row.")
                        .example("random() < 1", "true"));
    }
}

package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.PlannerError;
import io.penstock.spi.error.QueryException;

import org.apache.calcite.runtime.CalciteContextException;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The validator's complaints in words that help. They are told apart by their text, which is all
 * that Calcite gives; what is not in the table keeps its text and is {@link PlannerError#INVALID}.
 */
final class ValidationErrors {
    private ValidationErrors() {}

    private record Rule(
            Pattern pattern, PlannerError code, Function<MatchResult, String> message) {}

    private static Rule rule(
            String pattern, PlannerError code, Function<MatchResult, String> message) {
        return new Rule(Pattern.compile(pattern, Pattern.DOTALL), code, message);
    }

    private static Rule rule(String pattern, PlannerError code, String message) {
        return rule(pattern, code, match -> fill(message, match));
    }

    /** Puts the pattern's groups in place of {@code {1}}, {@code {2}}. */
    private static String fill(String message, MatchResult match) {
        String filled = message;
        for (int i = 1; i <= match.groupCount(); i++) {
            filled = filled.replace("{" + i + "}", String.valueOf(match.group(i)));
        }
        return filled;
    }

    private static final ImmutableList<Rule> RULES =
            ImmutableList.of(
                    rule(
                            "Object '(.*?)' not found(?: within '(.*?)')?(?:; did you mean .*)?",
                            PlannerError.UNKNOWN_TABLE,
                            match ->
                                    "Unknown table '%s'"
                                            .formatted(
                                                    match.group(2) == null
                                                            ? match.group(1)
                                                            : match.group(2)
                                                                    + "."
                                                                    + match.group(1))),
                    rule(
                            "Table '(.*?)' not found.*",
                            PlannerError.UNKNOWN_TABLE,
                            "Unknown table or alias '{1}'; an alias counts only where its FROM is"),
                    rule(
                            "Column '(.*?)' is ambiguous",
                            PlannerError.AMBIGUOUS_NAME,
                            "'{1}' is the name of more than one column here; write the table's name"
                                + " or alias before it, or select them under names that differ"),
                    rule(
                            "Column name '(.*?)' in NATURAL join or USING clause is not unique.*",
                            PlannerError.AMBIGUOUS_NAME,
                            "Column '{1}' of USING is twice on one side of the join; join with ON"),
                    rule(
                            "Column '(.*?)' matched using NATURAL keyword or USING clause has"
                                    + " incompatible types: cannot compare '(.*?)' to '(.*?)'",
                            PlannerError.TYPE_MISMATCH,
                            match ->
                                    "Column '%s' of USING is %s on one side and %s on the other; join with ON and a CAST"
                                            .formatted(
                                                    match.group(1),
                                                    TypeNames.plain(match.group(2)),
                                                    TypeNames.plain(match.group(3)))),
                    rule(
                            "The definition of column '(.*?)' depends on itself.*",
                            PlannerError.INVALID,
                            "The alias '{1}' is defined by itself; give it another name, or write"
                                    + " the table's name before the column"),
                    rule(
                            "Unknown (?:identifier|datatype name) '(.*?)'",
                            PlannerError.SYNTAX,
                            "Unknown type '{1}'; types are BOOLEAN, INTEGER, BIGINT, DOUBLE,"
                                    + " DECIMAL(p, s), VARCHAR, DATE, TIMESTAMP and others"),
                    rule(
                            "Unknown field '(.*?)'",
                            PlannerError.UNKNOWN_COLUMN,
                            "Unknown field '{1}'"),
                    rule(
                            "ROW type does not have a field named '(.*?)': (.*)",
                            PlannerError.UNKNOWN_COLUMN,
                            "Unknown field '{1}'; the fields are {2}"),
                    rule(
                            "Invalid number of arguments to function '(.*?)'. Was expecting (\\d+)"
                                    + " arguments",
                            PlannerError.ARGUMENT_COUNT,
                            match ->
                                    "%s takes %s"
                                            .formatted(
                                                    lower(match.group(1)),
                                                    arguments(match.group(2)))),
                    rule(
                            "Encountered (.*?) with ([\\d,.]+) parameter\\(s\\); was expecting"
                                    + " (.*)",
                            PlannerError.ARGUMENT_COUNT,
                            "{1} has {2} arguments; it takes {3}"),
                    rule(
                            "Wrong number of arguments to expression|Percentile functions must have"
                                    + " 1 or 2 arguments",
                            PlannerError.ARGUMENT_COUNT,
                            "Wrong number of arguments"),
                    rule(
                            "Function '(.*?)' (?:is not defined|not found)",
                            PlannerError.UNKNOWN_FUNCTION,
                            "Unknown function '{1}'"),
                    rule(
                            "Cannot apply '\\$SCALAR_QUERY' to arguments .*",
                            PlannerError.ARGUMENT_COUNT,
                            "A sub-query that is used as a value must have one column"),
                    rule(
                            "Cannot apply '(?:=|<>|!=|<|>|<=|>=|BETWEEN.*?|IS .*DISTINCT FROM|IN)'"
                                    + " to arguments of type '(.*?)'\\. Supported form.*",
                            PlannerError.TYPE_MISMATCH,
                            match -> incomparable(match.group(1))),
                    rule(
                            "Cannot apply 'ITEM' to arguments of type '(.*?)'\\. Supported form.*",
                            PlannerError.ARGUMENT_TYPE,
                            match ->
                                    "%s has no elements; only lists, maps and rows have"
                                            .formatted(TypeNames.arguments(match.group(1)).get(0))),
                    rule(
                            "Cannot apply '([A-Za-z][A-Za-z_0-9]*)' to arguments of type '(.*?)'\\."
                                    + " Supported form\\(s\\): (.*)",
                            PlannerError.ARGUMENT_TYPE,
                            match ->
                                    "%s can't take %s; it takes %s"
                                            .formatted(
                                                    lower(match.group(1)),
                                                    String.join(
                                                            ", ",
                                                            TypeNames.arguments(match.group(2))),
                                                    TypeNames.forms(match.group(3)))),
                    rule(
                            "Cannot apply '(.*?)' to arguments of type '(.*?)'\\. Supported form.*",
                            PlannerError.ARGUMENT_TYPE,
                            match ->
                                    "%s can't take %s; CAST what has the wrong type"
                                            .formatted(
                                                    match.group(1),
                                                    String.join(
                                                            " and ",
                                                            TypeNames.arguments(match.group(2))))),
                    rule(
                            "Cast function cannot convert value of type (.*?) to type (.*)",
                            PlannerError.TYPE_MISMATCH,
                            match ->
                                    "%s can't be cast to %s"
                                            .formatted(
                                                    TypeNames.plain(match.group(1)),
                                                    TypeNames.plain(match.group(2)))),
                    rule(
                            "Cannot compare values of types '(.*?)', '(.*?)'",
                            PlannerError.TYPE_MISMATCH,
                            match -> comparison(match.group(1), match.group(2))),
                    rule(
                            "(\\S.*?) is not comparable to (.*)",
                            PlannerError.TYPE_MISMATCH,
                            match -> comparison(match.group(1), match.group(2))),
                    rule(
                            "Values passed to VALUES operator must have compatible types",
                            PlannerError.NO_COMMON_TYPE,
                            "The rows of VALUES differ in number or type of values"),
                    rule(
                            "Ordinal out of range",
                            PlannerError.INVALID,
                            "The SELECT list has fewer columns than this number"),
                    rule(
                            "'(.*?)' is not a valid time frame.*",
                            PlannerError.INVALID,
                            "'{1}' is no unit of time; units are YEAR, QUARTER, MONTH, WEEK, DAY,"
                                    + " HOUR, MINUTE, SECOND and others"),
                    rule(
                            "Incompatible types",
                            PlannerError.TYPE_MISMATCH,
                            "This value has no fields, or its type does not fit here"),
                    rule(
                            "Data type of ORDER BY prohibits use of RANGE clause",
                            PlannerError.TYPE_MISMATCH,
                            "RANGE needs a number or a time in the window's ORDER BY; use ROWS"),
                    rule(
                            "Values passed to (.*?) operator must have compatible types",
                            PlannerError.TYPE_MISMATCH,
                            "The values on both sides of {1} have types that can't be compared;"
                                    + " CAST one of them"),
                    rule(
                            "Values in expression list must have compatible types|Parameters must"
                                    + " be of the same type",
                            PlannerError.NO_COMMON_TYPE,
                            "The values of this list have no common type; CAST them to one"),
                    rule(
                            "Illegal mixing of types in CASE or COALESCE statement",
                            PlannerError.NO_COMMON_TYPE,
                            "The branches have no common type; CAST them to one"),
                    rule(
                            "Cannot infer return type for (.*?); operand types: \\[(.*)\\]",
                            PlannerError.NO_COMMON_TYPE,
                            match ->
                                    "%s has no common type for %s; CAST them to one"
                                            .formatted(
                                                    match.group(1),
                                                    TypeNames.plain(match.group(2)))),
                    rule(
                            "ELSE clause or at least one THEN clause must be non-NULL",
                            PlannerError.NO_COMMON_TYPE,
                            "All branches of CASE are NULL; give one of them a type: CAST(NULL AS"
                                    + " INTEGER)"),
                    rule(
                            "Type mismatch in column ([\\d.,]+) of (.*)",
                            PlannerError.NO_COMMON_TYPE,
                            "Column {1} of {2} has types without a common one; CAST them to one"),
                    rule(
                            "Column count mismatch in (.*)",
                            PlannerError.INVALID,
                            "The two sides of {1} have different numbers of columns"),
                    rule(
                            "Expression '(.*?)' is not being grouped",
                            PlannerError.NOT_AN_AGGREGATE,
                            "'{1}' is neither in GROUP BY nor inside an aggregate such as max()"),
                    rule(
                            "Expression '(.*?)' is not in the select clause",
                            PlannerError.NOT_AN_AGGREGATE,
                            "'{1}' is not in the SELECT list; with DISTINCT only what is selected"
                                    + " can be used"),
                    rule(
                            "Aggregate expression is illegal in ORDER BY clause of non-aggregating"
                                    + " SELECT",
                            PlannerError.ILLEGAL_AGGREGATION,
                            "An aggregate can't stand in ORDER BY of a SELECT without aggregates or"
                                    + " GROUP BY"),
                    rule(
                            "Aggregate expression is illegal in (.*?) clause",
                            PlannerError.ILLEGAL_AGGREGATION,
                            match ->
                                    "An aggregate can't stand in %s%s"
                                            .formatted(
                                                    match.group(1),
                                                    match.group(1).equals("WHERE")
                                                            ? "; use HAVING"
                                                            : "")),
                    rule(
                            "Windowed aggregate expression is illegal in (.*?) clause|Window"
                                    + " expressions are not permitted in the (HAVING) clause.*",
                            PlannerError.ILLEGAL_AGGREGATION,
                            match ->
                                    "A window function can't stand in %s; use QUALIFY"
                                            .formatted(
                                                    match.group(1) == null
                                                            ? match.group(2)
                                                            : match.group(1))),
                    rule(
                            "Aggregate expressions cannot be nested",
                            PlannerError.ILLEGAL_AGGREGATION,
                            "An aggregate can't stand inside an aggregate; compute the inner one in"
                                    + " a sub-query"),
                    rule(
                            "(FILTER|WITHIN GROUP|WITHIN DISTINCT) must not contain aggregate"
                                    + " expression",
                            PlannerError.ILLEGAL_AGGREGATION,
                            "An aggregate can't stand in {1}"),
                    rule(
                            "(OVER|FILTER) must be applied to aggregate function",
                            PlannerError.ILLEGAL_AGGREGATION,
                            "{1} can only follow an aggregate or window function"),
                    rule(
                            "OVER clause is necessary for window functions",
                            PlannerError.ILLEGAL_AGGREGATION,
                            "A window function needs OVER (..)"),
                    rule(
                            "(WHERE|ON|HAVING|QUALIFY|FILTER) clause must be a"
                                + " condition|(HAVING|FILTER)(?: clause| expression)? must be (?:a"
                                + " condition|of type BOOLEAN)",
                            PlannerError.TYPE_MISMATCH,
                            match ->
                                    "%s needs a condition that is true or false"
                                            .formatted(
                                                    match.group(1) == null
                                                            ? match.group(2)
                                                            : match.group(1))),
                    rule(
                            "QUALIFY expression '(.*?)' must contain a window function",
                            PlannerError.INVALID,
                            "QUALIFY needs a window function; for other conditions use WHERE or"
                                    + " HAVING"),
                    rule(
                            "INNER, LEFT, RIGHT, FULL, or ASOF join requires a condition.*",
                            PlannerError.INVALID,
                            "This join needs ON or USING; to pair every row with every row use"
                                    + " CROSS JOIN"),
                    rule(
                            "List of column aliases must have same degree as table; table has"
                                + " ([\\d]+) columns (.*), whereas alias list has ([\\d]+) columns",
                            PlannerError.INVALID,
                            "The alias names {3} columns; there are {1}: {2}"),
                    rule(
                            "Duplicate name '(.*?)' in column alias list",
                            PlannerError.AMBIGUOUS_NAME,
                            "The column name '{1}' is twice in the list"),
                    rule(
                            "Duplicate relation name '(.*?)' in FROM clause",
                            PlannerError.AMBIGUOUS_NAME,
                            "'{1}' is twice in FROM; give one of them another alias"),
                    rule(
                            "Window '(.*?)' not found",
                            PlannerError.INVALID,
                            "Unknown window '{1}'; name it in WINDOW {1} AS (..)"),
                    rule(
                            "Numeric literal '(.*?)' out of range",
                            PlannerError.INVALID,
                            "The number {1} is too long; numbers have at most 38 digits"),
                    rule(
                            "Illegal (\\S+) literal '(.*?)': not in format '(.*?)'",
                            PlannerError.SYNTAX,
                            "'{2}' is not a {1}; write {1} '{3}'"),
                    rule(
                            "Literal '(.*?)' can not be parsed to type '(.*?)'",
                            PlannerError.TYPE_MISMATCH,
                            "'{1}' can't be read as {2}"),
                    rule(
                            "Illegal INTERVAL literal (.*?); at .*|Illegal interval literal format"
                                    + " (.*?) for .*",
                            PlannerError.SYNTAX,
                            match ->
                                    "%s is not an interval; write INTERVAL '3' DAY or INTERVAL '3 days'"
                                            .formatted(
                                                    match.group(1) == null
                                                            ? match.group(2)
                                                            : match.group(1))),
                    rule(
                            "SELECT \\* requires a FROM clause",
                            PlannerError.INVALID,
                            "SELECT * needs a FROM"),
                    rule(
                            "SELECT \\* (EXCLUDE/EXCEPT|REPLACE) list contains unknown"
                                    + " column\\(s\\): (.*)",
                            PlannerError.UNKNOWN_COLUMN,
                            match ->
                                    "Unknown column '%s' in %s"
                                            .formatted(
                                                    match.group(2),
                                                    match.group(1).startsWith("EX")
                                                            ? "EXCLUDE"
                                                            : "REPLACE")),
                    rule(
                            "SELECT \\* EXCLUDE/EXCEPT list cannot exclude all columns",
                            PlannerError.INVALID,
                            "EXCLUDE leaves no column"),
                    rule(
                            "UNNEST argument must be a collection",
                            PlannerError.ARGUMENT_TYPE,
                            "UNNEST needs a list or a map"),
                    rule(
                            "Operand (.*?) must be a query",
                            PlannerError.INVALID,
                            "A sub-query must stand here: {1}"),
                    rule(
                            "Unequal number of entries in ROW expressions",
                            PlannerError.TYPE_MISMATCH,
                            "The rows on both sides have different numbers of values"),
                    rule(
                            "A recursive query only supports (?:binary )?UNION \\[ALL\\] operator",
                            PlannerError.INVALID,
                            "WITH RECURSIVE needs a first part, UNION or UNION ALL, and a part that"
                                    + " reads itself"),
                    rule(
                            "DECIMAL (precision|scale) (\\d+) must be between (\\d+) and (\\d+)",
                            PlannerError.INVALID,
                            "The {1} of DECIMAL is {2}; it goes from {3} to {4}"),
                    rule(
                            "TABLESAMPLE percentage must be between 0 and 100, inclusive",
                            PlannerError.INVALID,
                            "TABLESAMPLE takes 0 to 100 percent"));

    private static final Pattern BARE_POSITION =
            Pattern.compile(
                    "(?:From|At) line \\d+, column \\d+(?: to line \\d+, column \\d+)?:? ?");

    /** Our own errors, met inside Calcite's calls, come out as they are. */
    static QueryException translate(CalciteContextException e, Places places, Known known) {
        Throwable cause = rootOf(e);
        if (cause instanceof QueryException ours) {
            return ours;
        }
        String text = BARE_POSITION.matcher(String.valueOf(cause.getMessage())).replaceFirst("");
        Optional<UnknownNames.Complaint> unknown = UnknownNames.complaint(text, known);
        if (unknown.isPresent()) {
            return at(e, places, unknown.get().code(), unknown.get().message());
        }
        for (Rule rule : RULES) {
            Matcher matcher = rule.pattern().matcher(text);
            if (matcher.matches()) {
                return at(e, places, rule.code(), rule.message().apply(matcher));
            }
        }
        return at(e, places, PlannerError.INVALID, text);
    }

    private static Throwable rootOf(CalciteContextException e) {
        Throwable cause = e;
        while (cause.getCause() != null && !(cause instanceof QueryException)) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static QueryException at(
            CalciteContextException e, Places places, PlannerError code, String message) {
        return new QueryException(
                code,
                message,
                e.getPosLine() > 0
                        ? Optional.of(places.at(e.getPosLine(), e.getPosColumn()))
                        : Optional.empty(),
                e);
    }

    private static String comparison(String one, String other) {
        return "%s and %s can't be compared; CAST one of them"
                .formatted(TypeNames.plain(one), TypeNames.plain(other));
    }

    private static String arguments(String count) {
        return count.equals("1") ? "1 argument" : count + " arguments";
    }

    private static String incomparable(String signature) {
        List<String> types = TypeNames.arguments(signature);
        return types.size() < 2
                ? "These values can't be compared; CAST them"
                : comparison(types.get(0), types.get(1));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}

package io.penstock.planner.function;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/**
 * Calcite's operators that SQL may use, one by one: what the parser writes by itself and what the
 * printer knows how to print.
 */
final class StandardOperators {
    static final ImmutableList<SqlOperator> ALL =
            ImmutableList.<SqlOperator>builder()
                    // Queries
                    .add(
                            SqlStdOperatorTable.UNION,
                            SqlStdOperatorTable.UNION_ALL,
                            SqlStdOperatorTable.EXCEPT,
                            SqlStdOperatorTable.EXCEPT_ALL,
                            SqlStdOperatorTable.INTERSECT,
                            SqlStdOperatorTable.INTERSECT_ALL,
                            SqlStdOperatorTable.AS,
                            SqlStdOperatorTable.VALUES,
                            SqlStdOperatorTable.LATERAL,
                            SqlStdOperatorTable.TABLESAMPLE,
                            SqlStdOperatorTable.UNNEST,
                            SqlStdOperatorTable.UNNEST_WITH_ORDINALITY,
                            SqlStdOperatorTable.EXPLICIT_TABLE,
                            SqlStdOperatorTable.DESC,
                            SqlStdOperatorTable.NULLS_FIRST,
                            SqlStdOperatorTable.NULLS_LAST,
                            SqlStdOperatorTable.CUBE,
                            SqlStdOperatorTable.ROLLUP,
                            SqlStdOperatorTable.GROUPING_SETS,
                            SqlStdOperatorTable.EXISTS,
                            SqlStdOperatorTable.SCALAR_QUERY,
                            SqlStdOperatorTable.ARRAY_QUERY,
                            SqlStdOperatorTable.FILTER,
                            SqlStdOperatorTable.WITHIN_GROUP,
                            SqlStdOperatorTable.WITHIN_DISTINCT,
                            SqlStdOperatorTable.OVER,
                            SqlStdOperatorTable.IGNORE_NULLS,
                            SqlStdOperatorTable.RESPECT_NULLS)
                    // Logic and comparison
                    .add(
                            SqlStdOperatorTable.AND,
                            SqlStdOperatorTable.OR,
                            SqlStdOperatorTable.NOT,
                            SqlStdOperatorTable.EQUALS,
                            SqlStdOperatorTable.NOT_EQUALS,
                            SqlStdOperatorTable.LESS_THAN,
                            SqlStdOperatorTable.LESS_THAN_OR_EQUAL,
                            SqlStdOperatorTable.GREATER_THAN,
                            SqlStdOperatorTable.GREATER_THAN_OR_EQUAL,
                            SqlStdOperatorTable.IS_DISTINCT_FROM,
                            SqlStdOperatorTable.IS_NOT_DISTINCT_FROM,
                            SqlStdOperatorTable.IN,
                            SqlStdOperatorTable.NOT_IN,
                            SqlStdOperatorTable.SEARCH,
                            SqlStdOperatorTable.BETWEEN,
                            SqlStdOperatorTable.NOT_BETWEEN,
                            SqlStdOperatorTable.SYMMETRIC_BETWEEN,
                            SqlStdOperatorTable.SYMMETRIC_NOT_BETWEEN,
                            SqlStdOperatorTable.IS_NULL,
                            SqlStdOperatorTable.IS_NOT_NULL,
                            SqlStdOperatorTable.IS_TRUE,
                            SqlStdOperatorTable.IS_NOT_TRUE,
                            SqlStdOperatorTable.IS_FALSE,
                            SqlStdOperatorTable.IS_NOT_FALSE,
                            SqlStdOperatorTable.IS_UNKNOWN,
                            SqlStdOperatorTable.IS_NOT_UNKNOWN,
                            SqlStdOperatorTable.OVERLAPS,
                            SqlStdOperatorTable.CASE,
                            SqlStdOperatorTable.COALESCE,
                            SqlStdOperatorTable.NULLIF)
                    .addAll(SqlStdOperatorTable.QUANTIFY_OPERATORS)
                    // Patterns
                    .add(
                            SqlStdOperatorTable.LIKE,
                            SqlStdOperatorTable.NOT_LIKE,
                            SqlLibraryOperators.ILIKE,
                            SqlLibraryOperators.NOT_ILIKE,
                            SqlStdOperatorTable.SIMILAR_TO,
                            SqlStdOperatorTable.NOT_SIMILAR_TO,
                            SqlStdOperatorTable.POSIX_REGEX_CASE_SENSITIVE,
                            SqlStdOperatorTable.POSIX_REGEX_CASE_INSENSITIVE,
                            SqlStdOperatorTable.NEGATED_POSIX_REGEX_CASE_SENSITIVE,
                            SqlStdOperatorTable.NEGATED_POSIX_REGEX_CASE_INSENSITIVE,
                            SqlStdOperatorTable.ESCAPE)
                    // Arithmetic
                    .add(
                            SqlStdOperatorTable.PLUS,
                            SqlStdOperatorTable.MINUS,
                            SqlStdOperatorTable.MULTIPLY,
                            SqlStdOperatorTable.DIVIDE,
                            SqlStdOperatorTable.DIVIDE_INTEGER,
                            SqlStdOperatorTable.PERCENT_REMAINDER,
                            SqlStdOperatorTable.MOD,
                            SqlStdOperatorTable.UNARY_MINUS,
                            SqlStdOperatorTable.UNARY_PLUS,
                            SqlStdOperatorTable.BITAND_OPERATOR,
                            SqlStdOperatorTable.BITXOR_OPERATOR,
                            SqlStdOperatorTable.BIT_LEFT_SHIFT,
                            SqlStdOperatorTable.FLOOR,
                            SqlStdOperatorTable.CEIL)
                    // Text
                    .add(
                            SqlStdOperatorTable.CONCAT,
                            SqlStdOperatorTable.SUBSTRING,
                            SqlStdOperatorTable.TRIM,
                            SqlStdOperatorTable.POSITION,
                            SqlStdOperatorTable.OVERLAY,
                            SqlStdOperatorTable.LITERAL_CHAIN)
                    // Types
                    .add(
                            SqlStdOperatorTable.CAST,
                            SqlLibraryOperators.INFIX_CAST,
                            SqlLibraryOperators.SAFE_CAST,
                            SqlLibraryOperators.TRY_CAST,
                            SqlStdOperatorTable.ROW,
                            SqlStdOperatorTable.DOT,
                            SqlStdOperatorTable.ITEM,
                            SqlStdOperatorTable.ARRAY_VALUE_CONSTRUCTOR,
                            SqlStdOperatorTable.MAP_VALUE_CONSTRUCTOR,
                            SqlStdOperatorTable.DEFAULT)
                    // Time
                    .add(
                            SqlStdOperatorTable.DATETIME_PLUS,
                            SqlStdOperatorTable.MINUS_DATE,
                            SqlStdOperatorTable.INTERVAL,
                            SqlStdOperatorTable.EXTRACT,
                            SqlStdOperatorTable.TIMESTAMP_ADD,
                            SqlStdOperatorTable.TIMESTAMP_DIFF,
                            SqlStdOperatorTable.CURRENT_DATE,
                            SqlStdOperatorTable.CURRENT_TIME,
                            SqlStdOperatorTable.CURRENT_TIMESTAMP,
                            SqlStdOperatorTable.LOCALTIME,
                            SqlStdOperatorTable.LOCALTIMESTAMP)
                    // Aggregates
                    .add(
                            SqlStdOperatorTable.COUNT,
                            SqlStdOperatorTable.SUM,
                            SqlStdOperatorTable.SUM0,
                            SqlStdOperatorTable.AVG,
                            SqlStdOperatorTable.MIN,
                            SqlStdOperatorTable.MAX,
                            SqlStdOperatorTable.SINGLE_VALUE,
                            SqlStdOperatorTable.APPROX_COUNT_DISTINCT,
                            SqlStdOperatorTable.LISTAGG,
                            SqlStdOperatorTable.PERCENTILE_CONT,
                            SqlStdOperatorTable.PERCENTILE_DISC,
                            SqlStdOperatorTable.GROUPING,
                            SqlStdOperatorTable.GROUPING_ID)
                    // Windows
                    .add(
                            SqlStdOperatorTable.ROW_NUMBER,
                            SqlStdOperatorTable.RANK,
                            SqlStdOperatorTable.DENSE_RANK,
                            SqlStdOperatorTable.PERCENT_RANK,
                            SqlStdOperatorTable.CUME_DIST,
                            SqlStdOperatorTable.NTILE,
                            SqlStdOperatorTable.LAG,
                            SqlStdOperatorTable.LEAD,
                            SqlStdOperatorTable.FIRST_VALUE,
                            SqlStdOperatorTable.LAST_VALUE,
                            SqlStdOperatorTable.NTH_VALUE)
                    .build();

    private StandardOperators() {}
}

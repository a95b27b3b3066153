package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.RemoteDialect;

import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

import java.util.List;

/** Aggregate calls in a source's dialect, where it computes exactly what we do. */
final class RemoteAggregates {
    /** A quotient has as many digits behind the point as what is divided. */
    private static final String MORE_DIGITS = "1." + "0".repeat(25);

    private final RemoteDialect dialect;
    private final ImmutableList<RemoteColumn> columns;
    private final List<RelDataType> types;

    RemoteAggregates(
            RemoteDialect dialect, ImmutableList<RemoteColumn> columns, List<RelDataType> types) {
        this.dialect = dialect;
        this.columns = columns;
        this.types = types;
    }

    /**
     * A column to group by: as both the key and what is selected.
     *
     * @throws NotAsked when the source may make other groups
     */
    RemoteColumn key(int column) {
        RemoteColumn input = comparable(column);
        String collation = RemoteTypes.collation(dialect, types.get(column));
        return collation.isEmpty()
                ? input
                : new RemoteColumn(
                        "(%s%s)".formatted(input.text(), collation),
                        RemoteColumn.Nature.COLLATED,
                        false);
    }

    /**
     * A call.
     *
     * @throws NotAsked when the source may compute something else
     */
    String call(AggregateCall call) {
        return call(call, filter(call));
    }

    /**
     * A call over a window.
     *
     * @param window with its keyword
     * @throws NotAsked when the source may compute something else
     */
    String over(AggregateCall call, String window) {
        return call(call, " " + window);
    }

    private String call(AggregateCall call, String filter) {
        if (call.distinctKeys != null || call.hasCollation() || call.isApproximate()) {
            throw kept(call);
        }
        return switch (call.getAggregation().getKind()) {
            case COUNT -> count(call) + filter;
            case MIN ->
                    "%s(%s)%s".formatted(isFlag(call) ? "BOOL_AND" : "MIN", ordered(call), filter);
            case MAX ->
                    "%s(%s)%s".formatted(isFlag(call) ? "BOOL_OR" : "MAX", ordered(call), filter);
            case SUM -> sum(call, filter);
            case SUM0 -> "COALESCE(%s, 0)".formatted(sum(call, filter));
            case AVG -> average(call, filter);
            default -> throw kept(call);
        };
    }

    private String filter(AggregateCall call) {
        if (!call.hasFilter()) {
            return "";
        }
        if (dialect != RemoteDialect.POSTGRESQL && dialect != RemoteDialect.H2) {
            throw new NotAsked("the source has no FILTER of truth values");
        }
        return dialect == RemoteDialect.H2
                ? ""
                : " FILTER (WHERE %s)".formatted(columns.get(call.filterArg).text());
    }

    /** H2 fails where a FILTER leaves nothing of a group, if there was another before it. */
    private String filtered(AggregateCall call, String value) {
        return call.hasFilter() && dialect == RemoteDialect.H2
                ? "CASE WHEN %s THEN %s END".formatted(columns.get(call.filterArg).text(), value)
                : value;
    }

    private String count(AggregateCall call) {
        List<Integer> arguments = call.getArgList();
        if (arguments.isEmpty()) {
            String one = filtered(call, "1");
            return one.equals("1") ? "COUNT(*)" : "COUNT(%s)".formatted(one);
        }
        if (arguments.size() > 1) {
            throw kept(call);
        }
        int column = arguments.get(0);
        requireNulls(column);
        return call.isDistinct()
                ? "COUNT(DISTINCT %s)".formatted(filtered(call, key(column).text()))
                : "COUNT(%s)".formatted(filtered(call, columns.get(column).text()));
    }

    /** MySQL's date of zeros is not NULL there, but no date here either. */
    private void requireNulls(int column) {
        if (dialect == RemoteDialect.MYSQL && RemoteTypes.isTime(types.get(column))) {
            throw new NotAsked("the source has dates that are NULL here and not there");
        }
    }

    /** Of truth values PostgreSQL has no least and no greatest, but the same by other names. */
    private boolean isFlag(AggregateCall call) {
        return dialect == RemoteDialect.POSTGRESQL
                && types.get(call.getArgList().get(0)).getSqlTypeName() == SqlTypeName.BOOLEAN;
    }

    private String ordered(AggregateCall call) {
        return filtered(call, key(call.getArgList().get(0)).text());
    }

    private String sum(AggregateCall call, String filter) {
        int column = exactNumber(call);
        String text = "SUM(%s)%s".formatted(argument(call, column), filter);
        boolean whole = SqlTypeName.INT_TYPES.contains(call.getType().getSqlTypeName());
        return switch (dialect) {
            case POSTGRESQL, H2 -> whole ? "CAST(%s AS BIGINT)".formatted(text) : text;
            // A cast would make the greatest number of what does not fit; DIV fails.
            case MYSQL -> whole ? "(%s DIV 1)".formatted(text) : text;
            // Fails where the sum does not fit 64 bits, as ours does.
            case SQLITE -> {
                if (!whole) {
                    throw kept(call);
                }
                yield text;
            }
            case ANSI -> throw kept(call);
        };
    }

    /**
     * Divided with more digits than a floating-point number has, and rounded to one then: DuckDB
     * divides with more, too.
     */
    private String average(AggregateCall call, String filter) {
        int column = exactNumber(call);
        String argument = argument(call, column);
        String sum = "SUM(%s)%s".formatted(argument, filter);
        String exact =
                switch (dialect) {
                    case POSTGRESQL -> "CAST(%s AS NUMERIC) * %s".formatted(sum, MORE_DIGITS);
                    case H2 -> "CAST(%s AS DECFLOAT(60))".formatted(sum);
                    case MYSQL, SQLITE, ANSI -> throw kept(call);
                };
        return "CAST(%s / COUNT(%s)%s AS DOUBLE PRECISION)".formatted(exact, argument, filter);
    }

    private String argument(AggregateCall call, int column) {
        return (call.isDistinct() ? "DISTINCT " : "") + filtered(call, comparable(column).text());
    }

    private int exactNumber(AggregateCall call) {
        int column = call.getArgList().get(0);
        RelDataType type = types.get(column);
        boolean exact =
                SqlTypeUtil.isExactNumeric(type)
                        && !SqlTypeName.UNSIGNED_TYPES.contains(type.getSqlTypeName());
        if (!exact) {
            throw new NotAsked(
                    "%s of floating numbers depends on their order"
                            .formatted(call.getAggregation().getName()));
        }
        if (type.getSqlTypeName() == SqlTypeName.DECIMAL && dialect == RemoteDialect.SQLITE) {
            throw new NotAsked("the source keeps decimals as floating-point numbers");
        }
        return column;
    }

    private RemoteColumn comparable(int column) {
        if (columns.get(column).opaque()) {
            throw new NotAsked("the source has a type of its own for the column");
        }
        return columns.get(column);
    }

    private static NotAsked kept(AggregateCall call) {
        return new NotAsked("%s is computed here".formatted(call.getAggregation().getName()));
    }
}

package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.function.AggregateClauses;
import io.penstock.planner.function.CatalogueFunction;
import io.penstock.planner.function.FunctionCatalogue;

import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.type.SqlTypeName;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Aggregate calls over a block's columns. */
final class AggregateText {
    private final ImmutableList<Column> columns;
    private final List<RelDataType> types;
    private final RelDataTypeFactory typeFactory;

    AggregateText(
            ImmutableList<Column> columns,
            List<RelDataType> types,
            RelDataTypeFactory typeFactory) {
        this.columns = columns;
        this.types = types;
        this.typeFactory = typeFactory;
    }

    /**
     * The call's text, of exactly the planned type where DuckDB's own is wider.
     *
     * @throws io.penstock.spi.error.QueryException for aggregates that DuckDB has no like of
     */
    String print(AggregateCall call) {
        if (call.distinctKeys != null) {
            throw Unsupported.construct("WITHIN DISTINCT");
        }
        String filter =
                call.hasFilter() ? " FILTER (WHERE %s)".formatted(text(call.filterArg)) : "";
        Optional<CatalogueFunction> function = FunctionCatalogue.find(call.getAggregation());
        if (function.isPresent()) {
            return ofCatalogue(function.get(), call, filter);
        }
        return switch (call.getAggregation().getKind()) {
            case SUM0 -> exact("coalesce(%s%s, 0)".formatted(plain("sum", call), filter), call);
            case SUM -> exact(sum(call) + filter, call);
            case SINGLE_VALUE -> single(call);
            case LITERAL_AGG -> throw Unsupported.construct("a constant aggregate");
            default -> standard(call) + filter;
        };
    }

    private String ofCatalogue(CatalogueFunction function, AggregateCall call, String filter) {
        return function.printAggregate(
                texts(call),
                call.getArgList().stream().map(types::get).toList(),
                typeFactory,
                new AggregateClauses(
                        call.isDistinct(),
                        call.hasCollation() ? orderBy(call).strip() : "",
                        filter.strip()));
    }

    private String standard(AggregateCall call) {
        return switch (call.getAggregation().getKind()) {
            case COUNT -> count(call);
            case PERCENTILE_CONT -> withinGroup("percentile_cont", call);
            case PERCENTILE_DISC -> withinGroup("percentile_disc", call);
            case LISTAGG -> listagg(call);
            case GROUPING, GROUPING_ID -> "grouping(%s)".formatted(String.join(", ", texts(call)));
            default -> plain(name(call.getAggregation()), call);
        };
    }

    /** DuckDB's name of an aggregate that is not the catalogue's. */
    static String name(SqlAggFunction function) {
        return switch (function.getKind()) {
            case COUNT -> "count";
            case SUM, SUM0 -> "sum";
            case AVG -> "avg";
            case MIN -> "min";
            case MAX -> "max";
            case ANY_VALUE -> "any_value";
            case STDDEV_POP -> "stddev_pop";
            case STDDEV_SAMP -> "stddev_samp";
            case VAR_POP -> "var_pop";
            case VAR_SAMP -> "var_samp";
            case BIT_AND -> "bit_and";
            case BIT_OR -> "bit_or";
            case BIT_XOR -> "bit_xor";
            case ARRAY_AGG, COLLECT -> "list";
            case MODE -> "mode";
            case LISTAGG -> "string_agg";
            default -> other(function);
        };
    }

    private static String other(SqlAggFunction function) {
        return switch (function.getName()) {
            case "APPROX_COUNT_DISTINCT" -> "approx_count_distinct";
            case "EVERY" -> "bool_and";
            case "SOME" -> "bool_or";
            default -> throw Unsupported.construct("the aggregate " + function.getName());
        };
    }

    static boolean isExact(RelDataType type) {
        return SqlTypeName.INT_TYPES.contains(type.getSqlTypeName());
    }

    /** A whole number that is too long is told of as what it is. */
    private String sum(AggregateCall call) {
        return call.getAggregation() == WideSum.WHOLE
                ? "sum(CAST(%s AS HUGEINT))".formatted(texts(call).get(0))
                : plain("sum", call);
    }

    /** DuckDB sums integers into 128 bits. */
    private static String exact(String text, AggregateCall call) {
        boolean wide = call.getAggregation() instanceof WideSum;
        return wide || isExact(call.getType()) ? RexPrinter.cast(text, call.getType()) : text;
    }

    private String text(int column) {
        return columns.get(column).text();
    }

    private List<String> texts(AggregateCall call) {
        return call.getArgList().stream().map(this::text).toList();
    }

    private String plain(String name, AggregateCall call) {
        return "%s(%s)".formatted(name, String.join(", ", arguments(call)));
    }

    /** The arguments, DISTINCT before the first and ORDER BY behind the last. */
    private List<String> arguments(AggregateCall call) {
        List<String> arguments = new ArrayList<>(texts(call));
        if (call.isDistinct() && !arguments.isEmpty()) {
            arguments.set(0, "DISTINCT " + arguments.get(0));
        }
        if (call.hasCollation() && !arguments.isEmpty()) {
            int last = arguments.size() - 1;
            arguments.set(last, arguments.get(last) + orderBy(call));
        }
        return arguments;
    }

    private String orderBy(AggregateCall call) {
        return call.getCollation().getFieldCollations().stream()
                .map(this::key)
                .collect(Collectors.joining(", ", " ORDER BY ", ""));
    }

    private String key(RelFieldCollation key) {
        return WindowText.orderKey(
                text(key.getFieldIndex()),
                key.getDirection().isDescending(),
                key.nullDirection == RelFieldCollation.NullDirection.FIRST);
    }

    private String withinGroup(String name, AggregateCall call) {
        return "%s(%s) WITHIN GROUP (%s)"
                .formatted(name, String.join(", ", texts(call)), orderBy(call).strip());
    }

    private String listagg(AggregateCall call) {
        List<String> arguments = arguments(call);
        // Without a separator, values stand side by side, as SQL says; DuckDB would use a comma.
        if (arguments.size() == 1) {
            String order = call.hasCollation() ? orderBy(call) : "";
            String value = (call.isDistinct() ? "DISTINCT " : "") + texts(call).get(0);
            return "string_agg(%s, ''%s)".formatted(value, order);
        }
        return "string_agg(%s)".formatted(String.join(", ", arguments));
    }

    /** Over several columns only rows count that have no NULL in them. */
    private String count(AggregateCall call) {
        List<String> texts = texts(call);
        String distinct = call.isDistinct() ? "DISTINCT " : "";
        if (texts.isEmpty()) {
            return "count(*)";
        }
        if (texts.size() == 1) {
            return "count(%s%s)".formatted(distinct, texts.get(0));
        }
        String known =
                texts.stream()
                        .map("%s IS NOT NULL"::formatted)
                        .collect(Collectors.joining(" AND "));
        return "count(%sCASE WHEN %s THEN row(%s) END)"
                .formatted(distinct, known, String.join(", ", texts));
    }

    private String single(AggregateCall call) {
        String text = text(call.getArgList().get(0));
        return "CASE WHEN count(*) > 1 THEN error('A sub-query gave more than one row') ELSE any_value(%s) END"
                .formatted(text);
    }
}

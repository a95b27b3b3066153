package io.penstock.planner.dispatch;

import io.penstock.planner.function.AggregateClauses;
import io.penstock.planner.function.CatalogueFunction;
import io.penstock.planner.function.FunctionCatalogue;

import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.rex.RexWindowExclusion;
import org.apache.calcite.sql.SqlKind;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Window functions. */
final class WindowText {
    private final RexPrinter printer;

    WindowText(RexPrinter printer) {
        this.printer = printer;
    }

    String print(RexOver over) {
        String window = " OVER (%s)".formatted(window(over));
        Optional<CatalogueFunction> function = FunctionCatalogue.find(over.getAggOperator());
        if (function.isPresent()) {
            return ofCatalogue(function.get(), over, window);
        }
        String text = "%s(%s)%s".formatted(name(over), arguments(over), window);
        if (over.isA(SqlKind.SUM0)) {
            return RexPrinter.cast("coalesce(%s, 0)".formatted(text), over.getType());
        }
        return over.isA(SqlKind.SUM) && AggregateText.isExact(over.getType())
                ? RexPrinter.cast(text, over.getType())
                : text;
    }

    private String ofCatalogue(CatalogueFunction function, RexOver over, String window) {
        return function.printAggregate(
                over.getOperands().stream().map(printer::print).toList(),
                over.getOperands().stream().map(RexNode::getType).toList(),
                printer.typeFactory(),
                new AggregateClauses(
                        over.isDistinct(),
                        over.ignoreNulls() ? "IGNORE NULLS" : "",
                        window.strip()));
    }

    private String arguments(RexOver over) {
        if (over.getOperands().isEmpty()) {
            return over.isA(SqlKind.COUNT) ? "*" : "";
        }
        String distinct = over.isDistinct() ? "DISTINCT " : "";
        String nulls = over.ignoreNulls() ? " IGNORE NULLS" : "";
        return distinct + printer.printAll(over.getOperands()) + nulls;
    }

    private static String name(RexOver over) {
        return switch (over.getAggOperator().getKind()) {
            case ROW_NUMBER,
                    RANK,
                    DENSE_RANK,
                    PERCENT_RANK,
                    CUME_DIST,
                    NTILE,
                    LAG,
                    LEAD,
                    FIRST_VALUE,
                    LAST_VALUE,
                    NTH_VALUE ->
                    over.getAggOperator().getName().toLowerCase(Locale.ROOT);
            default -> AggregateText.name(over.getAggOperator());
        };
    }

    private String window(RexOver over) {
        RexWindow window = over.getWindow();
        List<String> parts = new ArrayList<>();
        if (!window.partitionKeys.isEmpty()) {
            parts.add("PARTITION BY " + printer.printAll(window.partitionKeys));
        }
        if (!window.orderKeys.isEmpty()) {
            parts.add(
                    "ORDER BY "
                            + window.orderKeys.stream()
                                    .map(this::key)
                                    .collect(Collectors.joining(", ")));
        }
        if (hasFrame(over)) {
            parts.add(frame(window));
        }
        return String.join(" ", parts);
    }

    /** Ranks see their whole partition, whatever the frame. */
    private static boolean hasFrame(RexOver over) {
        return switch (over.getAggOperator().getKind()) {
            case ROW_NUMBER, RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST, NTILE, LAG, LEAD -> false;
            default -> !isDefault(over.getWindow());
        };
    }

    /** Whether a window's frame is the one that it has when none is said. */
    static boolean isDefault(RexWindow window) {
        RexWindowBound lower = window.getLowerBound();
        RexWindowBound upper = window.getUpperBound();
        boolean whole = lower.isUnbounded() && upper.isUnbounded() && window.orderKeys.isEmpty();
        boolean toHere =
                !window.isRows()
                        && lower.isUnbounded()
                        && lower.isPreceding()
                        && upper.isCurrentRow();
        return (whole || toHere) && window.getExclude() == RexWindowExclusion.EXCLUDE_NO_OTHER;
    }

    private String key(RexFieldCollation key) {
        boolean descending = key.getDirection().isDescending();
        boolean first = key.getNullDirection() == RelFieldCollation.NullDirection.FIRST;
        return orderKey(printer.print(key.getKey()), descending, first);
    }

    /** One key of an ORDER BY, with nothing left to defaults. */
    static String orderKey(String text, boolean descending, boolean nullsFirst) {
        return "%s %s NULLS %s"
                .formatted(text, descending ? "DESC" : "ASC", nullsFirst ? "FIRST" : "LAST");
    }

    private String frame(RexWindow window) {
        String exclude =
                window.getExclude() == RexWindowExclusion.EXCLUDE_NO_OTHER
                        ? ""
                        : " " + exclusion(window.getExclude());
        return "%s BETWEEN %s AND %s%s"
                .formatted(
                        window.isRows() ? "ROWS" : "RANGE",
                        bound(window.getLowerBound()),
                        bound(window.getUpperBound()),
                        exclude);
    }

    private static String exclusion(RexWindowExclusion exclusion) {
        return switch (exclusion) {
            case EXCLUDE_NO_OTHER -> "EXCLUDE NO OTHERS";
            case EXCLUDE_CURRENT_ROW -> "EXCLUDE CURRENT ROW";
            case EXCLUDE_TIES -> "EXCLUDE TIES";
            case EXCLUDE_GROUP -> "EXCLUDE GROUP";
        };
    }

    private String bound(RexWindowBound bound) {
        String direction = bound.isPreceding() ? "PRECEDING" : "FOLLOWING";
        if (bound.isCurrentRow()) {
            return "CURRENT ROW";
        }
        return bound.isUnbounded()
                ? "UNBOUNDED " + direction
                : "%s %s"
                        .formatted(
                                printer.print(Objects.requireNonNull(bound.getOffset(), "offset")),
                                direction);
    }
}

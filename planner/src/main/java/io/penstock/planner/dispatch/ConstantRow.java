package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.parse.ParsedQuery;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.DateString;
import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The row of a query that reads no table and computes nothing: {@code SELECT 1}, {@code SELECT ? AS
 * a}. Such queries are what connection pools and BI tools ask before and between all others, and an
 * engine would only copy what is known already.
 *
 * @param cells one for each column of the result
 */
public record ConstantRow(ImmutableList<Cell> cells) {

    /** Where a column's value comes from. */
    public sealed interface Cell {
        /**
         * A value that stands in the query.
         *
         * @param value of the class that {@link BoundValue} has for the column's type
         */
        record Fixed(@Nullable Object value) implements Cell {}

        /**
         * A value that is bound, of the column's very type.
         *
         * @param index in {@link ParsedQuery#values()}
         */
        record Parameter(int index) implements Cell {}
    }

    /** The query's row, when it is that simple. */
    static Optional<ConstantRow> of(ParsedQuery query, List<Field> schema) {
        List<? extends RexNode> expressions = expressions(query.root().rel);
        if (expressions.isEmpty()) {
            return Optional.empty();
        }
        ImmutableList.Builder<Cell> cells = ImmutableList.builder();
        List<Integer> columns = query.root().fields.leftList();
        for (int i = 0; i < columns.size(); i++) {
            Optional<Cell> cell = cell(expressions.get(columns.get(i)), schema.get(i), query);
            if (cell.isEmpty()) {
                return Optional.empty();
            }
            cells.add(cell.get());
        }
        return Optional.of(new ConstantRow(cells.build()));
    }

    private static List<? extends RexNode> expressions(RelNode root) {
        return switch (root) {
            case Values values when values.tuples.size() == 1 -> values.tuples.get(0);
            case Project project when isOneRow(project.getInput()) -> project.getProjects();
            default -> ImmutableList.of();
        };
    }

    private static boolean isOneRow(RelNode rel) {
        return rel instanceof Values values && values.tuples.size() == 1;
    }

    private static Optional<Cell> cell(RexNode expression, Field column, ParsedQuery query) {
        if (!isPlain(column)) {
            return Optional.empty();
        }
        return switch (expression) {
            case RexLiteral literal -> Optional.of(new Cell.Fixed(value(literal, column)));
            case RexDynamicParam parameter -> parameter(parameter, column, query);
            case RexCall cast when cast.getKind() == SqlKind.CAST ->
                    cast.getOperands().get(0) instanceof RexDynamicParam parameter
                            ? parameter(parameter, column, query)
                            : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** A parameter that would have to be changed into the column's type is the engine's. */
    private static Optional<Cell> parameter(
            RexDynamicParam parameter, Field column, ParsedQuery query) {
        BoundValue value = query.values().get(parameter.getIndex());
        return value.type().equals(column.getType())
                ? Optional.of(new Cell.Parameter(parameter.getIndex()))
                : Optional.empty();
    }

    /** Types that have one way to be written, whoever writes them. */
    private static boolean isPlain(Field column) {
        return column.getMetadata().isEmpty()
                && switch (column.getType()) {
                    case ArrowType.Bool ignored -> true;
                    case ArrowType.Int type -> type.getIsSigned() && type.getBitWidth() <= 64;
                    case ArrowType.FloatingPoint type ->
                            type.getPrecision() == FloatingPointPrecision.DOUBLE;
                    case ArrowType.Utf8 ignored -> true;
                    case ArrowType.Date ignored -> true;
                    default -> false;
                };
    }

    private static @Nullable Object value(RexLiteral literal, Field column) {
        if (literal.isNull()) {
            return null;
        }
        return switch (column.getType()) {
            case ArrowType.Bool ignored -> RexLiteral.booleanValue(literal);
            case ArrowType.Int ignored -> literal.getValueAs(Long.class);
            case ArrowType.FloatingPoint ignored -> literal.getValueAs(Double.class);
            case ArrowType.Utf8 ignored -> LiteralText.text(literal);
            case ArrowType.Date ignored ->
                    LocalDate.parse(String.valueOf(literal.getValueAs(DateString.class)));
            default -> throw new IllegalStateException("not plain: " + column);
        };
    }
}

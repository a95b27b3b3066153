package io.penstock.template;

import com.google.common.collect.ImmutableList;

import io.penstock.template.Expression.Literal;
import io.penstock.template.Expression.Operator;
import io.penstock.template.Expression.Sequence;

import java.util.List;
import java.util.Optional;

/** Values that are known without a call, such as a default or a description. */
final class Constants {
    private Constants() {}

    /** The value, if the expression names no variable, parameter or function. */
    static Optional<Object> fold(Expression expression) {
        return switch (expression) {
            case Literal literal -> Optional.of(literal.value());
            case Sequence sequence -> sequence(sequence);
            case Operator operator -> operator(operator);
            default -> Optional.empty();
        };
    }

    /** As a caller would write it: a list with commas. */
    static String text(Object value) {
        return switch (value) {
            case List<?> list -> String.join(",", list.stream().map(Python::text).toList());
            case Boolean b -> b ? "true" : "false";
            default -> Python.text(value);
        };
    }

    private static Optional<Object> sequence(Sequence sequence) {
        ImmutableList.Builder<Object> items = ImmutableList.builder();
        for (Expression item : sequence.items()) {
            Optional<Object> value = fold(item);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            items.add(value.get());
        }
        return Optional.of(sequence.tuple() ? Tuple.of(items.build()) : items.build());
    }

    private static Optional<Object> operator(Operator operator) {
        ImmutableList<Expression> operands = operator.operands();
        Optional<Object> first = fold(operands.get(0));
        Optional<Object> last = fold(operands.get(operands.size() - 1));
        if (first.isEmpty() || last.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    PythonOperations.apply(operator.operation(), first.get(), last.get()));
        } catch (EvaluationException e) {
            return Optional.empty();
        }
    }
}

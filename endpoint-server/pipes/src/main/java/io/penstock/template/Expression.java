package io.penstock.template;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import java.util.Optional;

/** A Python expression. Offsets count from the start of the template's text. */
sealed interface Expression {
    /** Where to point when it fails. */
    int offset();

    /** A number, text, boolean or None, as {@link Python} holds it. */
    record Literal(int offset, Object value) implements Expression {}

    /** A local variable or a parameter. */
    record Name(int offset, String name) implements Expression {}

    /** {@code function(arguments, keyword=value)}. */
    record Call(
            int offset,
            String function,
            ImmutableList<Expression> arguments,
            ImmutableMap<String, Expression> keywords)
            implements Expression {}

    /** {@code target.method(arguments)}. */
    record Method(int offset, Expression target, String method, ImmutableList<Expression> arguments)
            implements Expression {}

    /** {@code target[index]}. */
    record Subscript(int offset, Expression target, Expression index) implements Expression {}

    /** {@code target[from:to:step]}. */
    record Slice(
            int offset,
            Expression target,
            Optional<Expression> from,
            Optional<Expression> to,
            Optional<Expression> step)
            implements Expression {}

    /** One or two operands, all evaluated. */
    record Operator(int offset, Operation operation, ImmutableList<Expression> operands)
            implements Expression {}

    /** {@code a < b <= c}: one operation fewer than operands. */
    record Comparison(
            int offset, ImmutableList<Expression> operands, ImmutableList<Operation> operations)
            implements Expression {}

    /** {@code a and b and c}, or the same with {@code or}: the value that decides. */
    record Logical(int offset, boolean and, ImmutableList<Expression> operands)
            implements Expression {}

    /** {@code then if condition else otherwise}. */
    record Conditional(int offset, Expression condition, Expression then, Expression otherwise)
            implements Expression {}

    /** A list or a tuple. */
    record Sequence(int offset, ImmutableList<Expression> items, boolean tuple)
            implements Expression {}

    /** {@code {key: value}}. */
    record Dictionary(int offset, ImmutableList<Expression> keys, ImmutableList<Expression> values)
            implements Expression {}
}

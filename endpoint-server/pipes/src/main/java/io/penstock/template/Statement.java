package io.penstock.template;

import com.google.common.collect.ImmutableList;

/** One part of a template: text, or a tag with what it encloses. */
sealed interface Statement {
    /** Where it starts, from the start of the template's text. */
    int offset();

    /** SQL to copy. */
    record Text(int offset, String text) implements Statement {}

    /** {@code {{ expression }}}. */
    record Put(int offset, Expression expression) implements Statement {}

    /** {@code {% set name = expression %}}; several names take a sequence apart. */
    record Set(int offset, ImmutableList<String> names, Expression value) implements Statement {}

    /** {@code {% if %}} with its {@code elif} and {@code else}. */
    record If(int offset, ImmutableList<Branch> branches, ImmutableList<Statement> otherwise)
            implements Statement {}

    /** One condition of an {@link If} and what it encloses. */
    record Branch(Expression condition, ImmutableList<Statement> body) {}

    /** {@code {% for names in expression %}}; what is otherwise is done unless a break left it. */
    record For(
            int offset,
            ImmutableList<String> names,
            Expression items,
            ImmutableList<Statement> body,
            ImmutableList<Statement> otherwise)
            implements Statement {}

    /** {@code {% while condition %}}; what is otherwise is done unless a break left it. */
    record While(
            int offset,
            Expression condition,
            ImmutableList<Statement> body,
            ImmutableList<Statement> otherwise)
            implements Statement {}

    /** {@code {% break %}} or {@code {% continue %}}. */
    record Leave(int offset, boolean forGood) implements Statement {}
}

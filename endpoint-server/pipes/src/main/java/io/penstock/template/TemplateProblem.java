package io.penstock.template;

import io.penstock.spi.error.SqlPosition;

/**
 * Something in a template that is wrong, or that its author should know.
 *
 * @param position the author's place
 * @param message names the text seen and what would be right
 */
public record TemplateProblem(SqlPosition position, String message) {}

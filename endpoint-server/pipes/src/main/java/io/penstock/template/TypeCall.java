package io.penstock.template;

import com.google.common.collect.ImmutableList;

import io.penstock.parameter.ScalarType;

import java.util.Optional;

/**
 * A type function as a template calls it.
 *
 * @param shape one value, a list, or identifiers
 * @param element the type of the value or of the list's items
 * @param parameter the parameter's name; absent when an expression is converted
 * @param required whether a default is no excuse for not giving the parameter
 * @param allowed the only values accepted; empty for any
 * @param format a pattern in which dates may come besides the usual one
 */
record TypeCall(
        Shape shape,
        ScalarType element,
        Optional<String> parameter,
        boolean required,
        ImmutableList<String> allowed,
        Optional<String> format) {
    enum Shape {
        VALUE,
        LIST,
        COLUMN,
        COLUMNS,
        TABLE,
        SYMBOL,
        JSON
    }

    /** As the parameter list shows it. */
    String typeName() {
        return switch (shape) {
            case VALUE -> element.function();
            case LIST -> "Array(" + element.function() + ")";
            case COLUMN -> "column";
            case COLUMNS -> "columns";
            case TABLE -> "table";
            case SYMBOL -> "symbol";
            case JSON -> "JSON";
        };
    }

    /** What texts are right: the end of the sentence "it must be". */
    String expectation() {
        return switch (shape) {
            case VALUE -> element.expectation();
            case LIST -> "a list with commas between its items, each " + element.expectation();
            case COLUMN -> "a column's name: letters, digits and _";
            case COLUMNS -> "columns' names with commas between them";
            case TABLE -> "a table's name: letters, digits and _, with its schema before a dot";
            case SYMBOL -> "a name: letters, digits and _";
            case JSON -> "JSON such as [] or {\"a\": 1}";
        };
    }
}

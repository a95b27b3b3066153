package io.penstock.parameter;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.error.SqlPosition;

import java.util.Optional;

/**
 * One parameter of an endpoint, as its templates declare it.
 *
 * @param name as callers write it
 * @param type the type function's name: {@code String}, {@code Int32}, {@code Array(Int32)}, {@code
 *     column}
 * @param defaultValue used when the caller gives none
 * @param required whether a call without it fails whatever path the template takes
 * @param description for people
 * @param example for people
 * @param allowed the only values accepted; empty for any
 * @param format for people, such as a date's pattern
 * @param position where it is first declared
 */
public record Parameter(
        String name,
        String type,
        Optional<String> defaultValue,
        boolean required,
        Optional<String> description,
        Optional<String> example,
        ImmutableList<String> allowed,
        Optional<String> format,
        SqlPosition position) {

    /** What a second declaration of the same parameter adds to the first. */
    public Parameter mergedWith(Parameter second) {
        return new Parameter(
                name,
                type,
                defaultValue.or(second::defaultValue),
                required || second.required,
                description.or(second::description),
                example.or(second::example),
                allowed.isEmpty() ? second.allowed : allowed,
                format.or(second::format),
                position);
    }
}

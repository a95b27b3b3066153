package io.penstock.spi.access;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import java.util.Optional;

/**
 * The right to call a pipe and to read its result.
 *
 * @param pipe its name or its id
 * @param filter a condition over the result's columns that rows must meet; absent for all rows
 * @param fixedParameters values that the caller can't choose, by parameter; every list has at least
 *     one text
 */
public record PipeGrant(
        String pipe,
        Optional<String> filter,
        ImmutableMap<String, ImmutableList<String>> fixedParameters) {

    /** All of a pipe's result, with whatever parameters. */
    public static PipeGrant whole(String pipe) {
        return new PipeGrant(pipe, Optional.empty(), ImmutableMap.of());
    }

    /** Whether nothing of the pipe's result is kept back. */
    public boolean isWhole() {
        return filter.isEmpty() && fixedParameters.isEmpty();
    }

    /** Values and filters may be private. */
    @Override
    public String toString() {
        return "PipeGrant[" + pipe + "]";
    }
}

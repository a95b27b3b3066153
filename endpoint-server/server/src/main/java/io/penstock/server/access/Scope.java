package io.penstock.server.access;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import java.util.Optional;

/**
 * One thing that a token permits.
 *
 * @param type what kind of thing
 * @param resource the name or id of what it is for; empty for types that are for nothing special
 * @param filter a condition that rows must meet; absent for all rows
 * @param columns the columns that may be read; empty for all
 * @param fixedParameters values of a pipe's parameters that the caller can't choose
 */
public record Scope(
        ScopeType type,
        String resource,
        Optional<String> filter,
        ImmutableSet<String> columns,
        ImmutableMap<String, ImmutableList<String>> fixedParameters) {

    /** A scope for nothing special. */
    public static Scope of(ScopeType type) {
        return of(type, "");
    }

    /** A scope for all of a resource. */
    public static Scope of(ScopeType type, String resource) {
        return new Scope(type, resource, Optional.empty(), ImmutableSet.of(), ImmutableMap.of());
    }

    /** Values and filters may be private. */
    @Override
    public String toString() {
        return resource.isEmpty() ? type.label() : type.label() + ":" + resource;
    }
}

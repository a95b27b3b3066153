package io.penstock.server.access;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.error.QueryException;

import java.util.Optional;

/**
 * One thing that a token permits.
 *
 * @param type what kind of thing
 * @param resource the name or id of what it is for, as {@link ResourceName} prints it; empty for
 *     types that are for nothing special
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
    private static final int LONGEST_FILTER = 8_192;

    /** A scope for nothing special. */
    public static Scope of(ScopeType type) {
        return of(type, "");
    }

    /** A scope for all of a resource. */
    public static Scope of(ScopeType type, String resource) {
        return new Scope(type, resource, Optional.empty(), ImmutableSet.of(), ImmutableMap.of());
    }

    /**
     * A scope that fits its type.
     *
     * @throws QueryException {@link AccessError#INVALID}
     */
    static Scope checked(
            ScopeType type,
            Optional<ResourceName> resource,
            ImmutableSet<String> columns,
            Optional<String> filter) {
        if (type.isOfResource() && resource.isEmpty()) {
            throw wrong(type, "needs the name of what it is for: %s:name".formatted(type.label()));
        }
        if (!type.isOfResource() && resource.isPresent()) {
            throw wrong(
                    type, "is for no single resource; leave '%s' out".formatted(resource.get()));
        }
        boolean table = type == ScopeType.DATASOURCES_READ;
        if (!columns.isEmpty() && !table) {
            throw wrong(type, "takes no columns; only DATASOURCES:READ does");
        }
        if (filter.isPresent() && !table && type != ScopeType.PIPES_READ) {
            throw wrong(type, "takes no filter; only DATASOURCES:READ and PIPES:READ do");
        }
        filter.ifPresent(text -> checkFilter(type, text));
        return new Scope(
                type,
                resource.map(ResourceName::toString).orElse(""),
                filter,
                columns,
                ImmutableMap.of());
    }

    private static void checkFilter(ScopeType type, String filter) {
        if (filter.isBlank()) {
            throw wrong(type, "has an empty filter; write a condition such as total > 0, or none");
        }
        if (filter.length() > LONGEST_FILTER) {
            throw wrong(
                    type,
                    "has a filter of %d characters; the limit is %d"
                            .formatted(filter.length(), LONGEST_FILTER));
        }
    }

    private static QueryException wrong(ScopeType type, String problem) {
        return new QueryException(
                AccessError.INVALID, "The scope %s %s".formatted(type.label(), problem));
    }

    /** The same with values that the caller can't choose. */
    Scope withFixedParameters(ImmutableMap<String, ImmutableList<String>> fixed) {
        if (!fixed.isEmpty() && type != ScopeType.PIPES_READ) {
            throw wrong(type, "takes no fixed_params; only PIPES:READ does");
        }
        return new Scope(type, resource, filter, columns, fixed);
    }

    /** What it is for, as SQL names it; never for a type that is for nothing special. */
    public ImmutableList<String> path() {
        return ResourceName.parse(resource).parts();
    }

    /** Whether nothing of the resource is kept back. */
    boolean isWhole() {
        return filter.isEmpty() && columns.isEmpty() && fixedParameters.isEmpty();
    }

    /** Whether another scope permits nothing that this one does not. */
    public boolean covers(Scope other) {
        return switch (type) {
            case ADMIN -> true;
            case WORKSPACE_READ_ALL ->
                    switch (other.type) {
                        case WORKSPACE_READ_ALL, DATASOURCES_READ, PIPES_READ -> true;
                        default -> false;
                    };
            case DATASOURCES_CREATE ->
                    other.type == ScopeType.DATASOURCES_CREATE
                            || other.type == ScopeType.DATASOURCES_APPEND;
            default ->
                    other.type == type
                            && other.resource.equalsIgnoreCase(resource)
                            && (isWhole() || equals(other));
        };
    }

    /** Values and filters may be private. */
    @Override
    public String toString() {
        return resource.isEmpty() ? type.label() : type.label() + ":" + resource;
    }
}

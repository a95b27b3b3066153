package io.penstock.planner.catalog;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;

import io.penstock.spi.Source;

import java.util.Optional;

/**
 * What queries may name, at one moment: immutable, with a version. A reload makes the next one.
 *
 * @param version grows with each reload; part of the plan cache's key
 * @param sources open connections by name; the deployment that made them closes them
 * @param system the server's own schemas by name; they are no connections
 * @param globalNames found without regard to case: names of pipes, nodes, data sources and
 *     connections, spelled as their authors did; a column alias may not be one
 */
public record Catalog(
        long version,
        ImmutableMap<String, Source> sources,
        ImmutableMap<String, Source> system,
        ImmutableSet<String> globalNames) {
    /** The schema of what has none of its own; no connection may be called so. */
    public static final String DEFAULT_SCHEMA = "public";

    /** Sorts the names so that one is found at once, without regard to case. */
    public Catalog {
        globalNames = ImmutableSortedSet.copyOf(String.CASE_INSENSITIVE_ORDER, globalNames);
    }

    /** A catalog without schemas of the server's own. */
    public Catalog(
            long version, ImmutableMap<String, Source> sources, ImmutableSet<String> globalNames) {
        this(version, sources, ImmutableMap.of(), globalNames);
    }

    /** The same with these schemas of the server's own. */
    public Catalog withSystem(ImmutableMap<String, Source> schemas) {
        return new Catalog(version, sources, schemas, globalNames);
    }

    /** Whose tables stand under the name, exactly as spelled. */
    public Optional<Source> source(String name) {
        return Optional.ofNullable(sources.get(name))
                .or(() -> Optional.ofNullable(system.get(name)));
    }
}

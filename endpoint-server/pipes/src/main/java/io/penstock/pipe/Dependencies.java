package io.penstock.pipe;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.error.SqlPosition;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who reads and who writes what in a project. Made from the text of the datafiles: a name that only
 * some branch of a template reads is read.
 *
 * @param resources everything that has a name, and what is named without being there; by kind, then
 *     by name
 * @param links in the order of the files and their nodes; each once
 */
public record Dependencies(ImmutableList<Resource> resources, ImmutableList<Link> links) {

    /** What a name stands for. */
    public enum Kind {
        PIPE,
        DATA_SOURCE,
        CONNECTION,
        /** A table of a connection, {@code shop.orders}. */
        TABLE,
        /** A table that the original service has and this server does not. */
        SERVICE_TABLE,
        /** A name that nothing in the project has; it may be a table function or an alias. */
        UNKNOWN
    }

    /** How one depends on the other. */
    public enum Relation {
        /** Its SQL names it. */
        READS,
        /** Rows go there. */
        WRITES,
        /** It is fed or written through this connection, or is a table of it. */
        USES
    }

    /**
     * Something with a name.
     *
     * @param name as its file spells it
     * @param file relative to the project's folder; absent for what has none
     */
    public record Resource(Kind kind, String name, Optional<String> file) {}

    /**
     * One dependency.
     *
     * @param fromNode the node of a pipe that has it; absent when the whole file does
     * @param toNode the node of the pipe that is read; absent for anything but a pipe
     * @param position where the node or the file begins that has it
     */
    public record Link(
            Relation relation,
            Resource from,
            Optional<String> fromNode,
            Resource to,
            Optional<String> toNode,
            SqlPosition position) {
        /** Whether a node reads another one of its own pipe. */
        public boolean isInside() {
            return from.equals(to);
        }
    }

    /** The resource of this name, without regard to case. */
    public Optional<Resource> find(String name) {
        return resources.stream().filter(r -> r.name().equalsIgnoreCase(name)).findFirst();
    }

    /** What a resource reads, writes or uses itself. */
    public ImmutableSet<Resource> needs(Resource resource) {
        return links.stream()
                .filter(link -> link.from().equals(resource) && !link.isInside())
                .map(Link::to)
                .collect(ImmutableSet.toImmutableSet());
    }

    /** What reads, writes or uses a resource itself. */
    public ImmutableSet<Resource> neededBy(Resource resource) {
        return links.stream()
                .filter(link -> link.to().equals(resource) && !link.isInside())
                .map(Link::from)
                .collect(ImmutableSet.toImmutableSet());
    }

    /** Everything that has to change its mind when a resource changes, nearest first. */
    public ImmutableSet<Resource> affectedBy(Resource resource) {
        Set<Resource> found = new LinkedHashSet<>();
        Set<Resource> open = new LinkedHashSet<>(ImmutableSet.of(resource));
        while (!open.isEmpty()) {
            Resource next = open.iterator().next();
            open.remove(next);
            for (Link link : links) {
                Optional<Resource> affected = affected(link, next);
                affected.filter(Predicate.not(resource::equals))
                        .filter(found::add)
                        .ifPresent(open::add);
            }
        }
        return ImmutableSet.copyOf(found);
    }

    /** Rows flow from what is read to the reader, and from the writer to what is written. */
    private static Optional<Resource> affected(Link link, Resource changed) {
        if (link.isInside()) {
            return Optional.empty();
        }
        return switch (link.relation()) {
            case READS, USES ->
                    link.to().equals(changed) ? Optional.of(link.from()) : Optional.empty();
            case WRITES -> link.from().equals(changed) ? Optional.of(link.to()) : Optional.empty();
        };
    }
}

package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.pipe.Dependencies.Kind;
import io.penstock.pipe.Dependencies.Link;
import io.penstock.pipe.Dependencies.Relation;
import io.penstock.pipe.Dependencies.Resource;
import io.penstock.pipe.References.Place;
import io.penstock.spi.error.SqlPosition;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Draws the links of a project. Thread: one. */
final class DependencyFinder {
    /** Schemas of tables about the service itself. */
    private static final ImmutableSet<String> SERVICE_SCHEMAS =
            ImmutableSet.of("tinybird", "organization", "system");

    /** Those of them that the server has. */
    private static final ImmutableSet<String> SERVED =
            ImmutableSet.of(
                    "tinybird.pipe_stats_rt",
                    "tinybird.pipe_stats",
                    "tinybird.endpoint_errors",
                    "tinybird.bi_stats_rt",
                    "tinybird.audit_log",
                    "system.tables",
                    "system.columns",
                    "system.functions");

    private final References references;
    private final Map<String, Resource> resources = new LinkedHashMap<>();
    private final Set<Link> links = new LinkedHashSet<>();

    DependencyFinder(References references) {
        this.references = references;
    }

    /** Whether {@code schema.table} in lower case is about the service itself, and not there. */
    static boolean isMissingServiceTable(String path) {
        return !SERVED.contains(path) && isServiceTable(path);
    }

    private static boolean isServiceTable(String path) {
        return SERVICE_SCHEMAS.contains(path.substring(0, path.indexOf('.')));
    }

    Dependencies find(
            Iterable<Pipe> pipes,
            Iterable<DataSource> sources,
            Iterable<ConnectionFile> connections) {
        connections.forEach(c -> add(Kind.CONNECTION, c.name(), Optional.of(c.file())));
        sources.forEach(s -> add(Kind.DATA_SOURCE, s.name(), Optional.of(s.file())));
        pipes.forEach(p -> add(Kind.PIPE, p.name(), Optional.of(p.file())));
        sources.forEach(this::source);
        pipes.forEach(this::pipe);
        return new Dependencies(
                ImmutableList.sortedCopyOf(
                        Comparator.comparing(Resource::kind).thenComparing(Resource::name),
                        resources.values()),
                ImmutableList.copyOf(links));
    }

    private Resource add(Kind kind, String name, Optional<String> file) {
        return resources.computeIfAbsent(
                Ascii.toLowerCase(name), key -> new Resource(kind, name, file));
    }

    private void source(DataSource source) {
        Resource from = add(Kind.DATA_SOURCE, source.name(), Optional.of(source.file()));
        SqlPosition position = new SqlPosition(Optional.of(source.file()), 1, 1);
        source.connection()
                .ifPresent(
                        name ->
                                links.add(
                                        new Link(
                                                Relation.USES,
                                                from,
                                                Optional.empty(),
                                                add(Kind.UNKNOWN, name, Optional.empty()),
                                                Optional.empty(),
                                                position)));
    }

    private void pipe(Pipe pipe) {
        Resource from = add(Kind.PIPE, pipe.name(), Optional.of(pipe.file()));
        pipe.nodes().forEach(node -> node(pipe, node, from));
        switch (pipe.role()) {
            case PipeRole.Materialized role -> writes(from, role.node(), role.target());
            case PipeRole.Copy role -> writes(from, role.node(), role.target());
            case PipeRole.Sink role ->
                    link(
                            Relation.USES,
                            from,
                            role.node(),
                            Optional.ofNullable(role.settings().get("EXPORT_CONNECTION_NAME")));
            case PipeRole.Untyped untyped -> {}
            case PipeRole.Endpoint endpoint -> {}
        }
    }

    private void writes(Resource from, Node node, Optional<String> target) {
        link(Relation.WRITES, from, node, target);
    }

    private void link(Relation relation, Resource from, Node node, Optional<String> to) {
        to.ifPresent(
                name ->
                        links.add(
                                new Link(
                                        relation,
                                        from,
                                        Optional.of(node.name()),
                                        add(Kind.UNKNOWN, name, Optional.empty()),
                                        Optional.empty(),
                                        node.position())));
    }

    private void node(Pipe pipe, Node node, Resource from) {
        for (String name : node.template().tables()) {
            Optional<Place> place = references.resolve(pipe, name);
            Resource to =
                    place.map(
                                    read ->
                                            add(
                                                    Kind.PIPE,
                                                    read.pipe().name(),
                                                    Optional.of(read.pipe().file())))
                            .orElseGet(() -> add(Kind.UNKNOWN, name, Optional.empty()));
            links.add(
                    new Link(
                            Relation.READS,
                            from,
                            Optional.of(node.name()),
                            to,
                            place.map(read -> read.node().name()),
                            node.position()));
        }
        for (String path : node.template().qualifiedTables()) {
            links.add(
                    new Link(
                            Relation.READS,
                            from,
                            Optional.of(node.name()),
                            table(path),
                            Optional.empty(),
                            node.position()));
        }
    }

    private Resource table(String path) {
        String schema = path.substring(0, path.indexOf('.'));
        Resource connection = resources.get(schema);
        if (connection == null || connection.kind() != Kind.CONNECTION) {
            return add(
                    isServiceTable(path) ? Kind.SERVICE_TABLE : Kind.UNKNOWN,
                    path,
                    Optional.empty());
        }
        Resource table = add(Kind.TABLE, path, Optional.empty());
        SqlPosition position = new SqlPosition(connection.file(), 1, 1);
        links.add(
                new Link(
                        Relation.USES,
                        table,
                        Optional.empty(),
                        connection,
                        Optional.empty(),
                        position));
        return table;
    }
}

package io.penstock.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import com.google.common.base.Splitter;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;

import io.penstock.parameter.Parameter;
import io.penstock.pipe.DataSource;
import io.penstock.pipe.Dependencies;
import io.penstock.pipe.Node;
import io.penstock.pipe.Pipe;
import io.penstock.pipe.PipeRole;
import io.penstock.pipe.Project;
import io.penstock.query.QueryPlan;
import io.penstock.server.deploy.Deployment;
import io.penstock.server.deploy.NodeColumns;
import io.penstock.server.format.ClickHouseTypes;
import io.penstock.spi.access.ReadPolicy;

import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Pipes and nodes as JSON objects, for clients that list them. */
final class PipeObjects {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NODES = "nodes";
    private static final String COLUMNS = "columns";
    private static final String URL = "url";
    private static final String STANDARD = "standard";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final Project project;
    private final Deployment deployment;
    private final NodeColumns columns;
    private final ReadPolicy policy;
    private final String baseUrl;
    private final Wanted wanted;
    private final Supplier<Dependencies> dependencies;

    /**
     * Objects of a project's pipes.
     *
     * @param policy who may not read everything is shown the pipes that are granted, and of each
     *     its result: not the SQL, not what it reads
     * @param baseUrl what clients called, without a path
     */
    PipeObjects(
            Deployment deployment,
            NodeColumns columns,
            ReadPolicy policy,
            String baseUrl,
            Wanted wanted) {
        this.policy = policy;
        this.project = deployment.project();
        this.deployment = deployment;
        this.columns = columns;
        this.baseUrl = baseUrl;
        this.wanted = wanted;
        this.dependencies = Suppliers.memoize(project::dependencies);
    }

    /**
     * What a client asks for.
     *
     * @param dependencies whether nodes say what they read
     * @param attributes of pipes, to which {@code url} comes; empty for all
     * @param nodeAttributes of nodes; empty for all
     */
    record Wanted(
            boolean dependencies,
            ImmutableSet<String> attributes,
            ImmutableSet<String> nodeAttributes) {

        static Wanted of(CallParameters query) {
            return new Wanted(
                    query.flag("dependencies"), list(query, "attrs"), list(query, "node_attrs"));
        }

        private static ImmutableSet<String> list(CallParameters query, String name) {
            return ImmutableSet.copyOf(
                    Splitter.on(',')
                            .trimResults()
                            .omitEmptyStrings()
                            .split(query.last(name).orElse("")));
        }
    }

    /**
     * {@code {"pipes": [..]}}. Nodes have their columns only when those are asked for by name: they
     * cost a plan each.
     */
    byte[] list() {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode pipes = root.putArray("pipes");
        boolean withColumns = wanted.nodeAttributes().contains(COLUMNS);
        project.pipes().values().stream()
                .filter(pipe -> policy.permitsPipe(pipe.name(), pipe.id()))
                .forEach(pipe -> pipes.add(object(pipe, withColumns)));
        return bytes(root);
    }

    /** One pipe. */
    byte[] detail(Pipe pipe) {
        return bytes(object(pipe, true));
    }

    /** The answer to an explain call. */
    static byte[] explanation(QueryPlan plan) {
        return bytes(
                JSON.createObjectNode()
                        .put("debug_query", plan.engineSql())
                        .put("query_explain", plan.text())
                        .putRawValue("plan", new RawValue(plan.json())));
    }

    static byte[] bytes(ObjectNode object) {
        try {
            return JSON.writeValueAsString(object).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectNode object(Pipe pipe, boolean withColumns) {
        ObjectNode object = JSON.createObjectNode();
        object.put("id", pipe.id());
        object.put("name", pipe.name());
        object.put("description", pipe.description().orElse(null));
        object.put("endpoint", pipe.endpoint().map(Node::id).orElse(null));
        putTimes(object, pipe);
        object.putNull("parent");
        object.put("type", type(pipe));
        object.put(URL, baseUrl + "/v0/pipes/" + pipe.name() + ".json");
        if (policy.everything()) {
            putRole(object, pipe);
        }
        if (isWanted(NODES)) {
            ArrayNode nodes = object.putArray(NODES);
            shown(pipe).forEach(node -> nodes.add(object(pipe, node, withColumns)));
        }
        return wanted.attributes().isEmpty()
                ? object
                : object.retain(Sets.union(wanted.attributes(), ImmutableSet.of(URL)));
    }

    private ImmutableList<Node> shown(Pipe pipe) {
        return policy.everything() ? pipe.nodes() : ImmutableList.of(pipe.output());
    }

    private boolean isWanted(String attribute) {
        return wanted.attributes().isEmpty() || wanted.attributes().contains(attribute);
    }

    private static String type(Pipe pipe) {
        String role = pipe.endpoint().isPresent() ? "endpoint" : pipe.role().type();
        return role.isEmpty() ? "default" : role;
    }

    private static void putRole(ObjectNode object, Pipe pipe) {
        switch (pipe.role()) {
            case PipeRole.Materialized role ->
                    object.put("materialized_datasource", role.target().orElse(null));
            case PipeRole.Copy role ->
                    object.put("copy_target_datasource", role.target().orElse(null))
                            .put("copy_schedule", role.schedule().orElse("@on-demand"))
                            .put("copy_mode", role.replace() ? "replace" : "append");
            case PipeRole.Sink role -> {}
            case PipeRole.Endpoint role -> {}
            case PipeRole.Untyped role -> {}
        }
    }

    private ObjectNode object(Pipe pipe, Node node, boolean withColumns) {
        ObjectNode object = JSON.createObjectNode();
        object.put("id", node.id());
        object.put("name", node.name());
        object.put("sql", policy.everything() ? node.sql() : "");
        object.put("description", node.description().orElse(null));
        object.put(
                "materialized",
                materialized(pipe, node).filter(id -> policy.everything()).orElse(null));
        object.putNull("cluster");
        if (wanted.dependencies() && policy.everything()) {
            dependencies(pipe, node).forEach(object.putArray("dependencies")::add);
        }
        object.putObject("tags");
        putTimes(object, pipe);
        object.put("version", 0);
        object.putNull("project");
        object.putNull("result");
        object.put("ignore_sql_errors", false);
        object.put("node_type", nodeType(pipe, node));
        ArrayNode parameters = object.putArray("params");
        PipeLookup.parameters(project, pipe, node, policy)
                .forEach(parameter -> parameters.add(object(parameter)));
        if (withColumns) {
            ArrayNode list = object.putArray(COLUMNS);
            columns.of(deployment, pipe, node)
                    .ifPresent(known -> known.forEach(column -> list.add(object(column))));
        }
        return wanted.nodeAttributes().isEmpty() ? object : object.retain(wanted.nodeAttributes());
    }

    private static ObjectNode object(Field column) {
        return JSON.createObjectNode()
                .put("name", column.getName())
                .put("type", ClickHouseTypes.name(column));
    }

    private static String nodeType(Pipe pipe, Node node) {
        if (pipe.endpoint().isPresent()) {
            return pipe.endpoint().get().id().equals(node.id()) ? "endpoint" : STANDARD;
        }
        boolean output =
                switch (pipe.role()) {
                    case PipeRole.Materialized role -> role.node().id().equals(node.id());
                    case PipeRole.Copy role -> role.node().id().equals(node.id());
                    case PipeRole.Sink role -> role.node().id().equals(node.id());
                    case PipeRole.Endpoint role -> false;
                    case PipeRole.Untyped role -> false;
                };
        return output ? pipe.role().type() : STANDARD;
    }

    /** The target's id, of a target that is there. */
    private Optional<String> materialized(Pipe pipe, Node node) {
        return pipe.role() instanceof PipeRole.Materialized role
                        && role.node().id().equals(node.id())
                ? role.target()
                        .flatMap(name -> Optional.ofNullable(project.dataSources().get(name)))
                        .map(DataSource::id)
                : Optional.empty();
    }

    /** What a node reads: nodes of its pipe, other pipes, data sources and tables. */
    private ImmutableSet<String> dependencies(Pipe pipe, Node node) {
        return dependencies.get().links().stream()
                .filter(link -> link.relation() == Dependencies.Relation.READS)
                .filter(link -> link.from().kind() == Dependencies.Kind.PIPE)
                .filter(link -> link.from().name().equals(pipe.name()))
                .filter(link -> link.fromNode().filter(node.name()::equals).isPresent())
                .map(
                        link ->
                                link.isInside()
                                        ? link.toNode().orElse(link.to().name())
                                        : link.to().name())
                .collect(ImmutableSet.toImmutableSet());
    }

    private static ObjectNode object(Parameter parameter) {
        ObjectNode object = JSON.createObjectNode();
        object.put("name", parameter.name());
        object.put("type", parameter.type());
        parameter.defaultValue().ifPresent(value -> object.put("default", value));
        object.put("required", parameter.required());
        parameter.description().ifPresent(text -> object.put("description", text));
        return object;
    }

    /** A file has no time of creation that can be relied on, so both are its last edit. */
    private void putTimes(ObjectNode object, Pipe pipe) {
        @Nullable String edited = null;
        try {
            Path file = project.folder().resolve(pipe.file());
            Instant modified = Files.getLastModifiedTime(file).toInstant();
            edited = TIME.format(modified);
        } catch (IOException e) {
            // Deleted since it was read; the next reload takes the pipe away.
        }
        object.put("created_at", edited);
        object.put("updated_at", edited);
    }
}

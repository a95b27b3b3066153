package io.penstock.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.penstock.parameter.Parameter;
import io.penstock.pipe.Node;
import io.penstock.pipe.Pipe;
import io.penstock.pipe.Project;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Pipes and nodes as JSON objects, for clients that list them. */
final class PipeObjects {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final Project project;
    private final String baseUrl;

    /**
     * Objects of a project's pipes.
     *
     * @param baseUrl what clients called, without a path
     */
    PipeObjects(Project project, String baseUrl) {
        this.project = project;
        this.baseUrl = baseUrl;
    }

    /** {@code {"pipes": [..]}}. */
    byte[] list() {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode pipes = root.putArray("pipes");
        project.pipes().values().forEach(pipe -> pipes.add(object(pipe)));
        return bytes(root);
    }

    /** One pipe. */
    byte[] detail(Pipe pipe) {
        return bytes(object(pipe));
    }

    /** The answer to an explain call. */
    static byte[] explanation(String sql, String text) {
        return bytes(JSON.createObjectNode().put("debug_query", sql).put("query_explain", text));
    }

    static byte[] bytes(ObjectNode object) {
        try {
            return JSON.writeValueAsString(object).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectNode object(Pipe pipe) {
        ObjectNode object = JSON.createObjectNode();
        object.put("id", pipe.id());
        object.put("name", pipe.name());
        object.put("description", pipe.description().orElse(null));
        object.put("endpoint", pipe.endpoint().map(Node::id).orElse(null));
        putTimes(object, pipe);
        object.putNull("parent");
        object.put("type", pipe.endpoint().isPresent() ? "endpoint" : "default");
        object.put("url", baseUrl + "/v0/pipes/" + pipe.name() + ".json");
        ArrayNode nodes = object.putArray("nodes");
        pipe.nodes().forEach(node -> nodes.add(object(pipe, node)));
        return object;
    }

    private ObjectNode object(Pipe pipe, Node node) {
        ObjectNode object = JSON.createObjectNode();
        boolean published = pipe.endpoint().filter(node::equals).isPresent();
        object.put("id", node.id());
        object.put("name", node.name());
        object.put("sql", node.sql());
        object.put("description", node.description().orElse(null));
        object.putNull("materialized");
        object.putNull("cluster");
        object.putObject("tags");
        putTimes(object, pipe);
        object.put("version", 0);
        object.putNull("project");
        object.putNull("result");
        object.put("ignore_sql_errors", false);
        object.put("node_type", published ? "endpoint" : "standard");
        ArrayNode parameters = object.putArray("params");
        project.parameters(pipe, node).forEach(parameter -> parameters.add(object(parameter)));
        return object;
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

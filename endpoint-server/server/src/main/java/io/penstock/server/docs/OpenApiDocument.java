package io.penstock.server.docs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;

import io.penstock.parameter.Parameter;
import io.penstock.server.format.ResultFormat;

import org.apache.arrow.vector.types.pojo.Field;

import java.util.Optional;

/**
 * All endpoints as an OpenAPI 3.1 document.
 *
 * <p>Source: the OpenAPI Specification 3.1.1; its schemas are JSON Schema 2020-12.
 */
public final class OpenApiDocument {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String FORM = "application/x-www-form-urlencoded";

    private final ObjectNode root = JSON.objectNode();

    private OpenApiDocument() {}

    /**
     * The document.
     *
     * @param title for people
     * @param version of the project that is live
     * @param server what clients call, without a path
     * @param endpoints sorted by name
     */
    public static ObjectNode of(
            String title,
            String version,
            String server,
            ImmutableList<EndpointDescription> endpoints) {
        OpenApiDocument document = new OpenApiDocument();
        document.head(title, version, server);
        ObjectNode paths = document.root.putObject("paths");
        endpoints.forEach(endpoint -> document.addPaths(paths, endpoint));
        document.root.set("components", components());
        return document.root;
    }

    private void head(String title, String version, String server) {
        root.put("openapi", "3.1.0");
        root.putObject("info")
                .put("title", title)
                .put("version", version)
                .put("description", "SQL over files and databases, published by Penstock.");
        root.putArray("servers").addObject().put("url", server);
        ArrayNode security = root.putArray("security");
        security.addObject().putArray("bearer");
        security.addObject().putArray("token");
    }

    private void addPaths(ObjectNode paths, EndpointDescription endpoint) {
        String path = "/v0/pipes/" + endpoint.name();
        ObjectNode json = paths.putObject(path + ".json");
        ObjectNode get = operation(json.putObject("get"), endpoint, "");
        get.set("parameters", queryParameters(endpoint));
        get.set("responses", responses(jsonContent(endpoint)));
        ObjectNode post = operation(json.putObject("post"), endpoint, ".post");
        post.set("parameters", settings());
        post.set("requestBody", body(endpoint));
        post.set("responses", responses(jsonContent(endpoint)));

        ObjectNode other = paths.putObject(path + ".{format}");
        ObjectNode formatted = operation(other.putObject("get"), endpoint, ".format");
        ArrayNode parameters = queryParameters(endpoint);
        parameters.add(format());
        formatted.set("parameters", parameters);
        formatted.set("responses", responses(otherContent()));
    }

    private static ObjectNode operation(
            ObjectNode operation, EndpointDescription endpoint, String suffix) {
        operation.put("operationId", endpoint.name() + suffix);
        if (!endpoint.summary().isEmpty()) {
            operation.put("summary", endpoint.summary());
        }
        endpoint.description().ifPresent(text -> operation.put("description", text));
        if (!endpoint.tags().isEmpty()) {
            endpoint.tags().forEach(operation.putArray("tags")::add);
        }
        return operation;
    }

    private static ArrayNode queryParameters(EndpointDescription endpoint) {
        ArrayNode list = JSON.arrayNode();
        endpoint.parameters().forEach(parameter -> list.add(queryParameter(parameter)));
        list.addAll(settings());
        return list;
    }

    private static ObjectNode queryParameter(Parameter parameter) {
        ObjectNode object = JSON.objectNode().put("name", parameter.name()).put("in", "query");
        description(parameter).ifPresent(text -> object.put("description", text));
        object.put("required", parameter.required());
        if (ParameterSchema.isList(parameter)) {
            object.put("style", "form").put("explode", false);
        }
        object.set("schema", ParameterSchema.of(parameter));
        return object;
    }

    private static Optional<String> description(Parameter parameter) {
        Optional<String> format = parameter.format().map(text -> "Format: " + text);
        return parameter
                .description()
                .map(text -> format.map(f -> text + ". " + f).orElse(text))
                .or(() -> format);
    }

    private static ArrayNode settings() {
        ArrayNode list = JSON.arrayNode();
        for (String name : ImmutableList.of("q", "quote64", "quoteDenormals")) {
            list.addObject().put("$ref", "#/components/parameters/" + name);
        }
        return list;
    }

    private static ObjectNode format() {
        ObjectNode object = JSON.objectNode().put("name", "format").put("in", "path");
        object.put("required", true).put("description", "How the rows are written.");
        ArrayNode choices = object.putObject("schema").put("type", "string").putArray("enum");
        ResultFormat.extensions().stream()
                .filter(extension -> !extension.equals("json"))
                .forEach(choices::add);
        return object;
    }

    private static ObjectNode body(EndpointDescription endpoint) {
        ObjectNode schema = JSON.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        for (Parameter parameter : endpoint.parameters()) {
            ObjectNode property = ParameterSchema.of(parameter);
            description(parameter).ifPresent(text -> property.put("description", text));
            properties.set(parameter.name(), property);
            if (parameter.required()) {
                required.add(parameter.name());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        ObjectNode body = JSON.objectNode().put("required", !required.isEmpty());
        ObjectNode content = body.putObject("content");
        content.putObject("application/json").set("schema", schema);
        content.putObject(FORM).set("schema", schema.deepCopy());
        return body;
    }

    private static ObjectNode responses(ObjectNode content) {
        ObjectNode responses = JSON.objectNode();
        ObjectNode good = responses.putObject("200").put("description", "The rows.");
        good.putObject("headers")
                .putObject("X-Request-Id")
                .put("$ref", "#/components/headers/RequestId");
        good.set("content", content);
        for (OpenApiError error : OpenApiError.values()) {
            responses
                    .putObject(String.valueOf(error.status()))
                    .put("$ref", "#/components/responses/" + error.key());
        }
        return responses;
    }

    private static ObjectNode otherContent() {
        ObjectNode content = JSON.objectNode();
        for (String extension : ResultFormat.extensions()) {
            ResultFormat format = ResultFormat.of(extension).orElseThrow();
            String type = format.contentType();
            if (format != ResultFormat.JSON && !content.has(type)) {
                ObjectNode schema = content.putObject(type).putObject("schema");
                if (format.isText()) {
                    schema.put("type", "string");
                }
            }
        }
        return content;
    }

    private static ObjectNode jsonContent(EndpointDescription endpoint) {
        ObjectNode schema = JSON.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("meta").put("$ref", "#/components/schemas/Meta");
        properties.putObject("data").put("type", "array").set("items", row(endpoint));
        whole(properties.putObject("rows"), "Rows in data.");
        whole(
                properties.putObject("rows_before_limit_at_least"),
                "Rows before the outermost LIMIT; missing without one.");
        properties.putObject("statistics").put("$ref", "#/components/schemas/Statistics");
        schema.putArray("required").add("meta").add("data").add("rows").add("statistics");
        ObjectNode content = JSON.objectNode();
        content.putObject("application/json").set("schema", schema);
        return content;
    }

    private static ObjectNode row(EndpointDescription endpoint) {
        ObjectNode row = JSON.objectNode().put("type", "object");
        endpoint.columns()
                .ifPresent(
                        columns -> {
                            ObjectNode properties = row.putObject("properties");
                            for (Field column : columns) {
                                properties.set(column.getName(), ColumnSchema.of(column));
                            }
                        });
        return row;
    }

    private static void whole(ObjectNode schema, String description) {
        schema.put("type", "integer").put("minimum", 0).put("description", description);
    }

    private static ObjectNode components() {
        ObjectNode components = JSON.objectNode();
        components.set("schemas", schemas());
        components.set("parameters", sharedParameters());
        ObjectNode responses = components.putObject("responses");
        for (OpenApiError error : OpenApiError.values()) {
            responses.set(error.key(), error.response());
        }
        ObjectNode headers = components.putObject("headers");
        header(headers, "RequestId", "Names the call in the server's log.", "string");
        header(headers, "ErrorNumber", "The error's number, for errors of a query.", "integer");
        ObjectNode schemes = components.putObject("securitySchemes");
        schemes.putObject("bearer").put("type", "http").put("scheme", "bearer");
        schemes.putObject("token").put("type", "apiKey").put("in", "query").put("name", "token");
        return components;
    }

    private static void header(ObjectNode headers, String key, String description, String type) {
        ObjectNode header = headers.putObject(key).put("description", description);
        header.putObject("schema").put("type", type);
    }

    private static ObjectNode schemas() {
        ObjectNode schemas = JSON.objectNode();
        ObjectNode error = schemas.putObject("Error").put("type", "object");
        ObjectNode members = error.putObject("properties");
        members.putObject("error").put("type", "string").put("description", "What is wrong.");
        members.putObject("documentation").put("type", "string");
        error.putArray("required").add("error");

        ObjectNode column = JSON.objectNode().put("type", "object");
        ObjectNode names = column.putObject("properties");
        names.putObject("name").put("type", "string");
        names.putObject("type").put("type", "string").put("description", "ClickHouse's name.");
        column.putArray("required").add("name").add("type");
        schemas.putObject("Meta").put("type", "array").set("items", column);

        ObjectNode statistics = schemas.putObject("Statistics").put("type", "object");
        ObjectNode figures = statistics.putObject("properties");
        figures.putObject("elapsed").put("type", "number").put("description", "Seconds.");
        whole(figures.putObject("rows_read"), "Rows read from sources.");
        whole(figures.putObject("bytes_read"), "Bytes read from sources.");
        return schemas;
    }

    private static ObjectNode sharedParameters() {
        ObjectNode shared = JSON.objectNode();
        shared(shared, "q", "q", "SQL over the endpoint's result, which it calls _.")
                .put("type", "string");
        flag(
                shared,
                "quote64",
                "output_format_json_quote_64bit_integers",
                "1 writes 64-bit whole numbers as strings.");
        flag(
                shared,
                "quoteDenormals",
                "output_format_json_quote_denormals",
                "1 writes NaN and infinities as strings instead of null.");
        return shared;
    }

    private static void flag(ObjectNode shared, String key, String name, String description) {
        ObjectNode schema = shared(shared, key, name, description).put("type", "integer");
        schema.putArray("enum").add(0).add(1);
        schema.put("default", 0);
    }

    /** Gives the schema to fill in. */
    private static ObjectNode shared(
            ObjectNode shared, String key, String name, String description) {
        ObjectNode parameter = shared.putObject(key).put("name", name).put("in", "query");
        return parameter.put("required", false).put("description", description).putObject("schema");
    }
}

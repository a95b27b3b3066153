package io.penstock.server.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;

import io.penstock.parameter.Parameter;
import io.penstock.parameter.ScalarType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/** A parameter's values as JSON Schema describes them. */
final class ParameterSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String LIST = "Array(";
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";

    private final Parameter parameter;

    private ParameterSchema(Parameter parameter) {
        this.parameter = parameter;
    }

    /** The schema, with default, choices and an example as far as they fit the type. */
    static ObjectNode of(Parameter parameter) {
        return new ParameterSchema(parameter).schema();
    }

    /** Whether it takes several values with commas between them. */
    static boolean isList(Parameter parameter) {
        return parameter.type().startsWith(LIST) || parameter.type().equals("columns");
    }

    private ObjectNode schema() {
        ObjectNode element = element();
        if (!parameter.allowed().isEmpty()) {
            ArrayNode choices = element.putArray("enum");
            parameter.allowed().forEach(text -> one(text).ifPresent(choices::add));
        }
        ObjectNode schema = element;
        if (isList(parameter)) {
            schema = JSON.objectNode().put("type", "array");
            schema.set("items", element);
        }
        ObjectNode described = schema;
        parameter
                .defaultValue()
                .flatMap(this::value)
                .ifPresent(value -> described.set("default", value));
        parameter
                .example()
                .flatMap(this::value)
                .ifPresent(value -> described.putArray("examples").add(value));
        return described;
    }

    private ObjectNode element() {
        Optional<ScalarType> type = scalar();
        return type.isPresent() ? scalar(type.get()) : other();
    }

    private Optional<ScalarType> scalar() {
        String type = parameter.type();
        return ScalarType.of(
                type.startsWith(LIST) ? type.substring(LIST.length(), type.length() - 1) : type);
    }

    private static ObjectNode scalar(ScalarType type) {
        ObjectNode schema = JSON.objectNode();
        return switch (type) {
            case STRING -> schema.put("type", "string");
            case BOOLEAN -> schema.put("type", "boolean");
            case FLOAT32 -> schema.put("type", "number").put("format", "float");
            case FLOAT64 -> schema.put("type", "number").put("format", "double");
            case DECIMAL -> schema.put("type", "number");
            case DATE -> schema.put("type", "string").put("format", "date");
            case DATE_TIME, DATE_TIME_64 ->
                    schema.put("type", "string")
                            .put("description", "A date and time, YYYY-MM-DD hh:mm:ss, in UTC");
            case UUID -> schema.put("type", "string").put("format", "uuid");
            case INT8, INT16, INT32, INT, INTEGER, UINT8, UINT16 -> whole(schema, type, "int32");
            case INT64, UINT32 -> whole(schema, type, "int64");
            case UINT64, INT128, INT256, UINT128, UINT256 -> whole(schema, type, "");
        };
    }

    private static ObjectNode whole(ObjectNode schema, ScalarType type, String format) {
        schema.put("type", "integer");
        if (!format.isEmpty()) {
            schema.put("format", format);
        }
        if (type.function().startsWith("U")) {
            schema.put("minimum", 0);
        }
        return schema;
    }

    /** What is no value but a name, and JSON texts. */
    private ObjectNode other() {
        ObjectNode schema = JSON.objectNode().put("type", "string");
        return switch (parameter.type()) {
            case "JSON" -> schema.put("contentMediaType", "application/json");
            case "String" -> schema;
            default -> schema.put("pattern", "^" + NAME + "$");
        };
    }

    private Optional<JsonNode> value(String text) {
        if (!isList(parameter)) {
            return one(text);
        }
        ArrayNode items = JSON.arrayNode();
        for (String item : Splitter.on(',').trimResults().omitEmptyStrings().split(text)) {
            Optional<JsonNode> value = one(item);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            items.add(value.get());
        }
        return Optional.of(items);
    }

    /** The value as the schema's type; absent when the author's text does not fit it. */
    private Optional<JsonNode> one(String text) {
        String type = element().path("type").asText();
        if (type.equals("string")) {
            return Optional.of(JSON.textNode(text));
        }
        return scalar().flatMap(scalar -> scalar.parse(text))
                .flatMap(typed -> json(type, typed.python()));
    }

    private static Optional<JsonNode> json(String type, Object value) {
        return switch (value) {
            case Boolean flag when type.equals("boolean") -> Optional.of(JSON.booleanNode(flag));
            case Long number -> Optional.of(JSON.numberNode(number));
            case Integer number -> Optional.of(JSON.numberNode(number));
            case BigInteger number -> Optional.of(JSON.numberNode(number));
            case BigDecimal number -> Optional.of(JSON.numberNode(number));
            case Double number -> Optional.of(JSON.numberNode(number));
            default -> Optional.empty();
        };
    }
}

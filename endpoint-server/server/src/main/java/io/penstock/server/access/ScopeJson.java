package io.penstock.server.access;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.error.QueryException;

import java.util.Optional;

/**
 * Scopes as JSON objects: {@code {"type", "resource", "filter", "columns", "fixed_params"}}, of
 * which only the type must be there. A text is read as {@link ScopeText} reads it.
 */
public final class ScopeJson {
    private static final int MOST = 1_000;
    private static final String TYPE = "type";
    private static final String RESOURCE = "resource";
    private static final String FILTER = "filter";
    private static final String COLUMNS = "columns";
    private static final String FIXED = "fixed_params";
    private static final ImmutableSet<String> MEMBERS =
            ImmutableSet.of(TYPE, RESOURCE, FILTER, COLUMNS, FIXED);

    private ScopeJson() {}

    /**
     * Reads an array of scopes.
     *
     * @throws QueryException {@link AccessError#INVALID}, which says what is wrong
     */
    public static ImmutableSet<Scope> readAll(JsonNode array) {
        if (!array.isArray()) {
            throw wrong("scopes must be an array of objects such as {\"type\": \"PIPES:READ\"}");
        }
        if (array.size() > MOST) {
            throw wrong("There are %d scopes; the limit is %d".formatted(array.size(), MOST));
        }
        ImmutableSet.Builder<Scope> scopes = ImmutableSet.builder();
        array.forEach(element -> scopes.add(read(element)));
        return scopes.build();
    }

    private static Scope read(JsonNode element) {
        if (element.isTextual()) {
            return ScopeText.parse(element.textValue());
        }
        if (!element.isObject()) {
            throw wrong("A scope is %s; it must be an object".formatted(kind(element)));
        }
        element.fieldNames().forEachRemaining(ScopeJson::checkMember);
        String label = text(element, TYPE).orElseThrow(() -> wrong("A scope has no member 'type'"));
        ScopeType type = ScopeType.labelled(label).orElseThrow(() -> ScopeText.unknownType(label));
        return Scope.checked(
                        type,
                        text(element, RESOURCE)
                                .filter(name -> !name.isEmpty())
                                .map(ResourceName::parse),
                        columns(element.path(COLUMNS)),
                        text(element, FILTER))
                .withFixedParameters(fixed(element.path(FIXED)));
    }

    private static void checkMember(String name) {
        if (!MEMBERS.contains(name)) {
            throw wrong(
                    "A scope has a member '%s'; members are %s"
                            .formatted(name, String.join(", ", MEMBERS)));
        }
    }

    private static Optional<String> text(JsonNode scope, String member) {
        JsonNode value = scope.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw wrong("A scope's %s is %s; it must be a text".formatted(member, kind(value)));
        }
        return Optional.of(value.textValue());
    }

    private static ImmutableSet<String> columns(JsonNode array) {
        if (array.isMissingNode() || array.isNull()) {
            return ImmutableSet.of();
        }
        boolean texts = array.isArray() && array.valueStream().allMatch(JsonNode::isTextual);
        if (!texts || array.isEmpty()) {
            throw wrong("A scope's columns must be an array of names, at least one");
        }
        return array.valueStream().map(JsonNode::textValue).collect(ImmutableSet.toImmutableSet());
    }

    private static ImmutableMap<String, ImmutableList<String>> fixed(JsonNode object) {
        if (object.isMissingNode() || object.isNull()) {
            return ImmutableMap.of();
        }
        if (!object.isObject()) {
            throw wrong("A scope's fixed_params must be an object with a value by parameter");
        }
        ImmutableMap.Builder<String, ImmutableList<String>> fixed = ImmutableMap.builder();
        object.properties()
                .forEach(member -> fixed.put(member.getKey(), values(member.getValue())));
        return fixed.buildOrThrow();
    }

    private static ImmutableList<String> values(JsonNode value) {
        ImmutableList<JsonNode> values =
                value.isArray()
                        ? value.valueStream().collect(toImmutableList())
                        : ImmutableList.of(value);
        boolean plain = values.stream().allMatch(one -> one.isValueNode() && !one.isNull());
        if (!plain || values.isEmpty()) {
            throw wrong(
                    "A value in fixed_params is %s; it must be a text, a number or a boolean"
                            .formatted(kind(value)));
        }
        return values.stream().map(JsonNode::asText).collect(toImmutableList());
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case STRING -> "a text";
            case NULL -> "null";
            default -> "something else";
        };
    }

    private static QueryException wrong(String message) {
        return new QueryException(AccessError.INVALID, message);
    }

    /** Puts scopes into an array. */
    public static void writeAll(Iterable<Scope> scopes, ArrayNode array) {
        scopes.forEach(scope -> write(scope, array.addObject()));
    }

    private static void write(Scope scope, ObjectNode object) {
        object.put(TYPE, scope.type().label());
        if (!scope.resource().isEmpty()) {
            object.put(RESOURCE, scope.resource());
        }
        scope.filter().ifPresent(filter -> object.put(FILTER, filter));
        if (!scope.columns().isEmpty()) {
            scope.columns().forEach(object.putArray(COLUMNS)::add);
        }
        if (!scope.fixedParameters().isEmpty()) {
            ObjectNode fixed = object.putObject(FIXED);
            scope.fixedParameters().forEach((name, values) -> putValue(fixed, name, values));
        }
    }

    private static void putValue(ObjectNode fixed, String name, ImmutableList<String> values) {
        if (values.size() == 1) {
            fixed.put(name, values.getFirst());
        } else {
            values.forEach(fixed.putArray(name)::add);
        }
    }
}

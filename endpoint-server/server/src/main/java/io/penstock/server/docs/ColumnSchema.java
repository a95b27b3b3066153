package io.penstock.server.docs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.penstock.server.format.ClickHouseTypes;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

import java.util.List;

/** A column's values in a JSON answer as JSON Schema describes them. */
final class ColumnSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ColumnSchema() {}

    /** The schema, with the type's name in {@code meta} as an extension. */
    static ObjectNode of(Field column) {
        return schema(column).put("x-clickhouse-type", ClickHouseTypes.name(column));
    }

    private static ObjectNode schema(Field field) {
        ObjectNode schema = JSON.objectNode();
        return switch (field.getType()) {
            case ArrowType.Null type -> schema.put("type", "null");
            case ArrowType.Bool type -> typed(schema, field, "boolean");
            case ArrowType.Int type ->
                    typed(schema, field, "integer")
                            .put("format", type.getBitWidth() == 64 ? "int64" : "int32");
            // NaN and infinities are null, whatever the column says.
            case ArrowType.FloatingPoint type -> nullable(schema, "number");
            case ArrowType.Decimal type -> typed(schema, field, "number");
            case ArrowType.Date type -> typed(schema, field, "string").put("format", "date");
            case ArrowType.List type -> {
                nullable(schema, "array").set("items", schema(field.getChildren().get(0)));
                yield schema;
            }
            case ArrowType.Map type -> {
                Field value = field.getChildren().get(0).getChildren().get(1);
                nullable(schema, "object").set("additionalProperties", schema(value));
                yield schema;
            }
            case ArrowType.Struct type -> struct(schema, field.getChildren());
            default -> typed(schema, field, "string");
        };
    }

    private static ObjectNode struct(ObjectNode schema, List<Field> members) {
        ObjectNode properties = JSON.objectNode();
        ArrayNode items = JSON.arrayNode();
        for (Field member : members) {
            properties.set(member.getName(), schema(member));
            items.add(schema(member));
        }
        // A struct whose members have no names of their own is written as an array.
        schema.putArray("type").add("object").add("array").add("null");
        schema.set("properties", properties);
        schema.set("prefixItems", items);
        return schema;
    }

    private static ObjectNode typed(ObjectNode schema, Field field, String type) {
        return field.isNullable() ? nullable(schema, type) : schema.put("type", type);
    }

    private static ObjectNode nullable(ObjectNode schema, String type) {
        schema.putArray("type").add(type).add("null");
        return schema;
    }
}

package io.penstock.planner.catalog;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.planner.PlannerError;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.error.QueryException;

import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Between SQL's types and Arrow's fields, both ways; the only place where they meet.
 *
 * <p>UUID and JSON travel as text in Arrow; in SQL UUID is a type and JSON is text. A zoned
 * timestamp is an instant: TIMESTAMP WITH LOCAL TIME ZONE, always in UTC.
 */
public final class TypeMapping {
    private static final String UUID = "UUID";

    private TypeMapping() {}

    /** A table's columns as a row type. */
    public static RelDataType rowType(PenstockTypeFactory factory, Schema schema) {
        return factory.createStructType(
                schema.getFields().stream().map(field -> sqlType(factory, field)).toList(),
                schema.getFields().stream().map(Field::getName).toList());
    }

    /**
     * A column's SQL type.
     *
     * @throws QueryException {@link PlannerError#NOT_SUPPORTED} for fields that {@link FieldTypes}
     *     does not list
     */
    public static RelDataType sqlType(PenstockTypeFactory factory, Field field) {
        return factory.nullable(notNull(factory, field), field.isNullable());
    }

    /** The SQL type of a bound value; it may be NULL. */
    public static RelDataType sqlType(PenstockTypeFactory factory, ArrowType type) {
        if (type instanceof ArrowType.FixedSizeBinary) {
            return factory.nullable(factory.simple(SqlTypeName.UUID), true);
        }
        return sqlType(factory, FieldTypes.field("value", type, true));
    }

    private static RelDataType notNull(PenstockTypeFactory factory, Field field) {
        return switch (field.getType()) {
            case ArrowType.Bool ignored -> factory.simple(SqlTypeName.BOOLEAN);
            case ArrowType.Int type -> factory.simple(integer(type));
            case ArrowType.FloatingPoint type ->
                    factory.simple(
                            type.getPrecision() == FloatingPointPrecision.SINGLE
                                    ? SqlTypeName.REAL
                                    : SqlTypeName.DOUBLE);
            case ArrowType.Decimal type ->
                    factory.createSqlType(
                            SqlTypeName.DECIMAL, type.getPrecision(), type.getScale());
            case ArrowType.Utf8 ignored -> text(factory, field);
            case ArrowType.Binary ignored -> factory.simple(SqlTypeName.VARBINARY);
            case ArrowType.Date ignored -> factory.simple(SqlTypeName.DATE);
            case ArrowType.Time ignored -> factory.createSqlType(SqlTypeName.TIME, 6);
            case ArrowType.Timestamp type -> timestamp(factory, field, type);
            case ArrowType.Interval ignored ->
                    factory.createSqlIntervalType(
                            new SqlIntervalQualifier(
                                    TimeUnitRange.DAY_TO_SECOND.startUnit,
                                    2,
                                    TimeUnitRange.DAY_TO_SECOND.endUnit,
                                    6,
                                    SqlParserPos.ZERO));
            case ArrowType.List ignored ->
                    factory.createArrayType(sqlType(factory, field.getChildren().get(0)), -1);
            case ArrowType.Struct ignored -> struct(factory, field);
            case ArrowType.Map ignored -> map(factory, field);
            default ->
                    throw new QueryException(
                            PlannerError.NOT_SUPPORTED,
                            "Column '%s' has a type that SQL can't use: %s"
                                    .formatted(field.getName(), field.getType()));
        };
    }

    private static SqlTypeName integer(ArrowType.Int type) {
        return switch (type.getBitWidth()) {
            case 8 -> type.getIsSigned() ? SqlTypeName.TINYINT : SqlTypeName.UTINYINT;
            case 16 -> type.getIsSigned() ? SqlTypeName.SMALLINT : SqlTypeName.USMALLINT;
            case 32 -> type.getIsSigned() ? SqlTypeName.INTEGER : SqlTypeName.UINTEGER;
            default -> type.getIsSigned() ? SqlTypeName.BIGINT : SqlTypeName.UBIGINT;
        };
    }

    private static RelDataType text(PenstockTypeFactory factory, Field field) {
        return UUID.equals(field.getMetadata().get(FieldTypes.LOGICAL_TYPE))
                ? factory.simple(SqlTypeName.UUID)
                : factory.simple(SqlTypeName.VARCHAR);
    }

    private static RelDataType timestamp(
            PenstockTypeFactory factory, Field field, ArrowType.Timestamp type) {
        return factory.createSqlType(
                type.getTimezone() == null
                        ? SqlTypeName.TIMESTAMP
                        : SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE,
                FieldTypes.precision(field));
    }

    private static RelDataType struct(PenstockTypeFactory factory, Field field) {
        return factory.createStructType(
                field.getChildren().stream().map(child -> sqlType(factory, child)).toList(),
                field.getChildren().stream().map(Field::getName).toList());
    }

    private static RelDataType map(PenstockTypeFactory factory, Field field) {
        List<Field> entry = field.getChildren().get(0).getChildren();
        return factory.createMapType(
                sqlType(factory, entry.get(0)), sqlType(factory, entry.get(1)));
    }

    /** A row type's columns under names of their own; as many names as columns. */
    public static Schema schema(RelDataType rowType, List<String> names) {
        ImmutableList.Builder<Field> fields = ImmutableList.builder();
        for (int i = 0; i < names.size(); i++) {
            fields.add(field(names.get(i), rowType.getFieldList().get(i).getType()));
        }
        return new Schema(fields.build());
    }

    /** A row type's columns. */
    public static Schema schema(RelDataType rowType) {
        return schema(rowType, rowType.getFieldNames());
    }

    /**
     * The field for a column of this type.
     *
     * @throws QueryException {@link PlannerError#NOT_SUPPORTED} for types without a field
     */
    public static Field field(String name, RelDataType type) {
        boolean nullable = type.isNullable();
        return switch (type.getSqlTypeName()) {
            case BOOLEAN -> FieldTypes.field(name, FieldTypes.BOOL, nullable);
            case TINYINT -> FieldTypes.field(name, new ArrowType.Int(8, true), nullable);
            case SMALLINT -> FieldTypes.field(name, new ArrowType.Int(16, true), nullable);
            case INTEGER -> FieldTypes.field(name, FieldTypes.INT32, nullable);
            case BIGINT -> FieldTypes.field(name, FieldTypes.INT64, nullable);
            case UTINYINT -> FieldTypes.field(name, new ArrowType.Int(8, false), nullable);
            case USMALLINT -> FieldTypes.field(name, new ArrowType.Int(16, false), nullable);
            case UINTEGER -> FieldTypes.field(name, new ArrowType.Int(32, false), nullable);
            case UBIGINT -> FieldTypes.field(name, new ArrowType.Int(64, false), nullable);
            case REAL -> FieldTypes.field(name, FieldTypes.FLOAT32, nullable);
            case FLOAT, DOUBLE -> FieldTypes.field(name, FieldTypes.FLOAT64, nullable);
            case DECIMAL ->
                    FieldTypes.field(
                            name,
                            new ArrowType.Decimal(type.getPrecision(), type.getScale(), 128),
                            nullable);
            case CHAR, VARCHAR -> FieldTypes.field(name, FieldTypes.UTF8, nullable);
            // The type of a bare NULL: nothing but NULLs ever stands there.
            case NULL, UNKNOWN -> FieldTypes.field(name, FieldTypes.UTF8, true);
            case UUID -> FieldTypes.logical(name, UUID, nullable);
            case BINARY, VARBINARY -> FieldTypes.field(name, FieldTypes.BINARY, nullable);
            case DATE -> FieldTypes.field(name, FieldTypes.DATE, nullable);
            case TIME, TIME_WITH_LOCAL_TIME_ZONE, TIME_TZ ->
                    FieldTypes.field(name, FieldTypes.TIME, nullable);
            case TIMESTAMP -> FieldTypes.timestamp(name, type.getPrecision(), nullable);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ ->
                    FieldTypes.field(name, FieldTypes.TIMESTAMP_UTC, nullable);
            case ARRAY, MULTISET -> FieldTypes.list(name, field("item", element(type)), nullable);
            case MAP -> mapField(name, type);
            case ROW -> structField(name, type);
            default -> otherField(name, type);
        };
    }

    private static Field otherField(String name, RelDataType type) {
        if (SqlTypeName.INTERVAL_TYPES.contains(type.getSqlTypeName())) {
            return FieldTypes.field(name, FieldTypes.INTERVAL, type.isNullable());
        }
        throw new QueryException(
                PlannerError.NOT_SUPPORTED,
                "Column '%s' is %s, which can't be a result".formatted(name, type));
    }

    private static RelDataType element(RelDataType type) {
        RelDataType element = type.getComponentType();
        if (element == null) {
            throw new IllegalArgumentException("no elements in " + type);
        }
        return element;
    }

    private static Field structField(String name, RelDataType type) {
        return new Field(
                name,
                new FieldType(type.isNullable(), ArrowType.Struct.INSTANCE, null),
                type.getFieldList().stream()
                        .map(child -> field(child.getName(), child.getType()))
                        .collect(Collectors.toList()));
    }

    private static Field mapField(String name, RelDataType type) {
        RelDataType key = type.getKeyType();
        RelDataType value = type.getValueType();
        if (key == null || value == null) {
            throw new IllegalArgumentException("no key or value in " + type);
        }
        Field entries =
                new Field(
                        MapVector.DATA_VECTOR_NAME,
                        new FieldType(false, ArrowType.Struct.INSTANCE, null, ImmutableMap.of()),
                        ImmutableList.of(
                                FieldTypes.renamed(notNull(field("key", key)), MapVector.KEY_NAME),
                                field(MapVector.VALUE_NAME, value)));
        return new Field(
                name,
                new FieldType(type.isNullable(), new ArrowType.Map(false), null),
                ImmutableList.of(entries));
    }

    private static Field notNull(Field field) {
        return new Field(
                field.getName(),
                new FieldType(false, field.getType(), null, field.getMetadata()),
                field.getChildren());
    }
}

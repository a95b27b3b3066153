package io.penstock.planner.function;

import io.penstock.planner.catalog.JsonType;

import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Matches argument types with a signature's and remembers what its variables stand for. */
final class Bindings {
    /** HUGEINT, which SQL sees as a decimal of full width. */
    static final int HUGEINT_DIGITS = 38;

    private static final int TIMESTAMP_DIGITS = 6;

    private final RelDataTypeFactory types;
    private final Map<String, List<RelDataType>> seen = new HashMap<>();
    private final Map<String, RelDataType> found = new HashMap<>();

    Bindings(RelDataTypeFactory types) {
        this.types = types;
    }

    /** Whether the argument may stand for the parameter. */
    boolean accept(ValueType parameter, RelDataType argument, boolean literal) {
        SqlTypeName name = argument.getSqlTypeName();
        boolean unknown = name == SqlTypeName.NULL || name == SqlTypeName.ANY;
        return switch (parameter) {
            case ValueType.Plain plain -> unknown || converts(name, plain.typeName(), literal);
            case ValueType.Family family -> unknown || family.members().test(name);
            case ValueType.Variable variable -> {
                seen.computeIfAbsent(variable.name(), key -> new ArrayList<>()).add(argument);
                yield unknown || variable.members().test(name);
            }
            case ValueType.WideOf ignored -> false;
            case ValueType.Json ignored -> unknown || SqlTypeName.CHAR_TYPES.contains(name);
            case ValueType.ArrayOf array -> acceptElement(array.element(), argument, unknown);
            case ValueType.MapOf map -> acceptMap(map, argument, unknown);
        };
    }

    private boolean acceptElement(ValueType element, RelDataType argument, boolean unknown) {
        @Nullable RelDataType component = argument.getComponentType();
        if (component == null || argument.getSqlTypeName() != SqlTypeName.ARRAY) {
            return unknown;
        }
        return accept(element, component, false);
    }

    private boolean acceptMap(ValueType.MapOf map, RelDataType argument, boolean unknown) {
        @Nullable RelDataType key = argument.getKeyType();
        @Nullable RelDataType value = argument.getValueType();
        if (key == null || value == null) {
            return unknown;
        }
        return accept(map.key(), key, false) && accept(map.value(), value, false);
    }

    /** Widening that loses nothing, and text literals that stand for dates and the like. */
    private static boolean converts(SqlTypeName from, SqlTypeName to, boolean literal) {
        boolean sameText = SqlTypeName.CHAR_TYPES.contains(from) && to == SqlTypeName.VARCHAR;
        boolean sameBytes = SqlTypeName.BINARY_TYPES.contains(from) && to == SqlTypeName.VARBINARY;
        if (from == to || sameText || sameBytes) {
            return true;
        }
        return switch (to) {
            case INTEGER, BIGINT ->
                    SqlTypeName.INT_TYPES.contains(from)
                            || SqlTypeName.UNSIGNED_TYPES.contains(from);
            case DOUBLE, DECIMAL ->
                    SqlTypeName.NUMERIC_TYPES.contains(from)
                            || SqlTypeName.UNSIGNED_TYPES.contains(from);
            case TIMESTAMP ->
                    from == SqlTypeName.DATE
                            || from == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE
                            || from == SqlTypeName.TIMESTAMP_TZ
                            || (literal && SqlTypeName.CHAR_TYPES.contains(from));
            case DATE, TIME, UUID -> literal && SqlTypeName.CHAR_TYPES.contains(from);
            default -> false;
        };
    }

    /** Whether the engine would not convert the argument by itself, or would pick another type. */
    static boolean needsCast(SqlTypeName parameter, SqlTypeName argument) {
        return switch (parameter) {
            case DATE, TIME, UUID, TIMESTAMP, DOUBLE -> parameter != argument;
            case VARCHAR, VARBINARY -> argument == SqlTypeName.NULL;
            case INTEGER, BIGINT ->
                    argument == SqlTypeName.NULL || SqlTypeName.UNSIGNED_TYPES.contains(argument);
            default -> false;
        };
    }

    /** Finds one type for each variable; absent when its arguments have none in common. */
    Optional<Bindings> resolved() {
        for (Map.Entry<String, List<RelDataType>> entry : seen.entrySet()) {
            @Nullable RelDataType common = types.leastRestrictive(entry.getValue());
            if (common == null) {
                return Optional.empty();
            }
            found.put(entry.getKey(), common);
        }
        return Optional.of(this);
    }

    /** The type that a signature's type stands for. */
    RelDataType type(ValueType wanted, boolean nullable) {
        RelDataType type =
                switch (wanted) {
                    case ValueType.Plain plain -> plain(plain.typeName());
                    case ValueType.WideOf wide ->
                            types.createSqlType(
                                    SqlTypeName.DECIMAL,
                                    HUGEINT_DIGITS,
                                    variable(wide.decimal()).getScale());
                    case ValueType.Json ignored -> JsonType.of(nullable);
                    case ValueType.Variable variable -> variable(variable);
                    case ValueType.ArrayOf array ->
                            types.createArrayType(type(array.element(), true), -1);
                    case ValueType.MapOf map ->
                            types.createMapType(type(map.key(), false), type(map.value(), true));
                    case ValueType.Family family ->
                            throw new IllegalArgumentException("no result type " + family.name());
                };
        return types.createTypeWithNullability(type, nullable);
    }

    /** Where every argument is NULL, nothing says what a variable is. */
    private RelDataType variable(ValueType.Variable variable) {
        @Nullable RelDataType type = found.get(variable.name());
        return type == null ? types.createSqlType(SqlTypeName.NULL) : type;
    }

    private RelDataType plain(SqlTypeName name) {
        return switch (name) {
            case DECIMAL -> types.createSqlType(name, HUGEINT_DIGITS, 0);
            case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIME ->
                    types.createSqlType(name, TIMESTAMP_DIGITS);
            case INTERVAL_DAY_SECOND -> interval(TimeUnit.DAY, TimeUnit.SECOND);
            case INTERVAL_YEAR_MONTH -> interval(TimeUnit.YEAR, TimeUnit.MONTH);
            default -> types.createSqlType(name);
        };
    }

    private RelDataType interval(TimeUnit from, TimeUnit to) {
        return types.createSqlIntervalType(new SqlIntervalQualifier(from, to, SqlParserPos.ZERO));
    }
}

package io.penstock.planner.function;

import com.google.common.collect.ImmutableMap;

import org.apache.calcite.sql.type.SqlTypeName;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * A type as signatures write it: a plain type ({@code text}, {@code bigint}), a kind of types
 * ({@code integer}, {@code number}, {@code any}), a variable (one upper-case letter: {@code T} any
 * type, {@code N} a number, {@code I} an integer, {@code X} a decimal, {@code D} a date or
 * timestamp), an array of one of these ({@code T[]}) or {@code map(K,V)}.
 */
sealed interface ValueType {

    /** One type by name. */
    record Plain(String name, SqlTypeName typeName) implements ValueType {}

    /** Several types by one name; only parameters have it. */
    record Family(String name, Predicate<SqlTypeName> members) implements ValueType {}

    /** A type that is found out from the arguments. */
    record Variable(String name, Predicate<SqlTypeName> members) implements ValueType {}

    /** The widest decimal with the scale of a variable's; only results have it. */
    record WideOf(Variable decimal) implements ValueType {}

    /** Text that holds JSON; any text may be given. */
    record Json() implements ValueType {}

    /** An array. */
    record ArrayOf(ValueType element) implements ValueType {}

    /** A map. */
    record MapOf(ValueType key, ValueType value) implements ValueType {}

    ImmutableMap<String, ValueType> NAMED =
            ImmutableMap.<String, ValueType>builder()
                    .put("text", new Plain("text", SqlTypeName.VARCHAR))
                    .put("boolean", new Plain("boolean", SqlTypeName.BOOLEAN))
                    .put("int", new Plain("int", SqlTypeName.INTEGER))
                    .put("bigint", new Plain("bigint", SqlTypeName.BIGINT))
                    .put("ubigint", new Plain("ubigint", SqlTypeName.UBIGINT))
                    .put("double", new Plain("double", SqlTypeName.DOUBLE))
                    .put("hugeint", new Plain("hugeint", SqlTypeName.DECIMAL))
                    .put("date", new Plain("date", SqlTypeName.DATE))
                    .put("time", new Plain("time", SqlTypeName.TIME))
                    .put("timestamp", new Plain("timestamp", SqlTypeName.TIMESTAMP))
                    .put(
                            "timestamptz",
                            new Plain("timestamptz", SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE))
                    .put("interval_day", new Plain("interval", SqlTypeName.INTERVAL_DAY_SECOND))
                    .put("interval_month", new Plain("interval", SqlTypeName.INTERVAL_YEAR_MONTH))
                    .put("json", new Json())
                    .put("int8", new Plain("tinyint", SqlTypeName.TINYINT))
                    .put("blob", new Plain("blob", SqlTypeName.VARBINARY))
                    .put("uuid", new Plain("uuid", SqlTypeName.UUID))
                    .put("interval", new Family("interval", SqlTypeName.INTERVAL_TYPES::contains))
                    .put("integer", new Family("integer", SqlTypeName.INT_TYPES::contains))
                    .put("number", new Family("number", ValueType::isNumber))
                    .put("moment", new Family("moment", ValueType::isMoment))
                    .put("struct", new Family("struct", name -> name == SqlTypeName.ROW))
                    .put("any", new Family("any", name -> true))
                    // What becomes JSON; JSON itself stays what it is.
                    .put("jsonable", new Family("any", name -> true))
                    .put("plain", new Family("any", ValueType::isPlain))
                    .buildOrThrow();

    /**
     * Reads a type.
     *
     * @throws IllegalArgumentException when there is no such type
     */
    static ValueType parse(String text) {
        if (text.endsWith("[]")) {
            return new ArrayOf(parse(text.substring(0, text.length() - 2)));
        }
        if (text.startsWith("map(")) {
            int comma = text.indexOf(',');
            return new MapOf(
                    parse(text.substring(4, comma)),
                    parse(text.substring(comma + 1, text.length() - 1)));
        }
        if (text.startsWith("wide(")) {
            return new WideOf((Variable) parse(text.substring(5, text.length() - 1)));
        }
        if (text.length() == 1) {
            return switch (text.charAt(0)) {
                case 'N' -> new Variable(text, ValueType::isNumber);
                case 'I' -> new Variable(text, SqlTypeName.INT_TYPES::contains);
                case 'X' -> new Variable(text, name -> name == SqlTypeName.DECIMAL);
                case 'D' -> new Variable(text, ValueType::isMoment);
                default -> new Variable(text, name -> true);
            };
        }
        return Optional.ofNullable(NAMED.get(text))
                .orElseThrow(() -> new IllegalArgumentException("no type " + text));
    }

    private static boolean isNumber(SqlTypeName name) {
        return SqlTypeName.NUMERIC_TYPES.contains(name)
                || SqlTypeName.UNSIGNED_TYPES.contains(name);
    }

    private static boolean isPlain(SqlTypeName name) {
        return name != SqlTypeName.ARRAY && name != SqlTypeName.MAP && name != SqlTypeName.ROW;
    }

    private static boolean isMoment(SqlTypeName name) {
        return name == SqlTypeName.DATE
                || name == SqlTypeName.TIMESTAMP
                || name == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
    }

    /** The type as people read it. */
    default String words() {
        return switch (this) {
            case Plain plain -> plain.name();
            case Family family -> family.name();
            case WideOf wide -> wide.decimal().words();
            case Json ignored -> "json";
            case Variable variable -> variable.name();
            case ArrayOf array -> array.element().words() + "[]";
            case MapOf map -> "map(" + map.key().words() + ", " + map.value().words() + ")";
        };
    }
}

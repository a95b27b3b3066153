package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableSet;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.type.SqlTypeName;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** DuckDB's spelling of names, strings and types. */
final class DuckText {
    private static final ImmutableSet<SqlTypeName> MONTHS =
            ImmutableSet.copyOf(SqlTypeName.YEAR_INTERVAL_TYPES);

    private DuckText() {}

    /** A quoted identifier. */
    static String name(String name) {
        if (name.indexOf(Placeholders.MARK) >= 0) {
            throw Unsupported.construct("a name with the character NUL in it");
        }
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A string literal; the character NUL, which literals can't hold, is put in by a function. */
    static String string(String value) {
        if (value.indexOf(Placeholders.MARK) < 0) {
            return quoted(value);
        }
        List<String> parts = new ArrayList<>();
        for (String part : value.split(String.valueOf(Placeholders.MARK), -1)) {
            parts.add(quoted(part));
        }
        return "(" + String.join(" || chr(0) || ", parts) + ")";
    }

    private static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    /** Names that differ without regard to case, as like the given ones as can be. */
    static List<String> unique(List<String> names) {
        Set<String> taken = new HashSet<>();
        List<String> unique = new ArrayList<>(names.size());
        for (String name : names) {
            String base = name.isEmpty() ? "column" : name;
            String candidate = base;
            for (int i = 1; !taken.add(candidate.toLowerCase(Locale.ROOT)); i++) {
                candidate = base + "_" + i;
            }
            unique.add(candidate);
        }
        return unique;
    }

    /**
     * A type by DuckDB's name for it. Text has no length: nothing is cut or padded.
     *
     * @throws io.penstock.spi.error.QueryException for types that DuckDB has no like of
     */
    static String type(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case BOOLEAN -> "BOOLEAN";
            case TINYINT -> "TINYINT";
            case SMALLINT -> "SMALLINT";
            case INTEGER -> "INTEGER";
            case BIGINT -> "BIGINT";
            case UTINYINT -> "UTINYINT";
            case USMALLINT -> "USMALLINT";
            case UINTEGER -> "UINTEGER";
            case UBIGINT -> "UBIGINT";
            case REAL -> "REAL";
            case FLOAT, DOUBLE -> "DOUBLE";
            case DECIMAL -> "DECIMAL(%d, %d)".formatted(type.getPrecision(), type.getScale());
            case CHAR, VARCHAR, NULL, UNKNOWN -> "VARCHAR";
            case BINARY, VARBINARY -> "BLOB";
            case UUID -> "UUID";
            case DATE -> "DATE";
            case TIME, TIME_WITH_LOCAL_TIME_ZONE, TIME_TZ -> "TIME";
            case TIMESTAMP -> timestamp(type.getPrecision());
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> "TIMESTAMPTZ";
            case ARRAY, MULTISET -> type(element(type)) + "[]";
            case MAP -> "MAP(%s, %s)".formatted(type(key(type)), type(value(type)));
            case ROW -> struct(type);
            default -> other(type);
        };
    }

    private static String other(RelDataType type) {
        if (SqlTypeName.INTERVAL_TYPES.contains(type.getSqlTypeName())) {
            return "INTERVAL";
        }
        throw Unsupported.construct("the type " + type);
    }

    private static String timestamp(int precision) {
        return precision > 6 ? "TIMESTAMP_NS" : "TIMESTAMP";
    }

    private static String struct(RelDataType type) {
        return type.getFieldList().stream()
                .map(DuckText::structField)
                .collect(Collectors.joining(", ", "STRUCT(", ")"));
    }

    private static String structField(RelDataTypeField field) {
        return name(field.getName()) + " " + type(field.getType());
    }

    static boolean isMonths(RelDataType interval) {
        return MONTHS.contains(interval.getSqlTypeName());
    }

    static RelDataType element(RelDataType type) {
        return Objects.requireNonNull(type.getComponentType(), "element type");
    }

    static RelDataType key(RelDataType type) {
        return Objects.requireNonNull(type.getKeyType(), "key type");
    }

    static RelDataType value(RelDataType type) {
        return Objects.requireNonNull(type.getValueType(), "value type");
    }
}

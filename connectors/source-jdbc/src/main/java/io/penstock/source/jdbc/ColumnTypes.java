package io.penstock.source.jdbc;

import static io.penstock.spi.catalog.FieldTypes.field;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.catalog.RemoteDialect;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

import java.sql.Types;
import java.util.Locale;

/** The fields that databases' column types become. */
final class ColumnTypes {
    private static final int MOST_DIGITS = 38;

    private ColumnTypes() {}

    /** The field of a column, by its database's rules. */
    static Field of(RemoteDialect dialect, ColumnInfo column) {
        Field field =
                switch (dialect) {
                    case POSTGRESQL -> postgres(column);
                    case MYSQL -> mysql(column);
                    case SQLITE -> sqlite(column);
                    case H2, ANSI -> standard(column);
                };
        return FieldTypes.withRemarks(field, column.remarks());
    }

    /**
     * Whether a column that arrives as text is something else at its source, or compares so; or
     * arrives as a number, and to MySQL the year 3 is 2003.
     */
    static boolean isOpaque(RemoteDialect dialect, ColumnInfo column) {
        if (dialect == RemoteDialect.MYSQL && column.typeName().startsWith("year")) {
            return true;
        }
        boolean text = of(dialect, column).getType().equals(FieldTypes.UTF8);
        boolean loose = column.collation() == ColumnInfo.Collation.LOOSE;
        return text && (loose || !isText(dialect, column));
    }

    /** Whether a column's text has another order than its database's. */
    static boolean isCollated(ColumnInfo column) {
        return column.collation() == ColumnInfo.Collation.OWN;
    }

    /** Whether a text's trailing blanks are not its author's: CHAR(n), by its databases' names. */
    static boolean isPadded(RemoteDialect dialect, ColumnInfo column) {
        String type = column.typeName().toLowerCase(Locale.ROOT);
        return switch (dialect) {
            case POSTGRESQL -> type.equals("bpchar");
            case MYSQL -> type.startsWith("char");
            case H2, ANSI -> type.equals("char") || type.equals("character");
            case SQLITE -> false;
        };
    }

    private static boolean isText(RemoteDialect dialect, ColumnInfo column) {
        String type = column.typeName().toLowerCase(Locale.ROOT);
        return switch (dialect) {
            case POSTGRESQL ->
                    type.equals("text")
                            || type.equals("varchar")
                            || type.equals("bpchar")
                            || type.equals("name");
            case MYSQL ->
                    type.contains("char")
                            || type.contains("text")
                            || type.startsWith("enum")
                            || type.startsWith("set");
            case SQLITE -> type.contains("char") || type.contains("clob") || type.contains("text");
            case H2, ANSI -> type.contains("char") || type.contains("text");
        };
    }

    private static Field postgres(ColumnInfo column) {
        String name = column.name();
        String type = column.typeName().toLowerCase(Locale.ROOT);
        boolean nullable = column.nullable();
        if (type.startsWith("_")) {
            ColumnInfo element =
                    new ColumnInfo(
                            "item",
                            Types.OTHER,
                            type.substring(1),
                            column.size(),
                            column.digits(),
                            true,
                            "");
            return FieldTypes.list(name, postgres(element), nullable);
        }
        return switch (type) {
            case "bool" -> field(name, FieldTypes.BOOL, nullable);
            case "int2", "smallserial" -> integer(column, 16, true);
            case "int4", "serial" -> integer(column, 32, true);
            case "int8", "bigserial", "oid" -> integer(column, 64, true);
            case "float4" -> field(name, FieldTypes.FLOAT32, nullable);
            case "float8" -> field(name, FieldTypes.FLOAT64, nullable);
            case "numeric" -> decimal(column);
            case "date" -> field(name, FieldTypes.DATE, nullable);
            case "time" -> field(name, FieldTypes.TIME, nullable);
            case "timestamp" -> FieldTypes.timestamp(name, fraction(column), nullable);
            case "timestamptz" -> field(name, FieldTypes.TIMESTAMP_UTC, nullable);
            case "bytea" -> field(name, FieldTypes.BINARY, nullable);
            case "uuid" -> FieldTypes.logical(name, "UUID", nullable);
            case "json", "jsonb" -> FieldTypes.logical(name, "JSON", nullable);
            default -> field(name, FieldTypes.UTF8, nullable);
        };
    }

    /** Dates may be zero ones, which come as NULL, whatever the column says. */
    private static Field mysql(ColumnInfo column) {
        String name = column.name();
        String type = column.typeName().toLowerCase(Locale.ROOT);
        boolean signed = !type.contains("unsigned");
        boolean nullable = column.nullable();
        String word = type.replaceFirst("[ (].*$", "");
        return switch (word) {
            case "tinyint" -> integer(column, 8, signed);
            case "smallint" -> integer(column, 16, signed);
            case "mediumint", "int", "integer" -> integer(column, 32, signed);
            case "bigint" -> integer(column, 64, signed);
            case "year" -> integer(column, 16, true);
            case "bit" ->
                    column.size() <= 1
                            ? field(name, FieldTypes.BOOL, nullable)
                            : integer(column, 64, false);
            case "float" -> field(name, FieldTypes.FLOAT32, nullable);
            case "double" -> field(name, FieldTypes.FLOAT64, nullable);
            case "decimal" -> decimal(column);
            case "date" -> field(name, FieldTypes.DATE, true);
            case "datetime" -> FieldTypes.timestamp(name, fraction(column), true);
            case "timestamp" -> field(name, FieldTypes.TIMESTAMP_UTC, true);
            case "json" -> FieldTypes.logical(name, "JSON", nullable);
            case "tinyblob", "blob", "mediumblob", "longblob", "binary", "varbinary" ->
                    field(name, FieldTypes.BINARY, nullable);
            case "geometry", "point", "linestring", "polygon" ->
                    field(name, FieldTypes.BINARY, nullable);
            case "uuid" -> FieldTypes.logical(name, "UUID", nullable);
            default -> field(name, FieldTypes.UTF8, nullable);
        };
    }

    /** SQLite takes any word for a type. Well-known words first, then its own rules of affinity. */
    private static Field sqlite(ColumnInfo column) {
        String name = column.name();
        boolean nullable = column.nullable();
        String word = beforeBracket(column.typeName().toUpperCase(Locale.ROOT)).strip();
        return switch (word) {
            case "BOOLEAN", "BOOL" -> field(name, FieldTypes.BOOL, nullable);
            case "DATE" -> field(name, FieldTypes.DATE, nullable);
            case "TIME" -> field(name, FieldTypes.TIME, nullable);
            case "DATETIME", "TIMESTAMP" -> FieldTypes.timestamp(name, 6, nullable);
            case "JSON" -> FieldTypes.logical(name, "JSON", nullable);
            case "DECIMAL", "NUMERIC" ->
                    column.size() > 0 ? decimal(column) : field(name, FieldTypes.FLOAT64, nullable);
            default -> field(name, affinity(word), nullable);
        };
    }

    private static String beforeBracket(String type) {
        int bracket = type.indexOf('(');
        return bracket < 0 ? type : type.substring(0, bracket);
    }

    private static ArrowType affinity(String word) {
        if (word.contains("INT")) {
            return FieldTypes.INT64;
        }
        if (word.contains("CHAR") || word.contains("CLOB") || word.contains("TEXT")) {
            return FieldTypes.UTF8;
        }
        if (word.contains("BLOB")) {
            return FieldTypes.BINARY;
        }
        boolean real = word.contains("REAL") || word.contains("FLOA") || word.contains("DOUB");
        return real ? FieldTypes.FLOAT64 : FieldTypes.UTF8;
    }

    private static Field standard(ColumnInfo column) {
        String name = column.name();
        boolean nullable = column.nullable();
        String type = column.typeName().toUpperCase(Locale.ROOT);
        if (type.equals("UUID")) {
            return FieldTypes.logical(name, "UUID", nullable);
        }
        if (type.equals("JSON")) {
            return FieldTypes.logical(name, "JSON", nullable);
        }
        if (type.equals("ENUM") || type.startsWith("ENUM(") || type.startsWith("INTERVAL")) {
            return field(name, FieldTypes.UTF8, nullable);
        }
        return switch (column.jdbcType()) {
            case Types.BOOLEAN -> field(name, FieldTypes.BOOL, nullable);
            case Types.BIT ->
                    field(name, column.size() <= 1 ? FieldTypes.BOOL : FieldTypes.BINARY, nullable);
            case Types.TINYINT -> integer(column, 8, true);
            case Types.SMALLINT -> integer(column, 16, true);
            case Types.INTEGER -> integer(column, 32, true);
            case Types.BIGINT -> integer(column, 64, true);
            case Types.REAL -> field(name, FieldTypes.FLOAT32, nullable);
            case Types.FLOAT, Types.DOUBLE -> field(name, FieldTypes.FLOAT64, nullable);
            case Types.NUMERIC, Types.DECIMAL -> decimal(column);
            case Types.DATE -> field(name, FieldTypes.DATE, nullable);
            case Types.TIME -> field(name, FieldTypes.TIME, nullable);
            case Types.TIMESTAMP -> FieldTypes.timestamp(name, fraction(column), nullable);
            case Types.TIMESTAMP_WITH_TIMEZONE -> field(name, FieldTypes.TIMESTAMP_UTC, nullable);
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB ->
                    field(name, FieldTypes.BINARY, nullable);
            default ->
                    type.equals("DECFLOAT")
                            ? field(name, FieldTypes.FLOAT64, nullable)
                            : field(name, FieldTypes.UTF8, nullable);
        };
    }

    private static Field integer(ColumnInfo column, int bits, boolean signed) {
        return field(column.name(), new ArrowType.Int(bits, signed), column.nullable());
    }

    /** A number of too many digits, or with a scale of its own in each row, is a DOUBLE. */
    private static Field decimal(ColumnInfo column) {
        boolean fits =
                column.size() > 0
                        && column.size() <= MOST_DIGITS
                        && column.digits() >= 0
                        && column.digits() <= column.size();
        return fits
                ? field(
                        column.name(),
                        new ArrowType.Decimal(column.size(), column.digits(), 128),
                        column.nullable())
                : field(column.name(), FieldTypes.FLOAT64, column.nullable());
    }

    private static int fraction(ColumnInfo column) {
        return Math.min(9, Math.max(0, column.digits()));
    }
}

package io.penstock.planner.dispatch;

import io.penstock.planner.catalog.JsonType;
import io.penstock.spi.catalog.RemoteDialect;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Which comparisons mean the same at a source as they do here. */
final class RemoteTypes {
    private RemoteTypes() {}

    /** How a source compares. */
    sealed interface Comparing {
        /**
         * As we do.
         *
         * @param collation what must be said behind the left side
         * @param exact whether it takes nothing else for equal
         */
        record Like(String collation, boolean exact) implements Comparing {}

        /** Otherwise, or not surely as we do. */
        record Never(String reason) implements Comparing {}
    }

    /** Digits behind the point of a second. */
    private static final int MICROSECONDS = 6;

    private static final Comparing EXACT = new Comparing.Like("", true);

    /**
     * How a source compares a column.
     *
     * @param type the column's
     * @param other the other side's
     */
    static Comparing comparing(
            RemoteDialect dialect, RelDataType type, RelDataType other, SqlKind kind) {
        SqlTypeName name = type.getSqlTypeName();
        if (isWhole(name) && isWhole(other.getSqlTypeName())) {
            return EXACT;
        }
        if (JsonType.is(type) || JsonType.is(other)) {
            return new Comparing.Never("JSON is compared here");
        }
        return switch (name) {
            case CHAR, VARCHAR -> text(dialect, other, kind);
            case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL -> decimal(dialect, other);
            case DOUBLE, FLOAT -> floating(dialect, other);
            case DATE -> sameType(dialect, type, other, dialect != RemoteDialect.SQLITE);
            case TIMESTAMP -> timestamp(dialect, type, other);
            case BOOLEAN ->
                    sameType(
                            dialect,
                            type,
                            other,
                            dialect == RemoteDialect.POSTGRESQL || dialect == RemoteDialect.H2);
            default -> new Comparing.Never("comparing %s is left to the engine".formatted(name));
        };
    }

    private static boolean isWhole(SqlTypeName name) {
        return switch (name) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, UTINYINT, USMALLINT, UINTEGER -> true;
            default -> false;
        };
    }

    /** SQLite keeps decimals as floating point or text. */
    private static Comparing decimal(RemoteDialect dialect, RelDataType other) {
        boolean exact =
                isWhole(other.getSqlTypeName()) || other.getSqlTypeName() == SqlTypeName.DECIMAL;
        if (!exact) {
            return new Comparing.Never("exact and floating numbers are compared here");
        }
        return dialect == RemoteDialect.SQLITE
                ? new Comparing.Never("the source keeps decimals as floating-point numbers")
                : EXACT;
    }

    private static Comparing floating(RemoteDialect dialect, RelDataType other) {
        boolean number =
                isWhole(other.getSqlTypeName())
                        || other.getSqlTypeName() == SqlTypeName.DOUBLE
                        || other.getSqlTypeName() == SqlTypeName.FLOAT;
        return number && dialect != RemoteDialect.ANSI
                ? EXACT
                : new Comparing.Never("exact and floating numbers are compared here");
    }

    /** Here a time of nanoseconds is between 1677 and 2262; what is compared with one must be. */
    private static Comparing timestamp(RemoteDialect dialect, RelDataType type, RelDataType other) {
        boolean fits =
                (type.getPrecision() > MICROSECONDS) == (other.getPrecision() > MICROSECONDS);
        return fits
                ? sameType(
                        dialect,
                        type,
                        other,
                        dialect == RemoteDialect.POSTGRESQL || dialect == RemoteDialect.H2)
                : new Comparing.Never("not every time fits into one of nanoseconds");
    }

    private static Comparing sameType(
            RemoteDialect dialect, RelDataType type, RelDataType other, boolean known) {
        if (type.getSqlTypeName() != other.getSqlTypeName()) {
            return new Comparing.Never(
                    "%s and %s are compared here"
                            .formatted(type.getSqlTypeName(), other.getSqlTypeName()));
        }
        return known
                ? EXACT
                : new Comparing.Never(
                        "the source (%s) may keep %s as something else"
                                .formatted(dialect, type.getSqlTypeName()));
    }

    /**
     * Every database finds equal what has the same characters; some find more equal. PostgreSQL
     * does so by the columns' collations, and columns of those that do are opaque. Order is certain
     * only where it can be asked for by bytes.
     */
    private static Comparing text(RemoteDialect dialect, RelDataType other, SqlKind kind) {
        if (!SqlTypeName.CHAR_TYPES.contains(other.getSqlTypeName())) {
            return new Comparing.Never(
                    "text and %s are compared here".formatted(other.getSqlTypeName()));
        }
        return switch (dialect) {
            case POSTGRESQL ->
                    kind == SqlKind.EQUALS || kind == SqlKind.NOT_EQUALS
                            ? EXACT
                            : new Comparing.Like(" COLLATE \"C\"", true);
            case SQLITE -> new Comparing.Like(" COLLATE BINARY", true);
            default ->
                    kind == SqlKind.EQUALS
                            ? new Comparing.Like("", false)
                            : new Comparing.Never("the order of text at the source may be another");
        };
    }

    /**
     * What is written behind an expression so that the source takes for equal, and orders, exactly
     * as we do.
     *
     * @throws NotAsked when it doesn't
     */
    static String collation(RemoteDialect dialect, RelDataType type) {
        if (SqlTypeUtil.isApproximateNumeric(type)) {
            throw new NotAsked("floating numbers are compared here");
        }
        if (dialect == RemoteDialect.MYSQL && type.getSqlTypeName() == SqlTypeName.DATE) {
            throw new NotAsked("the source has dates that are NULL here and not there");
        }
        return switch (comparing(dialect, type, type, SqlKind.LESS_THAN)) {
            case Comparing.Like like when like.exact() -> like.collation();
            case Comparing.Like ignored ->
                    throw new NotAsked("the source may take more for equal than we do");
            case Comparing.Never never -> throw new NotAsked(never.reason());
        };
    }

    /**
     * One key of an ORDER BY, with nothing left to the source.
     *
     * @throws NotAsked when its order may be another
     */
    static String orderKey(
            RemoteDialect dialect,
            RemoteColumn column,
            RelDataType type,
            boolean descending,
            boolean nullsFirst) {
        if (column.opaque()) {
            throw new NotAsked("the source has a type of its own for the column");
        }
        if (Placeholders.isIn(column.text())) {
            throw new NotAsked("the order is by a parameter");
        }
        String text = column.text() + collation(dialect, type);
        return switch (dialect) {
            case POSTGRESQL, SQLITE, H2 -> WindowText.orderKey(text, descending, nullsFirst);
            case MYSQL, ANSI -> {
                if (type.isNullable()) {
                    throw new NotAsked("the source has an order of NULLs of its own");
                }
                yield text + (descending ? " DESC" : " ASC");
            }
        };
    }

    /**
     * Passes for types whose values arrive at a source as they are.
     *
     * @throws NotAsked for others
     */
    static void requireSendable(RelDataType type) {
        boolean sendable =
                switch (type.getSqlTypeName()) {
                    case TINYINT, SMALLINT, INTEGER, BIGINT -> true;
                    case UTINYINT, USMALLINT, UINTEGER -> true;
                    case DECIMAL, CHAR, VARCHAR, DATE -> true;
                    default -> false;
                };
        if (!sendable || JsonType.is(type)) {
            throw new NotAsked("keys of type %s are not sent".formatted(type.getSqlTypeName()));
        }
    }

    /**
     * Passes for types of which a source takes columns of rows as arrays.
     *
     * @throws NotAsked for others
     */
    static void requireArray(RelDataType type) {
        boolean known =
                switch (type.getSqlTypeName()) {
                    case TINYINT, SMALLINT, INTEGER, BIGINT -> true;
                    case DECIMAL, CHAR, VARCHAR, DATE, BOOLEAN -> true;
                    case TIMESTAMP -> type.getPrecision() <= 6;
                    default -> false;
                };
        if (!known || JsonType.is(type)) {
            throw new NotAsked("columns of type %s are not sent".formatted(type.getSqlTypeName()));
        }
    }

    /** Whether each value of a type is the same value in another, and fits. */
    static boolean widens(RelDataType from, RelDataType to) {
        if (isText(from) && isText(to)) {
            return true;
        }
        if (isWhole(from.getSqlTypeName()) && isWhole(to.getSqlTypeName())) {
            return bits(from) <= bits(to) && (isUnsigned(from) || !isUnsigned(to));
        }
        return to.getSqlTypeName() == SqlTypeName.DECIMAL
                && isExact(from)
                && to.getScale() >= scale(from)
                && to.getPrecision() - to.getScale() >= digits(from) - scale(from);
    }

    private static boolean isExact(RelDataType type) {
        return isWhole(type.getSqlTypeName()) || type.getSqlTypeName() == SqlTypeName.DECIMAL;
    }

    private static boolean isUnsigned(RelDataType type) {
        return SqlTypeName.UNSIGNED_TYPES.contains(type.getSqlTypeName());
    }

    private static int scale(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.DECIMAL ? type.getScale() : 0;
    }

    /** The most digits that a value has. */
    private static int digits(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case TINYINT, UTINYINT -> 3;
            case SMALLINT, USMALLINT -> 5;
            case INTEGER, UINTEGER -> 10;
            case BIGINT -> 19;
            default -> type.getPrecision();
        };
    }

    /** How wide a whole number with a sign must be to hold each value. */
    private static int bits(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case TINYINT -> 8;
            case UTINYINT -> 9;
            case SMALLINT -> 16;
            case USMALLINT -> 17;
            case INTEGER -> 32;
            case UINTEGER -> 33;
            default -> 64;
        };
    }

    private static boolean isText(RelDataType type) {
        return SqlTypeName.CHAR_TYPES.contains(type.getSqlTypeName());
    }

    static boolean isTime(RelDataType type) {
        return SqlTypeName.DATETIME_TYPES.contains(type.getSqlTypeName());
    }
}

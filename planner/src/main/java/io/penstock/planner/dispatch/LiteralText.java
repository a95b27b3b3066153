package io.penstock.planner.dispatch;

import com.google.common.io.BaseEncoding;

import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Literals in DuckDB's spelling, of exactly the planned type. */
final class LiteralText {
    private static final long MILLIS_PER_DAY = 86_400_000;

    private LiteralText() {}

    /**
     * A literal where its type matters.
     *
     * @throws io.penstock.spi.error.QueryException for literals that DuckDB has no like of
     */
    static String typed(RexLiteral literal) {
        RelDataType type = literal.getType();
        if (literal.isNull()) {
            // A NULL of no type becomes whatever its place needs.
            return type.getSqlTypeName() == SqlTypeName.NULL ? "NULL" : cast("NULL", type);
        }
        return switch (type.getSqlTypeName()) {
            // A plain 1 is an INTEGER, as for the planner.
            case INTEGER -> bare(literal);
            case TINYINT, SMALLINT, BIGINT, UTINYINT, USMALLINT, UINTEGER, UBIGINT ->
                    cast(bare(literal), type);
            case DECIMAL -> decimal(number(literal), type);
            default -> bare(literal);
        };
    }

    /** A literal that is compared with something: the type follows from the other side. */
    static String bare(RexLiteral literal) {
        RelDataType type = literal.getType();
        if (literal.isNull()) {
            return "NULL";
        }
        return switch (type.getSqlTypeName()) {
            case BOOLEAN -> RexLiteral.booleanValue(literal) ? "TRUE" : "FALSE";
            case TINYINT, SMALLINT, INTEGER, BIGINT, UTINYINT, USMALLINT, UINTEGER, UBIGINT ->
                    integer(number(literal));
            case DECIMAL -> number(literal).toPlainString();
            case REAL, FLOAT, DOUBLE -> floating(literal, type);
            case CHAR, VARCHAR -> DuckText.string(text(literal));
            case BINARY, VARBINARY -> bytes(literal);
            case DATE -> "DATE " + DuckText.string(value(literal, DateString.class).toString());
            case TIME -> "TIME " + DuckText.string(value(literal, TimeString.class).toString());
            case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> timestamp(literal, type);
            case ROW -> row(literal);
            case ARRAY -> array(literal);
            case SYMBOL -> throw Unsupported.construct("the keyword " + literal);
            default -> other(literal, type);
        };
    }

    private static String cast(String text, RelDataType type) {
        return "CAST(%s AS %s)".formatted(text, DuckText.type(type));
    }

    private static String integer(BigDecimal value) {
        return value.toBigIntegerExact().toString();
    }

    /** Text keeps its length: what the validator padded with blanks is not there any more. */
    static String text(RexLiteral literal) {
        return Objects.requireNonNull(literal.getValueAs(String.class), "text");
    }

    private static BigDecimal number(RexLiteral literal) {
        return value(literal, BigDecimal.class);
    }

    private static <T> T value(RexLiteral literal, Class<T> type) {
        return Objects.requireNonNull(literal.getValueAs(type), "value");
    }

    /** 1.50 has DuckDB's type DECIMAL(3, 2); a cast says so where the planner means another. */
    private static String decimal(BigDecimal value, RelDataType type) {
        String text = value.toPlainString();
        boolean whole = value.scale() <= 0;
        return whole || value.scale() != type.getScale() ? cast(text, type) : text;
    }

    private static String floating(RexLiteral literal, RelDataType type) {
        Double value = value(literal, Double.class);
        String text =
                Double.isFinite(value)
                        ? literal.getValue() instanceof BigDecimal exact
                                ? exact.toString()
                                : value.toString()
                        : DuckText.string(value.toString());
        return type.getSqlTypeName() == SqlTypeName.REAL
                ? "CAST(%s AS REAL)".formatted(text)
                : "CAST(%s AS DOUBLE)".formatted(text);
    }

    private static String bytes(RexLiteral literal) {
        byte[] bytes = value(literal, ByteString.class).getBytes();
        return "unhex('%s')".formatted(BaseEncoding.base16().encode(bytes));
    }

    private static String timestamp(RexLiteral literal, RelDataType type) {
        String text = DuckText.string(value(literal, TimestampString.class).toString());
        if (type.getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE) {
            return "TIMESTAMPTZ '%s+00'".formatted(text.substring(1, text.length() - 1));
        }
        return (type.getPrecision() > 6 ? "TIMESTAMP_NS " : "TIMESTAMP ") + text;
    }

    private static String row(RexLiteral literal) {
        List<?> values = value(literal, List.class);
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            String name = literal.getType().getFieldList().get(i).getName();
            fields.add("%s := %s".formatted(DuckText.name(name), element(values.get(i))));
        }
        return "struct_pack(%s)".formatted(String.join(", ", fields));
    }

    private static String array(RexLiteral literal) {
        List<?> values = value(literal, List.class);
        return values.stream()
                .map(LiteralText::element)
                .collect(
                        Collectors.joining(
                                ", ", "CAST([", "] AS " + DuckText.type(literal.getType()) + ")"));
    }

    private static String element(Object value) {
        if (value instanceof RexLiteral literal) {
            return typed(literal);
        }
        throw Unsupported.construct("a nested literal of " + value.getClass().getSimpleName());
    }

    private static String other(RexLiteral literal, RelDataType type) {
        if (SqlTypeName.YEAR_INTERVAL_TYPES.contains(type.getSqlTypeName())) {
            return "INTERVAL '%d months'".formatted(number(literal).longValueExact());
        }
        if (SqlTypeName.DAY_INTERVAL_TYPES.contains(type.getSqlTypeName())) {
            return dayTime(number(literal));
        }
        if (type.getSqlTypeName() == SqlTypeName.UUID) {
            return "CAST(%s AS UUID)"
                    .formatted(DuckText.string(String.valueOf(literal.getValue())));
        }
        throw Unsupported.construct("a literal of type " + type);
    }

    /** Whole days stay days: adding one keeps the time of day. */
    private static String dayTime(BigDecimal millis) {
        long days = millis.longValue() / MILLIS_PER_DAY;
        BigDecimal rest = millis.subtract(BigDecimal.valueOf(days * MILLIS_PER_DAY));
        if (rest.signum() == 0) {
            return "INTERVAL '%d days'".formatted(days);
        }
        long micros = rest.movePointRight(3).longValue();
        return days == 0
                ? "INTERVAL '%d microseconds'".formatted(micros)
                : "INTERVAL '%d days %d microseconds'".formatted(days, micros);
    }
}

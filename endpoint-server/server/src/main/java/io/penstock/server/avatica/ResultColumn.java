package io.penstock.server.avatica;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.catalog.SqlType;
import io.penstock.server.avatica.FrameColumn.Times.Measure;
import io.penstock.server.format.ValueText;
import io.penstock.spi.catalog.FieldTypes;

import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.ColumnMetaData.AvaticaType;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.apache.calcite.avatica.proto.Common;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.function.Supplier;

/**
 * How a column of a result travels: its type as Avatica has it, and what writes its values.
 *
 * @param type what the driver is told
 * @param values makes a writer of the values, one for each result
 */
record ResultColumn(AvaticaType type, Supplier<FrameColumn> values) {
    private static final int MILLI_DIGITS = 3;
    private static final LocalDate YEAR_ONE = LocalDate.of(1, 1, 1);
    private static final long YEAR_ONE_MILLIS = Duration.ofDays(YEAR_ONE.toEpochDay()).toMillis();
    private static final Measure DAYS =
            new Measure(Common.Rep.INTEGER, Integer.BYTES, 1, YEAR_ONE.toEpochDay());
    private static final Measure MICROS_OF_DAY =
            new Measure(Common.Rep.INTEGER, Long.BYTES, 1_000, 0);
    private static final Measure MICROS =
            new Measure(Common.Rep.LONG, Long.BYTES, 1_000, YEAR_ONE_MILLIS);
    private static final Measure NANOS =
            new Measure(Common.Rep.LONG, Long.BYTES, 1_000_000, YEAR_ONE_MILLIS);

    /** A column of this field. */
    static ResultColumn of(Field field, TimePolicy policy) {
        String name = SqlType.of(field).name();
        return switch (field.getType()) {
            case ArrowType.Bool type ->
                    scalar(Types.BOOLEAN, name, Rep.BOOLEAN, FrameColumn.Booleans::new);
            case ArrowType.Int type -> integer(type, name);
            case ArrowType.FloatingPoint type -> floating(type, name);
            case ArrowType.Decimal type ->
                    scalar(Types.DECIMAL, name, Rep.NUMBER, FrameColumn.Decimals::new);
            case ArrowType.Utf8 type ->
                    scalar(Types.VARCHAR, name, Rep.STRING, FrameColumn.Texts::new);
            case ArrowType.Binary type ->
                    scalar(Types.VARBINARY, name, Rep.BYTE_STRING, FrameColumn.Bytes::new);
            case ArrowType.Date type -> time(Types.DATE, field, policy, DAYS);
            case ArrowType.Time type -> time(Types.TIME, field, policy, MICROS_OF_DAY);
            case ArrowType.Timestamp type -> timestamp(field, type, policy);
            case ArrowType.Interval type ->
                    printed(Types.VARCHAR, name, () -> ValueText.plain(field));
            case ArrowType.List type -> array(field, policy);
            case ArrowType.Null type ->
                    scalar(Types.VARCHAR, name, Rep.STRING, FrameColumn.Texts::new);
            default -> printed(Types.VARCHAR, name, () -> ValueText.json(field));
        };
    }

    private static ResultColumn scalar(int id, String name, Rep rep, Supplier<FrameColumn> values) {
        return new ResultColumn(ColumnMetaData.scalar(id, name, rep), values);
    }

    private static ResultColumn printed(int id, String name, Supplier<ValueText> text) {
        return scalar(id, name, Rep.STRING, () -> new FrameColumn.Printed(text.get()));
    }

    /**
     * Without a sign, a number is told as the next wider type: Avatica's clients can't read more.
     */
    private static ResultColumn integer(ArrowType.Int type, String name) {
        int bits = type.getBitWidth();
        boolean signed = type.getIsSigned();
        Supplier<FrameColumn> values = () -> new FrameColumn.Integers(bits, signed);
        return switch (signed ? bits : 2 * bits) {
            case 8 -> scalar(Types.TINYINT, name, Rep.INTEGER, values);
            case 16 -> scalar(Types.SMALLINT, name, Rep.INTEGER, values);
            case 32 -> scalar(Types.INTEGER, name, Rep.INTEGER, values);
            case 64 -> scalar(Types.BIGINT, name, Rep.LONG, values);
            default -> scalar(Types.DECIMAL, name, Rep.NUMBER, FrameColumn.Decimals::new);
        };
    }

    private static ResultColumn floating(ArrowType.FloatingPoint type, String name) {
        return type.getPrecision() == FloatingPointPrecision.SINGLE
                ? scalar(Types.REAL, name, Rep.FLOAT, FrameColumn.Floats::new)
                : scalar(Types.DOUBLE, name, Rep.DOUBLE, FrameColumn.Doubles::new);
    }

    private static ResultColumn time(int id, Field field, TimePolicy policy, Measure measure) {
        String name = SqlType.of(field).name();
        Supplier<ValueText> text = () -> ValueText.plain(field);
        return policy == TimePolicy.TEXT
                ? printed(id, name, text)
                : scalar(
                        id,
                        name,
                        measure.rep() == Common.Rep.LONG ? Rep.LONG : Rep.INTEGER,
                        () -> new FrameColumn.Times(measure, policy, field.getName(), text.get()));
    }

    /** An instant is text: Avatica's timestamps have no zone, and its client can't read others. */
    private static ResultColumn timestamp(
            Field field, ArrowType.Timestamp type, TimePolicy policy) {
        if (type.getTimezone() == null) {
            return time(
                    Types.TIMESTAMP,
                    field,
                    policy,
                    type.getUnit() == TimeUnit.NANOSECOND ? NANOS : MICROS);
        }
        return scalar(
                policy == TimePolicy.TEXT ? Types.TIMESTAMP_WITH_TIMEZONE : Types.VARCHAR,
                SqlType.of(field).name(),
                Rep.STRING,
                () -> new FrameColumn.Instants(ValueText.plain(field)));
    }

    /** Of numbers, texts and booleans; what else may stand in an array is told as JSON. */
    private static ResultColumn array(Field field, TimePolicy policy) {
        Field element = field.getChildren().get(0);
        String name = SqlType.of(field).name();
        return switch (element.getType()) {
            case ArrowType.Bool type -> arrayOf(of(element, policy), name);
            case ArrowType.Int type -> arrayOf(of(element, policy), name);
            case ArrowType.FloatingPoint type -> arrayOf(of(element, policy), name);
            case ArrowType.Decimal type -> arrayOf(of(element, policy), name);
            case ArrowType.Utf8 type -> arrayOf(of(element, policy), name);
            default -> printed(Types.VARCHAR, name, () -> ValueText.json(field));
        };
    }

    private static ResultColumn arrayOf(ResultColumn element, String name) {
        return new ResultColumn(
                ColumnMetaData.array(element.type(), name, Rep.ARRAY),
                () -> new FrameColumn.Arrays(element.values().get()));
    }

    /** What a result's columns are told to be. */
    static ImmutableList<ColumnMetaData> describe(Schema schema, TimePolicy policy) {
        ImmutableList.Builder<ColumnMetaData> columns = ImmutableList.builder();
        for (int i = 0; i < schema.getFields().size(); i++) {
            Field field = schema.getFields().get(i);
            columns.add(metadata(i, field, of(field, policy).type(), policy));
        }
        return columns.build();
    }

    /** What writes a result's values. */
    static ImmutableList<FrameColumn> writers(Schema schema, TimePolicy policy) {
        return schema.getFields().stream()
                .map(field -> of(field, policy).values().get())
                .collect(ImmutableList.toImmutableList());
    }

    private static ColumnMetaData metadata(
            int ordinal, Field field, AvaticaType type, TimePolicy policy) {
        SqlType sql = SqlType.of(field);
        boolean time = type.id == Types.TIMESTAMP || type.id == Types.TIME;
        int fraction = FieldTypes.precision(field);
        int digits = policy == TimePolicy.TEXT ? fraction : Math.min(MILLI_DIGITS, fraction);
        return column(
                ordinal,
                field.getName(),
                type,
                time ? digits : sql.precision().orElse(usualPrecision(type.id)),
                time ? 0 : sql.scale().orElse(0),
                field.isNullable());
    }

    /** A column of a result; nothing of it is told to come from a table. */
    static ColumnMetaData column(
            int ordinal,
            String label,
            AvaticaType type,
            int precision,
            int scale,
            boolean nullable) {
        @Nullable String none = null;
        return new ColumnMetaData(
                ordinal,
                false,
                type.id == Types.VARCHAR,
                true,
                false,
                nullable ? DatabaseMetaData.columnNullable : DatabaseMetaData.columnNoNulls,
                isSigned(type.id),
                displaySize(type.id, precision),
                label,
                label,
                none,
                precision,
                scale,
                none,
                none,
                type,
                true,
                false,
                false,
                className(type.id));
    }

    /** Of a type whose name says nothing about it. */
    static int usualPrecision(int id) {
        return switch (id) {
            case Types.VARCHAR, Types.VARBINARY -> Integer.MAX_VALUE;
            case Types.DATE -> 10;
            case Types.BOOLEAN -> 1;
            default -> 0;
        };
    }

    private static boolean isSigned(int id) {
        return switch (id) {
            case Types.TINYINT,
                    Types.SMALLINT,
                    Types.INTEGER,
                    Types.BIGINT,
                    Types.REAL,
                    Types.DOUBLE,
                    Types.DECIMAL ->
                    true;
            default -> false;
        };
    }

    private static int displaySize(int id, int precision) {
        return switch (id) {
            case Types.BOOLEAN -> 5;
            case Types.TINYINT -> 4;
            case Types.SMALLINT -> 6;
            case Types.INTEGER -> 11;
            case Types.BIGINT -> 20;
            case Types.REAL -> 15;
            case Types.DOUBLE -> 24;
            case Types.DECIMAL -> precision + 2;
            case Types.DATE -> 13;
            case Types.TIME -> precision == 0 ? 8 : 9 + precision;
            case Types.TIMESTAMP -> precision == 0 ? 22 : 23 + precision;
            case Types.TIMESTAMP_WITH_TIMEZONE -> 33;
            default -> Integer.MAX_VALUE;
        };
    }

    /** The class of what getObject gives. */
    static String className(int id) {
        return switch (id) {
            case Types.BOOLEAN -> Boolean.class.getName();
            case Types.TINYINT -> Byte.class.getName();
            case Types.SMALLINT -> Short.class.getName();
            case Types.INTEGER -> Integer.class.getName();
            case Types.BIGINT -> Long.class.getName();
            case Types.REAL -> Float.class.getName();
            case Types.DOUBLE -> Double.class.getName();
            case Types.DECIMAL -> BigDecimal.class.getName();
            case Types.VARBINARY -> byte[].class.getName();
            case Types.DATE -> Date.class.getName();
            case Types.TIME -> Time.class.getName();
            case Types.TIMESTAMP -> Timestamp.class.getName();
            case Types.TIMESTAMP_WITH_TIMEZONE -> OffsetDateTime.class.getName();
            case Types.ARRAY -> Array.class.getName();
            default -> String.class.getName();
        };
    }
}

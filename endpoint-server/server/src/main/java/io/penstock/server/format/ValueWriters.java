package io.penstock.server.format;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.FieldTypes;

import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Chooses the writer for a column, whatever its nesting. */
final class ValueWriters {
    private final TextStyle style;
    private final FormatOptions options;

    private ValueWriters(TextStyle style, FormatOptions options) {
        this.style = style;
        this.options = options;
    }

    /** A writer of a column's values in this style. */
    static ValueWriter of(Field field, TextStyle style, FormatOptions options) {
        boolean nested = field.getType().isComplex();
        return (style == TextStyle.CSV || style == TextStyle.TSV) && nested
                ? new NestedWriters.Quoted(
                        new ValueWriters(TextStyle.LITERAL, options).of(field), style)
                : new ValueWriters(style, options).of(field);
    }

    /** A writer of a column's values as JSON strings, whatever they are. */
    static ValueWriter quoted(Field field) {
        TextStyle inner = field.getType().isComplex() ? TextStyle.LITERAL : TextStyle.PLAIN;
        return new NestedWriters.Quoted(
                new ValueWriters(inner, FormatOptions.DEFAULT).of(field), TextStyle.JSON);
    }

    private ValueWriter of(Field field) {
        return switch (field.getType()) {
            case ArrowType.Bool type -> new NumberWriters.Bool(style);
            case ArrowType.Int type -> integer(type);
            case ArrowType.FloatingPoint type -> floating(type);
            case ArrowType.Decimal type -> new NumberWriters.Decimals(type.getScale(), style);
            case ArrowType.Utf8 type -> new TextWriters.Text(style);
            case ArrowType.Binary type -> new TextWriters.Bytes(style);
            case ArrowType.Date type -> new TextWriters.Dates(style);
            case ArrowType.Time type -> new TextWriters.TimesOfDay(style);
            case ArrowType.Timestamp type -> timestamp(field, type);
            case ArrowType.Interval type -> new TextWriters.Intervals(style);
            case ArrowType.List type -> new NestedWriters.Lists(child(field, 0), style);
            case ArrowType.Map type -> map(field.getChildren().get(0));
            case ArrowType.Struct type -> struct(field);
            case ArrowType.Null type -> new NumberWriters.Nothing(style);
            default -> throw new IllegalArgumentException("no text for " + field);
        };
    }

    private ValueWriter integer(ArrowType.Int type) {
        boolean quoted =
                type.getBitWidth() == 64 && style == TextStyle.JSON && options.quoteWideIntegers();
        return new NumberWriters.Integers(type, quoted, style);
    }

    private ValueWriter floating(ArrowType.FloatingPoint type) {
        boolean quoted = style == TextStyle.JSON && options.quoteDenormals();
        return switch (type.getPrecision()) {
            case SINGLE -> new NumberWriters.Floats(quoted, style);
            case DOUBLE -> new NumberWriters.Doubles(quoted, style);
            case HALF -> throw new IllegalArgumentException("no text for half floats");
        };
    }

    private ValueWriter timestamp(Field field, ArrowType.Timestamp type) {
        int digits = FieldTypes.precision(field);
        return type.getUnit() == TimeUnit.NANOSECOND
                ? new TextWriters.Nanos(digits, style)
                : new TextWriters.Micros(digits, style);
    }

    private ValueWriter child(Field field, int index) {
        return of(field.getChildren().get(index));
    }

    private ValueWriter map(Field entries) {
        ValueWriter key =
                style == TextStyle.JSON && !isText(entries.getChildren().get(0))
                        ? new NestedWriters.Quoted(
                                new ValueWriters(TextStyle.PLAIN, FormatOptions.DEFAULT)
                                        .of(entries.getChildren().get(0)),
                                style)
                        : child(entries, 0);
        return new NestedWriters.Maps(key, child(entries, 1), style);
    }

    private static boolean isText(Field field) {
        return switch (field.getType()) {
            case ArrowType.Utf8 type -> true;
            case ArrowType.Binary type -> true;
            case ArrowType.Date type -> true;
            case ArrowType.Time type -> true;
            case ArrowType.Timestamp type -> true;
            case ArrowType.Interval type -> true;
            default -> false;
        };
    }

    private ValueWriter struct(Field field) {
        ImmutableList<ValueWriter> children =
                field.getChildren().stream().map(this::of).collect(toImmutableList());
        ImmutableList<byte[]> names =
                style == TextStyle.JSON && ClickHouseTypes.isNamed(field)
                        ? field.getChildren().stream().map(JsonText::key).collect(toImmutableList())
                        : ImmutableList.of();
        return new NestedWriters.Structs(children, names, style);
    }
}

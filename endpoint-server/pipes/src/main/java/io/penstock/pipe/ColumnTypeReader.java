package io.penstock.pipe;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;

import io.penstock.parameter.Spelling;
import io.penstock.pipe.ColumnType.Element;

import java.util.Optional;

/** Reads the types of a schema. */
final class ColumnTypeReader {
    private static final int MAX_DEPTH = 32;
    private static final ImmutableSet<String> PLAIN =
            ImmutableSet.of(
                    "String",
                    "Int8",
                    "Int16",
                    "Int32",
                    "Int64",
                    "Int128",
                    "Int256",
                    "UInt8",
                    "UInt16",
                    "UInt32",
                    "UInt64",
                    "UInt128",
                    "UInt256",
                    "Float32",
                    "Float64",
                    "BFloat16",
                    "Bool",
                    "UUID",
                    "Date",
                    "Date32",
                    "IPv4",
                    "IPv6",
                    "JSON",
                    "Object",
                    "Point",
                    "Ring",
                    "Polygon",
                    "MultiPolygon",
                    "Nothing",
                    "Dynamic");
    private static final ImmutableMap<String, String> OTHER_NAMES =
            ImmutableMap.of(
                    "Boolean", "Bool", "bool", "Bool", "boolean", "Bool", "Int", "Int32", "Integer",
                    "Int32", "Float", "Float32", "Double", "Float64", "string", "String", "Text",
                    "String");
    private static final ImmutableSet<String> WITH_ARGUMENTS =
            ImmutableSet.of(
                    "FixedString",
                    "Decimal",
                    "Decimal32",
                    "Decimal64",
                    "Decimal128",
                    "Decimal256",
                    "DateTime",
                    "DateTime64",
                    "Enum8",
                    "Enum16",
                    "Enum",
                    "Nullable",
                    "LowCardinality",
                    "Array",
                    "Map",
                    "Tuple",
                    "Nested",
                    "Variant",
                    "AggregateFunction",
                    "SimpleAggregateFunction");
    private static final ImmutableSet<String> ALL =
            Sets.union(PLAIN, WITH_ARGUMENTS).immutableCopy();
    private static final ImmutableMap<String, Integer> DECIMAL_DIGITS =
            ImmutableMap.of("Decimal32", 9, "Decimal64", 18, "Decimal128", 38, "Decimal256", 76);

    private final SchemaText text;
    private int depth;

    ColumnTypeReader(SchemaText text) {
        this.text = text;
    }

    /**
     * The type that comes next.
     *
     * @throws SchemaException for what is none
     */
    ColumnType read() {
        int start = text.offset();
        if (++depth > MAX_DEPTH) {
            throw new SchemaException(
                    start, "The type is nested over %d deep".formatted(MAX_DEPTH));
        }
        String word = text.word();
        if (word.isEmpty()) {
            throw new SchemaException(start, "A type is missing before " + text.shown());
        }
        ColumnType type = named(OTHER_NAMES.getOrDefault(word, word), word, start);
        depth--;
        return type;
    }

    private ColumnType named(String name, String written, int start) {
        if (PLAIN.contains(name)) {
            // JSON may say which paths it has; storage is not ours to plan.
            if (name.equals("JSON") || name.equals("Object") || name.equals("Dynamic")) {
                skipArguments();
            }
            return new ColumnType.Plain(name);
        }
        return switch (name) {
            case "DateTime" -> new ColumnType.DateTime(zoneInBrackets());
            case "DateTime64" -> dateTime64(start);
            case "FixedString" ->
                    new ColumnType.FixedString(inBrackets(name, () -> number(1, 1 << 24)));
            case "Decimal" -> decimal();
            case "Decimal32", "Decimal64", "Decimal128", "Decimal256" -> sizedDecimal(name);
            case "Enum", "Enum8" -> new ColumnType.EnumOf(8, inBrackets(name, this::values));
            case "Enum16" -> new ColumnType.EnumOf(16, inBrackets(name, this::values));
            case "Nullable" -> nullable(name);
            case "LowCardinality" -> new ColumnType.LowCardinality(inBrackets(name, this::read));
            case "Array" -> new ColumnType.ArrayOf(inBrackets(name, this::read));
            case "Map" -> inBrackets(name, this::map);
            case "Tuple", "Nested" -> tuple(name);
            case "AggregateFunction" -> inBrackets(name, this::aggregate);
            case "SimpleAggregateFunction" -> inBrackets(name, this::simpleAggregate);
            default ->
                    throw new SchemaException(
                            start,
                            "There is no type '%s'%s"
                                    .formatted(written, Spelling.suggestion(written, ALL)));
        };
    }

    private interface Inside<T> {
        T read();
    }

    private <T> T inBrackets(String name, Inside<T> inside) {
        text.expect('(', "after " + name);
        T read = inside.read();
        text.expect(')', "at the end of " + name + "(..)");
        return read;
    }

    private void skipArguments() {
        if (text.sees('(')) {
            text.piece();
        }
    }

    private Optional<String> zoneInBrackets() {
        return text.sees('(')
                ? Optional.of(inBrackets("DateTime", () -> text.quoted('\'')))
                : Optional.empty();
    }

    private ColumnType dateTime64(int start) {
        if (!text.sees('(')) {
            throw new SchemaException(
                    start, "DateTime64 needs the number of its fraction's digits: DateTime64(3)");
        }
        return inBrackets(
                "DateTime64",
                () -> {
                    int precision = number(0, 9);
                    Optional<String> zone =
                            text.accept(',') ? Optional.of(text.quoted('\'')) : Optional.empty();
                    return new ColumnType.DateTime64(precision, zone);
                });
    }

    private ColumnType decimal() {
        return inBrackets(
                "Decimal",
                () -> {
                    int precision = number(1, 76);
                    int scale = text.accept(',') ? number(0, precision) : 0;
                    return new ColumnType.Decimal(precision, scale);
                });
    }

    private ColumnType sizedDecimal(String name) {
        int digits = DECIMAL_DIGITS.getOrDefault(name, 38);
        return inBrackets(name, () -> new ColumnType.Decimal(digits, number(0, digits)));
    }

    private int number(int lowest, int highest) {
        int start = text.offset();
        String word = text.word();
        boolean fits = word.matches("[0-9]{1,8}");
        int number = fits ? Integer.parseInt(word) : -1;
        if (number < lowest || number > highest) {
            throw new SchemaException(
                    start,
                    "%s must be a whole number from %d to %d"
                            .formatted(
                                    word.isEmpty() ? text.shown() : "'" + word + "'",
                                    lowest,
                                    highest));
        }
        return number;
    }

    private ImmutableList<String> values() {
        ImmutableList.Builder<String> values = ImmutableList.builder();
        do {
            int start = text.offset();
            text.quoted('\'');
            if (text.accept('=')) {
                text.accept('-');
                text.word();
            }
            values.add(text.between(start, text.offset()).strip());
        } while (text.accept(','));
        return values.build();
    }

    private ColumnType nullable(String name) {
        return inBrackets(
                name,
                () -> {
                    int start = text.offset();
                    ColumnType inner = read();
                    if (inner instanceof ColumnType.ArrayOf
                            || inner instanceof ColumnType.MapOf
                            || inner instanceof ColumnType.Nullable) {
                        throw new SchemaException(
                                start,
                                "Nullable can't hold %s; write %s"
                                        .formatted(inner.text(), inner.text()));
                    }
                    return new ColumnType.Nullable(inner);
                });
    }

    private ColumnType map() {
        ColumnType key = read();
        text.expect(',', "between a Map's key and value");
        return new ColumnType.MapOf(key, read());
    }

    private ColumnType tuple(String name) {
        ColumnType.TupleOf tuple =
                new ColumnType.TupleOf(
                        inBrackets(
                                name,
                                () -> {
                                    ImmutableList.Builder<Element> elements =
                                            ImmutableList.builder();
                                    do {
                                        elements.add(element());
                                    } while (text.accept(','));
                                    return elements.build();
                                }));
        return name.equals("Nested") ? new ColumnType.ArrayOf(tuple) : tuple;
    }

    private Element element() {
        if (text.sees('`')) {
            return new Element(Optional.of(text.quoted('`')), read());
        }
        int start = text.offset();
        String word = text.word();
        boolean named = !text.peekWord().isEmpty();
        return named
                ? new Element(Optional.of(word), read())
                : new Element(
                        Optional.empty(), named(OTHER_NAMES.getOrDefault(word, word), word, start));
    }

    private ColumnType aggregate() {
        String function = function();
        ImmutableList.Builder<ColumnType> arguments = ImmutableList.builder();
        while (text.accept(',')) {
            arguments.add(read());
        }
        return new ColumnType.AggregateState(function, arguments.build());
    }

    private ColumnType simpleAggregate() {
        String function = function();
        text.expect(',', "and a type after the function");
        return new ColumnType.SimpleAggregate(function, read());
    }

    private String function() {
        int start = text.offset();
        if (text.word().isEmpty()) {
            throw new SchemaException(start, "A function's name is missing before " + text.shown());
        }
        skipArguments();
        return text.between(start, text.offset()).strip();
    }
}

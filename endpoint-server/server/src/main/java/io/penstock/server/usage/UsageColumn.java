package io.penstock.server.usage;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.FieldTypes;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * A column of a table that the server writes, and how to find its value in what a row is about.
 *
 * @param writer puts a value into a vector of the field's type
 */
record UsageColumn<T>(Field field, Function<T, @Nullable Object> value, Writer writer) {
    private static final ArrowType UINT64 = new ArrowType.Int(64, false);
    private static final ArrowType UINT8 = new ArrowType.Int(8, false);

    /** Puts one value, which is not null, into a vector. */
    interface Writer {
        void write(FieldVector vector, int row, Object value);
    }

    void write(FieldVector vector, int row, T subject) {
        Object found = value.apply(subject);
        if (found == null) {
            vector.setNull(row);
        } else {
            writer.write(vector, row, found);
        }
    }

    static <T> UsageColumn<T> text(String name, Function<T, String> value) {
        return new UsageColumn<>(
                FieldTypes.field(name, FieldTypes.UTF8, false), value::apply, Vectors::text);
    }

    static <T> UsageColumn<T> optionalText(String name, Function<T, Optional<String>> value) {
        return new UsageColumn<>(
                FieldTypes.field(name, FieldTypes.UTF8, true),
                subject -> orNull(value.apply(subject)),
                Vectors::text);
    }

    private static @Nullable Object orNull(Optional<?> value) {
        return value.isPresent() ? value.get() : null;
    }

    /** A moment, to the second. */
    static <T> UsageColumn<T> moment(String name, Function<T, Instant> value) {
        return new UsageColumn<>(
                FieldTypes.timestamp(name, 0, false),
                subject -> micros(value.apply(subject)),
                Vectors::timestamp);
    }

    private static long micros(Instant moment) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, moment.truncatedTo(ChronoUnit.SECONDS));
    }

    static <T> UsageColumn<T> date(String name, Function<T, LocalDate> value) {
        return new UsageColumn<>(
                FieldTypes.field(name, FieldTypes.DATE, false),
                subject -> Math.toIntExact(value.apply(subject).toEpochDay()),
                Vectors::date);
    }

    /** A number that is never negative. */
    static <T> UsageColumn<T> count(String name, ToLongFunction<T> value) {
        return new UsageColumn<>(
                FieldTypes.field(name, UINT64, false), value::applyAsLong, Vectors::uint64);
    }

    static <T> UsageColumn<T> flag(String name, Function<T, Boolean> value) {
        return new UsageColumn<>(
                FieldTypes.field(name, UINT8, false), value::apply, Vectors::uint8);
    }

    static <T> UsageColumn<T> int32(String name, ToLongFunction<T> value) {
        return new UsageColumn<>(
                FieldTypes.field(name, FieldTypes.INT32, false),
                subject -> Math.toIntExact(value.applyAsLong(subject)),
                Vectors::int32);
    }

    static <T> UsageColumn<T> float32(String name, ToDoubleFunction<T> value) {
        return new UsageColumn<>(
                FieldTypes.field(name, FieldTypes.FLOAT32, false),
                value::applyAsDouble,
                Vectors::float32);
    }

    static <T> UsageColumn<T> float64(String name, ToDoubleFunction<T> value) {
        return new UsageColumn<>(
                FieldTypes.field(name, FieldTypes.FLOAT64, false),
                value::applyAsDouble,
                Vectors::float64);
    }

    static <T> UsageColumn<T> texts(String name, Function<T, List<String>> value) {
        return new UsageColumn<>(
                FieldTypes.list(name, FieldTypes.field("item", FieldTypes.UTF8, false), false),
                value::apply,
                Vectors::texts);
    }

    static <T> UsageColumn<T> numbers(String name, Function<T, List<Double>> value) {
        return new UsageColumn<>(
                FieldTypes.list(name, FieldTypes.field("item", FieldTypes.FLOAT64, false), false),
                value::apply,
                Vectors::numbers);
    }

    static <T> UsageColumn<T> map(String name, Function<T, Map<String, String>> value) {
        Field entries =
                new Field(
                        "entries",
                        new FieldType(false, ArrowType.Struct.INSTANCE, null),
                        ImmutableList.of(
                                FieldTypes.field("key", FieldTypes.UTF8, false),
                                FieldTypes.field("value", FieldTypes.UTF8, false)));
        Field field =
                new Field(
                        name,
                        new FieldType(false, new ArrowType.Map(false), null),
                        ImmutableList.of(entries));
        return new UsageColumn<>(field, value::apply, Vectors::map);
    }

    /** A column that nothing is known for yet. */
    static <T> UsageColumn<T> unknown(String name, ArrowType type) {
        return new UsageColumn<>(
                FieldTypes.field(name, type, true), subject -> null, Vectors::nothing);
    }
}

package io.penstock.server.system;

import io.penstock.spi.catalog.FieldTypes;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Columns of system tables. */
final class Columns {
    private Columns() {}

    static <T> SystemTable.Column<T> text(String name, Function<T, String> value) {
        return new SystemTable.Column<>(
                FieldTypes.field(name, FieldTypes.UTF8, false), value::apply);
    }

    static <T> SystemTable.Column<T> optionalText(
            String name, Function<T, Optional<String>> value) {
        return new SystemTable.Column<>(
                FieldTypes.field(name, FieldTypes.UTF8, true),
                subject -> orNull(value.apply(subject)));
    }

    private static @Nullable Object orNull(Optional<String> value) {
        return value.orElse(null);
    }

    static <T> SystemTable.Column<T> number(String name, ToIntFunction<T> value) {
        return new SystemTable.Column<>(
                FieldTypes.field(name, FieldTypes.INT32, false), value::applyAsInt);
    }

    static <T> SystemTable.Column<T> optionalNumber(String name, Function<T, OptionalInt> value) {
        return new SystemTable.Column<>(
                FieldTypes.field(name, FieldTypes.INT32, true),
                subject -> orNull(value.apply(subject)));
    }

    private static @Nullable Object orNull(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }
}

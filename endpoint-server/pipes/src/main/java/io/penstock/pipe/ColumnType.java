package io.penstock.pipe;

import com.google.common.collect.ImmutableList;

import java.util.Optional;
import java.util.stream.Collectors;

/** The type of a data source's column, as its schema declares it. */
public sealed interface ColumnType {
    /** As datafiles write it. */
    String text();

    /** A type without arguments: {@code String}, {@code Int32}, {@code Date}, {@code JSON}. */
    record Plain(String name) implements ColumnType {
        @Override
        public String text() {
            return name;
        }
    }

    /** Texts of exactly so many bytes. */
    record FixedString(int bytes) implements ColumnType {
        @Override
        public String text() {
            return "FixedString(" + bytes + ")";
        }
    }

    /**
     * Numbers with a fixed count of digits.
     *
     * @param precision digits in all, 1 to 76
     * @param scale digits behind the point
     */
    record Decimal(int precision, int scale) implements ColumnType {
        @Override
        public String text() {
            return "Decimal(" + precision + ", " + scale + ")";
        }
    }

    /** Seconds since 1970; the zone is for showing them. */
    record DateTime(Optional<String> zone) implements ColumnType {
        @Override
        public String text() {
            return zone.map(name -> "DateTime('" + name + "')").orElse("DateTime");
        }
    }

    /**
     * Fractions of seconds since 1970.
     *
     * @param precision digits of the fraction, 0 to 9
     */
    record DateTime64(int precision, Optional<String> zone) implements ColumnType {
        @Override
        public String text() {
            return "DateTime64("
                    + precision
                    + zone.map(name -> ", '" + name + "'").orElse("")
                    + ")";
        }
    }

    /**
     * One of some names.
     *
     * @param bits 8 or 16
     * @param values as they stand: {@code 'a' = 1}
     */
    record EnumOf(int bits, ImmutableList<String> values) implements ColumnType {
        @Override
        public String text() {
            return "Enum" + bits + "(" + String.join(", ", values) + ")";
        }
    }

    /** May be NULL. */
    record Nullable(ColumnType of) implements ColumnType {
        @Override
        public String text() {
            return "Nullable(" + of.text() + ")";
        }
    }

    /** The same values, stored with a dictionary. */
    record LowCardinality(ColumnType of) implements ColumnType {
        @Override
        public String text() {
            return "LowCardinality(" + of.text() + ")";
        }
    }

    /** A list. */
    record ArrayOf(ColumnType of) implements ColumnType {
        @Override
        public String text() {
            return "Array(" + of.text() + ")";
        }
    }

    /** Keys with values. */
    record MapOf(ColumnType key, ColumnType value) implements ColumnType {
        @Override
        public String text() {
            return "Map(" + key.text() + ", " + value.text() + ")";
        }
    }

    /** Several values side by side. */
    record TupleOf(ImmutableList<Element> elements) implements ColumnType {
        @Override
        public String text() {
            return elements.stream()
                    .map(e -> e.name().map(name -> name + " ").orElse("") + e.type().text())
                    .collect(Collectors.joining(", ", "Tuple(", ")"));
        }
    }

    /** One value of a tuple. */
    record Element(Optional<String> name, ColumnType type) {}

    /**
     * An unfinished aggregate, written by {@code -State} and read by {@code -Merge}.
     *
     * @param function with its parameters, such as {@code quantile(0.9)}
     * @param arguments none when they don't matter, as for count
     */
    record AggregateState(String function, ImmutableList<ColumnType> arguments)
            implements ColumnType {
        @Override
        public String text() {
            return arguments.stream()
                    .map(argument -> ", " + argument.text())
                    .collect(Collectors.joining("", "AggregateFunction(" + function, ")"));
        }
    }

    /** Plain values that are merged by a function. */
    record SimpleAggregate(String function, ColumnType of) implements ColumnType {
        @Override
        public String text() {
            return "SimpleAggregateFunction(" + function + ", " + of.text() + ")";
        }
    }
}

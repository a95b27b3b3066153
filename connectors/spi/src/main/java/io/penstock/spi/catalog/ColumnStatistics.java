package io.penstock.spi.catalog;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is known of a column's values without reading them; each number is an estimate.
 *
 * @param distinct how many different values, NULL aside
 * @param nulls which part of the rows has NULL, from 0 to 1
 * @param width bytes of a value on average
 * @param range between which values the others are; of numbers, dates and timestamps only
 */
public record ColumnStatistics(
        OptionalDouble distinct,
        OptionalDouble nulls,
        OptionalDouble width,
        Optional<Range> range) {
    /** Nothing known. */
    public static final ColumnStatistics UNKNOWN =
            new ColumnStatistics(
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    Optional.empty());

    /**
     * The smallest and the largest value as places on a line: numbers as they are, dates as days
     * since 1970, timestamps as microseconds since then.
     */
    public record Range(double low, double high) {
        /** The range that holds both. */
        public Range with(Range other) {
            return new Range(Math.min(low, other.low), Math.max(high, other.high));
        }

        /** The range of one value. */
        public static Range of(double value) {
            return new Range(value, value);
        }
    }
}

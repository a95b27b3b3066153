package io.penstock.source.files;

import io.penstock.spi.catalog.ColumnStatistics.Range;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How many different values a column has, out of how many each of its parts has. Parts that come
 * one after the other in order have nothing in common. Otherwise all are taken for draws from the
 * same values, of which so many are there that a part would see as many of them as it does.
 */
final class DistinctValues {
    private static final int STEPS = 100;

    private final List<Part> parts = new ArrayList<>();

    private record Part(long rows, long values, Optional<Place> place) {}

    /** Between which values a part's are; bytes of text, or numbers. */
    record Place(Optional<Range> range, byte[] low, byte[] high) {
        private static final byte[] NONE = {};

        static Place of(Range range) {
            return new Place(Optional.of(range), NONE, NONE);
        }

        static Place of(byte[] low, byte[] high) {
            return new Place(Optional.empty(), low, high);
        }

        /** Negative when it ends before the other begins, 0 when it ends with the same value. */
        private OptionalInt comparedTo(Place next) {
            if (range.isPresent() != next.range.isPresent()) {
                return OptionalInt.empty();
            }
            return OptionalInt.of(
                    range.isPresent()
                            ? Double.compare(range.get().high(), next.range.get().low())
                            : Arrays.compareUnsigned(high, next.low));
        }
    }

    /**
     * One part more.
     *
     * @param rows of it, those with NULL aside
     * @param values how many of them are different
     */
    void add(long rows, long values, Optional<Place> place) {
        parts.add(new Part(rows, values, place));
    }

    /**
     * Different values of so many rows, of which the parts are some; absent without a part.
     *
     * @param all rows, those with NULL aside
     */
    OptionalDouble among(double all) {
        if (parts.isEmpty()) {
            return OptionalDouble.empty();
        }
        double rows = parts.stream().mapToLong(Part::rows).sum();
        double values = parts.stream().mapToLong(Part::values).sum();
        double least = parts.stream().mapToLong(Part::values).max().orElseThrow();
        OptionalInt shared = sharedEnds();
        boolean whole = parts.size() == 1 && all <= rows;
        double expected =
                whole || shared.isPresent()
                        ? (values - shared.orElse(0)) * Math.max(1, all / rows)
                        : drawn(rows / parts.size(), values / parts.size(), all);
        return OptionalDouble.of(Math.max(least, Math.min(expected, all)));
    }

    /** How many parts begin with the value that the one before ends with; absent without order. */
    private OptionalInt sharedEnds() {
        int shared = 0;
        for (int i = 1; i < parts.size(); i++) {
            Optional<Place> before = parts.get(i - 1).place();
            Optional<Place> here = parts.get(i).place();
            OptionalInt order =
                    before.isPresent() && here.isPresent()
                            ? before.get().comparedTo(here.get())
                            : OptionalInt.empty();
            if (order.orElse(1) > 0) {
                return OptionalInt.empty();
            }
            shared += order.getAsInt() == 0 ? 1 : 0;
        }
        return parts.size() > 1 ? OptionalInt.of(shared) : OptionalInt.empty();
    }

    /** How many values so many draws see, when fewer draws see this many. */
    private static double drawn(double rows, double values, double all) {
        double low = values;
        double high = values * rows * rows;
        for (int i = 0; i < STEPS; i++) {
            double middle = Math.sqrt(low * high);
            if (seen(middle, rows) < values) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.rint(seen(high, all));
    }

    private static double seen(double values, double draws) {
        return -values * Math.expm1(-draws / values);
    }
}

package io.penstock.spi.catalog;

import io.penstock.spi.catalog.ColumnStatistics.Range;

import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Values of one column of some of a table's rows, and what they let expect of all rows. Thread:
 * one.
 */
public final class ColumnSample {
    private final ArrowType type;
    private final Map<String, Integer> counts = new HashMap<>();
    private long rows;
    private long nulls;
    private long bytes;
    private boolean placed = true;
    private @Nullable Range range;

    /**
     * No row yet.
     *
     * @param type of the column
     */
    public ColumnSample(ArrowType type) {
        this.type = type;
    }

    /**
     * One row's.
     *
     * @param value as text, as CSV files and databases write it; null for NULL
     */
    public void add(@Nullable String value) {
        rows++;
        if (value == null) {
            nulls++;
            return;
        }
        bytes += value.getBytes(StandardCharsets.UTF_8).length;
        if (counts.merge(value, 1, Integer::sum) == 1 && placed) {
            OptionalDouble place = place(value.strip());
            placed = place.isPresent();
            place.ifPresent(this::widen);
        }
    }

    private void widen(double place) {
        range = range == null ? Range.of(place) : range.with(Range.of(place));
    }

    /**
     * What is expected of the whole column.
     *
     * @param all how many rows the table has; those of the sample when they are all there are
     */
    public ColumnStatistics statistics(double all) {
        long values = rows - nulls;
        double part = rows == 0 ? 0 : (double) values / rows;
        return new ColumnStatistics(
                OptionalDouble.of(distinct(values, Math.max(values, all * part))),
                rows == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) nulls / rows),
                values == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) bytes / values),
                placed ? Optional.ofNullable(range) : Optional.empty());
    }

    /**
     * Values that were seen once say how many were not seen at all. Source: Haas, Stokes,
     * "Estimating the Number of Classes in a Finite Population", Journal of the American
     * Statistical Association 93(444), 1998; the estimator Duj1.
     */
    private double distinct(double seen, double all) {
        double once = counts.values().stream().filter(count -> count == 1).count();
        double rest = seen - once + once * seen / Math.max(1, all);
        return rest <= 0 ? counts.size() : Math.min(all, seen * counts.size() / rest);
    }

    /** A value's place on a line, if its type has one. */
    private OptionalDouble place(String value) {
        try {
            return switch (type) {
                case ArrowType.Int ignored -> OptionalDouble.of(Long.parseLong(value));
                case ArrowType.FloatingPoint ignored -> finite(Double.parseDouble(value));
                case ArrowType.Decimal ignored ->
                        OptionalDouble.of(new BigDecimal(value).doubleValue());
                case ArrowType.Date ignored ->
                        OptionalDouble.of(LocalDate.parse(value).toEpochDay());
                case ArrowType.Timestamp moment
                        when moment.getTimezone() == null
                                && moment.getUnit() == TimeUnit.MICROSECOND ->
                        OptionalDouble.of(micros(value));
                default -> OptionalDouble.empty();
            };
        } catch (NumberFormatException | DateTimeException e) {
            return OptionalDouble.empty();
        }
    }

    private static OptionalDouble finite(double value) {
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private static double micros(String value) {
        LocalDateTime moment = LocalDateTime.parse(value.replace(' ', 'T'));
        return ChronoUnit.MICROS.between(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), moment);
    }
}

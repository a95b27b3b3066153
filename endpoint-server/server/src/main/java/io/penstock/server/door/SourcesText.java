package io.penstock.server.door;

import com.google.common.collect.ImmutableList;

import io.penstock.query.SourceRead;

import java.util.Locale;
import java.util.stream.Collectors;

/** What a call read of each source, for its line in the log. */
final class SourcesText {
    private static final double STEP = 1000;
    private static final ImmutableList<String> UNITS = ImmutableList.of("B", "kB", "MB", "GB");

    private SourcesText() {}

    /** {@code " sources: shop 12000 rows 1.2 MB 34 ms, lake .."}; empty when nothing was read. */
    static String of(ImmutableList<SourceRead> reads) {
        return reads.isEmpty()
                ? ""
                : reads.stream()
                        .map(SourcesText::source)
                        .collect(Collectors.joining(", ", " sources: ", ""));
    }

    private static String source(SourceRead read) {
        String text = "%s %d rows %s".formatted(read.connection(), read.rows(), size(read.bytes()));
        return read.time().isZero() ? text : text + " " + read.time().toMillis() + " ms";
    }

    private static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= STEP && unit < UNITS.size() - 1) {
            value /= STEP;
            unit++;
        }
        return unit == 0
                ? bytes + " B"
                : String.format(Locale.ROOT, "%.1f %s", value, UNITS.get(unit));
    }
}

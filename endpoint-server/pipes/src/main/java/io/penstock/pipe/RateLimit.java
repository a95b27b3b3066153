package io.penstock.pipe;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often something may be called: {@code 10/s}, {@code 1000/d}, {@code 10/s burst 20}.
 *
 * @param calls how many calls each period allows
 * @param period one second, minute, hour or day
 * @param burst how many may come at once when there were none before; at least {@code calls}
 */
public record RateLimit(long calls, Duration period, long burst) {
    /** What a text must look like. */
    public static final String SHAPE = "calls per s, m, h or d, such as 10/s or 10/s burst 20";

    private static final Pattern TEXT =
            Pattern.compile("(\\d{1,9})\\s*/\\s*([smhd])(?:\\s+burst\\s+(\\d{1,9}))?");

    public RateLimit {
        checkArgument(calls > 0 && burst >= calls, "not a rate: %s, burst %s", calls, burst);
    }

    /** A limit without a burst. */
    public static RateLimit of(long calls, Duration period) {
        return new RateLimit(calls, period, calls);
    }

    /**
     * Reads a limit.
     *
     * @throws IllegalArgumentException when it is not of the {@link #SHAPE}
     */
    public static RateLimit parse(String text) {
        Matcher parts = TEXT.matcher(text.strip());
        checkArgument(parts.matches(), "not a rate: %s", text);
        long calls = Long.parseLong(parts.group(1));
        long burst = parts.group(3) == null ? calls : Long.parseLong(parts.group(3));
        return new RateLimit(calls, period(parts.group(2)), burst);
    }

    private static Duration period(String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            default -> Duration.ofDays(1);
        };
    }

    /** As it is written. */
    @Override
    public String toString() {
        String unit =
                switch ((int) period.toSeconds()) {
                    case 1 -> "s";
                    case 60 -> "m";
                    case 3_600 -> "h";
                    default -> "d";
                };
        String text = calls + "/" + unit;
        return burst == calls ? text : text + " burst " + burst;
    }
}

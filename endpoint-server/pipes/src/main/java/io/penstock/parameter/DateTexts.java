package io.penstock.parameter;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates and times as callers write them. A text with a zone is moved to UTC. */
public final class DateTexts {
    private static final Pattern DATE = Pattern.compile("([0-9]{4})(-?)([0-9]{2})\\2([0-9]{2})");
    private static final Pattern DATE_TIME =
            Pattern.compile(
                    "([0-9]{4}-[0-9]{2}-[0-9]{2})"
                            + "(?:[ T]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?"
                            + " ?(Z|[+-][0-9]{2}:?[0-9]{2})?)?");
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);
    private static final int NANO_DIGITS = 9;
    private static final int NANOS_IN_MICRO = 1000;

    private DateTexts() {}

    /** {@code 2024-01-31} or {@code 20240131}. */
    public static Optional<LocalDate> date(String text) {
        Matcher matcher = DATE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    LocalDate.of(number(matcher, 1), number(matcher, 3), number(matcher, 4)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * {@code 2024-01-31 10:20:30}, also with {@code T}, a fraction, {@code Z} or an offset, or a
     * date alone for its midnight; to the microsecond.
     */
    public static Optional<LocalDateTime> dateTime(String text) {
        Matcher matcher = DATE_TIME.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            LocalDateTime local =
                    LocalDateTime.of(LocalDate.parse(matcher.group(1)), time(matcher));
            return Optional.of(matcher.group(6) == null ? local : inUtc(local, matcher.group(6)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    static String seconds(LocalDateTime time) {
        return time.format(SECONDS);
    }

    static String millis(LocalDateTime time) {
        return time.format(MILLIS);
    }

    private static LocalTime time(Matcher matcher) {
        if (matcher.group(2) == null) {
            return LocalTime.MIDNIGHT;
        }
        int seconds = matcher.group(4) == null ? 0 : number(matcher, 4);
        return LocalTime.of(
                number(matcher, 2), number(matcher, 3), seconds, nanos(matcher.group(5)));
    }

    private static int nanos(@Nullable String digits) {
        if (digits == null) {
            return 0;
        }
        int nanos = Integer.parseInt(digits + "0".repeat(NANO_DIGITS - digits.length()));
        return nanos / NANOS_IN_MICRO * NANOS_IN_MICRO;
    }

    private static LocalDateTime inUtc(LocalDateTime local, String zone) {
        return local.atOffset(ZoneOffset.of(zone))
                .withOffsetSameInstant(ZoneOffset.UTC)
                .toLocalDateTime();
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }
}

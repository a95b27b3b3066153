package io.penstock.source.files;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a CSV value looks like. Only what reads the same everywhere counts: ISO dates, a point for
 * decimals, no leading zeros (a postal code stays text), no plus sign.
 */
enum ValueKind {
    BOOLEAN,
    /** Fits 64 bits. */
    INTEGER,
    NUMBER,
    /** NaN or an infinity. */
    NOT_FINITE,
    DATE,
    TIMESTAMP,
    /** A timestamp with an offset. */
    INSTANT,
    TIME,
    TEXT;

    /** Every kind but text. */
    static final int ALL = (1 << TEXT.ordinal()) - 1;

    private static final Pattern MOMENT =
            Pattern.compile(
                    "(\\d{4}-\\d\\d-\\d\\d)["
                        + " T](\\d\\d):(\\d\\d)(?::(\\d\\d)(?:\\.(\\d{1,9}))?)?(Z|[+-]\\d\\d(?::?\\d\\d)?)?");
    private static final Pattern CLOCK =
            Pattern.compile("(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,6}))?");

    /** This kind as a bit. */
    int bit() {
        return this == TEXT ? 0 : 1 << ordinal();
    }

    /** The kinds of column that take such a value, as bits. */
    int fits() {
        return switch (this) {
            case INTEGER -> INTEGER.bit() | NUMBER.bit();
            case NOT_FINITE -> NUMBER.bit();
            case DATE -> DATE.bit() | TIMESTAMP.bit();
            case BOOLEAN, NUMBER, TIMESTAMP, INSTANT, TIME, TEXT -> bit();
        };
    }

    /** Digits after the second's decimal point in a value of this kind. */
    int fractionDigits(String value) {
        if (this != TIMESTAMP) {
            return 0;
        }
        int point = value.indexOf('.');
        return point < 0 ? 0 : value.length() - point - 1;
    }

    /** What a value that is not empty looks like. */
    static ValueKind of(String value) {
        char first = value.charAt(0);
        if ((first >= '0' && first <= '9') || first == '-' || first == '.') {
            return ofDigits(value);
        }
        return ofWord(value);
    }

    private static ValueKind ofWord(String value) {
        if (value.length() > 8) {
            return TEXT;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "false" -> BOOLEAN;
            case "nan", "inf", "infinity" -> NOT_FINITE;
            default -> TEXT;
        };
    }

    private static ValueKind ofDigits(String value) {
        int length = value.length();
        if (length >= 8 && (value.charAt(2) == ':' || value.charAt(4) == '-')) {
            return ofTime(value);
        }
        if (value.equalsIgnoreCase("-inf") || value.equalsIgnoreCase("-infinity")) {
            return NOT_FINITE;
        }
        return ofNumber(value);
    }

    private static ValueKind ofNumber(String value) {
        int length = value.length();
        int at = value.charAt(0) == '-' ? 1 : 0;
        int whole = digits(value, at);
        if (whole - at > 1 && value.charAt(at) == '0') {
            return TEXT;
        }
        if (whole == length) {
            return whole == at ? TEXT : integer(value, whole - at);
        }
        int end = whole;
        int count = whole - at;
        if (value.charAt(end) == '.') {
            end = digits(value, whole + 1);
            count += end - whole - 1;
        }
        if (count == 0) {
            return TEXT;
        }
        if (end < length && (value.charAt(end) == 'e' || value.charAt(end) == 'E')) {
            int sign = end + 1 < length && "+-".indexOf(value.charAt(end + 1)) >= 0 ? 1 : 0;
            int start = end + 1 + sign;
            end = digits(value, start);
            if (end == start || end - start > 3) {
                return TEXT;
            }
        }
        return end == length ? NUMBER : TEXT;
    }

    private static ValueKind integer(String value, int digits) {
        if (digits <= 18) {
            return INTEGER;
        }
        if (digits > 19) {
            return TEXT;
        }
        try {
            Long.parseLong(value);
            return INTEGER;
        } catch (NumberFormatException e) {
            return TEXT;
        }
    }

    private static int digits(String value, int from) {
        int at = from;
        while (at < value.length() && value.charAt(at) >= '0' && value.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    private static ValueKind ofTime(String value) {
        if (value.length() == 10 && value.charAt(4) == '-') {
            return isDate(value) ? DATE : TEXT;
        }
        Matcher moment = MOMENT.matcher(value);
        if (moment.matches()) {
            boolean right =
                    isDate(moment.group(1))
                            && isClock(moment.group(2), moment.group(3), moment.group(4));
            return !right ? TEXT : moment.group(6) == null ? TIMESTAMP : INSTANT;
        }
        Matcher clock = CLOCK.matcher(value);
        boolean right = clock.matches() && isClock(clock.group(1), clock.group(2), clock.group(3));
        return right ? TIME : TEXT;
    }

    private static boolean isDate(String value) {
        for (int i = 0; i < 10; i++) {
            char c = value.charAt(i);
            boolean dash = i == 4 || i == 7;
            if (dash ? c != '-' : c < '0' || c > '9') {
                return false;
            }
        }
        try {
            LocalDate date =
                    LocalDate.of(
                            Integer.parseInt(value, 0, 4, 10),
                            Integer.parseInt(value, 5, 7, 10),
                            Integer.parseInt(value, 8, 10, 10));
            return date.getYear() > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isClock(String hour, String minute, @Nullable String second) {
        return Integer.parseInt(hour) < 24
                && Integer.parseInt(minute) < 60
                && (second == null || Integer.parseInt(second) < 60);
    }
}

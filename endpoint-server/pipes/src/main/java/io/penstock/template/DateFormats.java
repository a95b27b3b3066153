package io.penstock.template;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads dates by Python's patterns, such as {@code %Y-%m-%d}. Source: "strftime() and strptime()
 * Format Codes" of Python's library reference; zones are read and counted back to UTC.
 */
final class DateFormats {
    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");
    private static final int PIVOT = 69;

    private DateFormats() {}

    /** Whether a text is a pattern and no date. */
    static boolean isPattern(String text) {
        return text.contains("%Y") || text.contains("%d") || text.contains("%H");
    }

    /**
     * The moment that a text says.
     *
     * @throws EvaluationException for a pattern with a code that is not known
     */
    static Optional<LocalDateTime> parse(String text, String pattern) {
        StringBuilder regex = new StringBuilder();
        StringBuilder codes = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '%' && i + 1 < pattern.length()) {
                char code = pattern.charAt(++i);
                regex.append(code == '%' ? "%" : "(" + digits(code) + ")");
                codes.append(code == '%' ? "" : String.valueOf(code));
            } else if (Character.isWhitespace(c)) {
                regex.append("\\s+");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        Matcher matcher =
                Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE).matcher(text.strip());
        return matcher.matches() ? moment(matcher, codes) : Optional.empty();
    }

    private static String digits(char code) {
        return switch (code) {
            case 'Y' -> "[0-9]{4}";
            case 'm', 'd', 'H', 'I', 'M', 'S', 'y' -> "[0-9]{1,2}";
            case 'j' -> "[0-9]{1,3}";
            case 'f' -> "[0-9]{1,6}";
            case 'b', 'B' -> "[A-Za-z]{3,9}";
            case 'a', 'A' -> "[A-Za-z]{3,9}";
            case 'p' -> "AM|PM";
            case 'z' -> "Z|[+-][0-9]{2}:?[0-9]{2}";
            case 'Z' -> "UTC|GMT|Z|";
            case 's' -> "[0-9]{1,11}";
            default ->
                    throw new EvaluationException(
                            "The code '%%%s' of a date's pattern is not known".formatted(code));
        };
    }

    private static Optional<LocalDateTime> moment(Matcher matcher, CharSequence codes) {
        Map<Character, String> parts = new HashMap<>();
        for (int i = 0; i < codes.length(); i++) {
            parts.put(codes.charAt(i), matcher.group(i + 1));
        }
        try {
            return Optional.of(inUtc(date(parts).atTime(time(parts)), parts));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static LocalDate date(Map<Character, String> parts) {
        if (parts.containsKey('s')) {
            return LocalDate.ofEpochDay(Long.parseLong(part(parts, 's', "0")) / 86_400);
        }
        int year =
                parts.containsKey('y') ? century(number(parts, 'y', 0)) : number(parts, 'Y', 1900);
        if (parts.containsKey('j')) {
            return LocalDate.ofYearDay(year, number(parts, 'j', 1));
        }
        String name = part(parts, 'b', part(parts, 'B', ""));
        int month =
                name.isEmpty()
                        ? number(parts, 'm', 1)
                        : MONTHS.indexOf(name.substring(0, 3).toLowerCase(Locale.ROOT)) + 1;
        return LocalDate.of(year, month, number(parts, 'd', 1));
    }

    private static int century(int year) {
        return year < PIVOT ? 2000 + year : 1900 + year;
    }

    private static LocalTime time(Map<Character, String> parts) {
        if (parts.containsKey('s')) {
            return LocalTime.ofSecondOfDay(Long.parseLong(part(parts, 's', "0")) % 86_400);
        }
        int hour =
                parts.containsKey('I')
                        ? number(parts, 'I', 12) % 12 + (afternoon(parts) ? 12 : 0)
                        : number(parts, 'H', 0);
        String fraction = part(parts, 'f', "");
        int nanos =
                fraction.isEmpty() ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
        return LocalTime.of(hour, number(parts, 'M', 0), number(parts, 'S', 0), nanos);
    }

    private static boolean afternoon(Map<Character, String> parts) {
        return part(parts, 'p', "AM").equalsIgnoreCase("PM");
    }

    private static LocalDateTime inUtc(LocalDateTime local, Map<Character, String> parts) {
        String zone = part(parts, 'z', "Z").replace(":", "");
        if (zone.equalsIgnoreCase("Z")) {
            return local;
        }
        int minutes =
                Integer.parseInt(zone.substring(1, 3)) * 60 + Integer.parseInt(zone.substring(3));
        return zone.startsWith("-") ? local.plusMinutes(minutes) : local.minusMinutes(minutes);
    }

    private static String part(Map<Character, String> parts, char code, String otherwise) {
        return parts.getOrDefault(code, otherwise);
    }

    private static int number(Map<Character, String> parts, char code, int otherwise) {
        String text = parts.get(code);
        return text == null ? otherwise : Integer.parseInt(text);
    }
}

package io.penstock.engine.duckdb;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What DuckDB says about a line of a CSV file, in one sentence: its own has some twenty lines. */
final class CsvErrors {
    private static final Pattern LINE = Pattern.compile("CSV Error on Line: (\\d+)");
    private static final Pattern FILE = Pattern.compile("\n\\s*file ?= ?(.*)");
    private static final Pattern VALUE =
            Pattern.compile(
                    "Error when converting column \"(.*?)\"\\. (?:Could not convert string"
                            + " \"(.*?)\" to '?([\\w(), ]+?)'?|(.*))\n");
    private static final Pattern COUNT =
            Pattern.compile("Expected Number of Columns: (\\d+) Found: (\\d+)");

    private CsvErrors() {}

    /** File, line, column, value and what would be right, as far as the text has them. */
    static String sentence(String text) {
        String place =
                "File '%s', line %s"
                        .formatted(
                                find(FILE, text).map(DuckDbErrors::baseName).orElse("?"),
                                find(LINE, text).orElse("?"));
        Matcher value = VALUE.matcher(text);
        if (value.find()) {
            return place + ", column '" + value.group(1) + "': " + problem(value);
        }
        Matcher count = COUNT.matcher(text);
        if (count.find()) {
            return "%s has %s values where the header has %s"
                    .formatted(place, count.group(2), count.group(1));
        }
        if (text.contains("unicode") || text.contains("utf-8")) {
            return place + " is not valid UTF-8";
        }
        if (text.contains("quote")) {
            return place + " has a quoted value that does not end";
        }
        return place + " can't be read as CSV: " + firstLine(text);
    }

    private static String problem(Matcher value) {
        return value.group(2) == null
                ? value.group(4)
                : "'%s' is not a value of type %s".formatted(value.group(2), value.group(3));
    }

    private static Optional<String> find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1).strip()) : Optional.empty();
    }

    /** The first line that is about the problem, not about its place. */
    private static String firstLine(String text) {
        return text.lines()
                .skip(1)
                .filter(line -> !line.startsWith("Original Line"))
                .findFirst()
                .orElse("unknown problem");
    }
}

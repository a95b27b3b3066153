package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks schedules of five fields: minute, hour, day of month, month, day of week. */
final class Cron {
    private static final ImmutableList<Field> FIELDS =
            ImmutableList.of(
                    new Field("minute", 0, 59, ""),
                    new Field("hour", 0, 23, ""),
                    new Field("day of the month", 1, 31, ""),
                    new Field("month", 1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"),
                    new Field("day of the week", 0, 7, "sun mon tue wed thu fri sat"));
    private static final Pattern PART =
            Pattern.compile("(?:\\*|([0-9a-z]+)(?:-([0-9a-z]+))?)(?:/([0-9]{1,4}))?");

    private Cron() {}

    private record Field(String name, int lowest, int highest, String words) {
        boolean holds(String text) {
            if (!text.matches("[0-9]{1,4}")) {
                return !words.isEmpty() && List.of(words.split(" ")).contains(text);
            }
            int number = Integer.parseInt(text);
            return number >= lowest && number <= highest;
        }
    }

    /** What is wrong, to stand after "is '..',"; empty for a good schedule. */
    static Optional<String> problem(String schedule) {
        List<String> parts =
                Splitter.on(' ')
                        .omitEmptyStrings()
                        .splitToList(Ascii.toLowerCase(schedule.strip()));
        if (parts.size() != FIELDS.size()) {
            return Optional.of("which has %d fields".formatted(parts.size()));
        }
        for (int i = 0; i < parts.size(); i++) {
            Field field = FIELDS.get(i);
            if (!Splitter.on(',').splitToStream(parts.get(i)).allMatch(part -> fits(field, part))) {
                return Optional.of("whose %s can't be '%s'".formatted(field.name(), parts.get(i)));
            }
        }
        return Optional.empty();
    }

    private static boolean fits(Field field, String part) {
        Matcher matcher = PART.matcher(part);
        return matcher.matches()
                && (matcher.group(1) == null || field.holds(matcher.group(1)))
                && (matcher.group(2) == null || field.holds(matcher.group(2)))
                && (matcher.group(3) == null || Integer.parseInt(matcher.group(3)) > 0);
    }
}

package io.penstock.pipe;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What pipes, nodes, data sources and connections may be called: a letter or underscore, then
 * letters, digits and underscores, at most 64, and no reserved word.
 */
public final class NameRules {
    private static final int LONGEST = 64;
    private static final int SHOWN = 80;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private NameRules() {}

    /**
     * What is wrong with a name.
     *
     * @param kind what is named, for the message: {@code Pipe}, {@code Node}, {@code Connection}
     * @return a sentence that says what would be right; empty for a good name
     */
    public static Optional<String> problem(String kind, String name) {
        if (name.isEmpty()) {
            return Optional.of("%s needs a name".formatted(kind));
        }
        if (name.length() > LONGEST) {
            return Optional.of(
                    "The name '%s..' has %d characters; at most %d are allowed"
                            .formatted(
                                    name.substring(0, Math.min(SHOWN, LONGEST)),
                                    name.length(),
                                    LONGEST));
        }
        if (!NAME.matcher(name).matches()) {
            return Optional.of(
                    "%s can't be called '%s'; a name is a letter or _ and then letters, digits and _%s"
                            .formatted(kind, name, suggestion(name)));
        }
        return ReservedWords.contains(name)
                ? Optional.of(
                        "%s can't be called '%s', which is a reserved word; call it '%s_%s', say"
                                .formatted(
                                        kind,
                                        name,
                                        name,
                                        kind.toLowerCase(Locale.ROOT).replace(' ', '_')))
                : Optional.empty();
    }

    private static String suggestion(String name) {
        String fixed = name.replaceAll("[^A-Za-z0-9_]+", "_");
        String whole = fixed.matches("[0-9].*") ? "_" + fixed : fixed;
        return ", such as '" + whole + "'";
    }
}

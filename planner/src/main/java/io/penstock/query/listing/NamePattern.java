package io.penstock.query.listing;

import com.google.common.base.Ascii;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names that somebody asks for: {@code %} stands for any characters, {@code _} for one, and a
 * backslash before one of them for itself. Case does not matter, as in SQL.
 */
public final class NamePattern {
    /** Every name. */
    public static final NamePattern ANY = new NamePattern(Optional.empty(), Optional.empty());

    private final Optional<String> literal;
    private final Optional<Pattern> pattern;

    private NamePattern(Optional<String> literal, Optional<Pattern> pattern) {
        this.literal = literal;
        this.pattern = pattern;
    }

    /** One name, whatever characters it has. */
    public static NamePattern exactly(String name) {
        return new NamePattern(Optional.of(name), Optional.empty());
    }

    /** A pattern as JDBC and Flight SQL write it; null is every name. */
    public static NamePattern of(@Nullable String text) {
        if (text == null || text.equals("%")) {
            return ANY;
        }
        StringBuilder regex = new StringBuilder();
        StringBuilder plain = new StringBuilder();
        boolean wild = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' || c == '_') {
                wild = true;
                regex.append(c == '%' ? ".*" : ".");
                continue;
            }
            if (c == '\\' && i + 1 < text.length()) {
                i++;
            }
            plain.append(text.charAt(i));
            regex.append(Pattern.quote(String.valueOf(text.charAt(i))));
        }
        return wild
                ? new NamePattern(Optional.empty(), Optional.of(compiled(regex.toString())))
                : exactly(plain.toString());
    }

    private static Pattern compiled(String regex) {
        return Pattern.compile(
                regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }

    /** Whether the name is asked for. */
    public boolean matches(String name) {
        return literal.map(name::equalsIgnoreCase)
                .orElseGet(() -> pattern.map(p -> p.matcher(name).matches()).orElse(true));
    }

    /** Whether a schema of the connection may match, known without asking the connection. */
    boolean mayBeIn(String connection) {
        return literal.map(Ascii::toLowerCase)
                .map(
                        name ->
                                name.equals(Ascii.toLowerCase(connection))
                                        || name.startsWith(Ascii.toLowerCase(connection) + "."))
                .orElse(true);
    }
}

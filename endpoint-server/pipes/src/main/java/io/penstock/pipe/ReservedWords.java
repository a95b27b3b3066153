package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.Resources;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Words that nothing may be called: SQL's keywords and types, template functions, and names that
 * the server keeps for itself. The list is the resource {@code reserved-words.txt}.
 */
final class ReservedWords {
    private static final ImmutableSet<String> WORDS = read();

    /** Of no harm as names, but usual at the start of a line of SQL. */
    private static final ImmutableSet<String> SQL_ONLY =
            ImmutableSet.of(
                    "filter", "first", "last", "mode", "none", "note", "top", "index", "sample");

    private ReservedWords() {}

    /** Whether a name is reserved, without regard to case. */
    static boolean contains(String name) {
        return WORDS.contains(Ascii.toLowerCase(name));
    }

    /** Whether a line of SQL may start with the word. */
    static boolean isSql(String word) {
        return contains(word) || SQL_ONLY.contains(Ascii.toLowerCase(word));
    }

    private static ImmutableSet<String> read() {
        try {
            String text =
                    Resources.toString(
                            Resources.getResource(ReservedWords.class, "reserved-words.txt"),
                            StandardCharsets.UTF_8);
            return ImmutableSet.copyOf(Splitter.on('\n').omitEmptyStrings().split(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

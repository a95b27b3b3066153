package io.penstock.cli;

import com.google.common.collect.ImmutableList;

/**
 * Cuts what people type into statements at semicolons, except those in texts and comments.
 *
 * @param statements without their semicolons
 * @param rest what has no semicolon yet
 */
record StatementText(ImmutableList<String> statements, String rest) {

    static StatementText of(String text) {
        ImmutableList.Builder<String> statements = ImmutableList.builder();
        int start = 0;
        int at = 0;
        while (at < text.length()) {
            if (text.charAt(at) == ';') {
                String statement = text.substring(start, at).strip();
                if (!statement.isEmpty()) {
                    statements.add(statement);
                }
                start = ++at;
            } else {
                at = skip(text, at);
            }
        }
        return new StatementText(statements.build(), text.substring(start).strip());
    }

    /** Whether nothing is left open. */
    boolean isComplete() {
        return rest.isEmpty();
    }

    private static int skip(String text, int at) {
        if (text.startsWith("--", at)) {
            return end(text, "\n", at + 2);
        }
        if (text.startsWith("/*", at)) {
            return end(text, "*/", at + 2);
        }
        char c = text.charAt(at);
        return c == '\'' || c == '"' || c == '`' ? end(text, String.valueOf(c), at + 1) : at + 1;
    }

    private static int end(String text, String mark, int from) {
        int found = text.indexOf(mark, from);
        return found < 0 ? text.length() : found + mark.length();
    }
}

package io.penstock.source.jdbc;

import com.google.common.collect.ImmutableList;

/** A text of several SQL statements. */
final class SqlScript {

    /**
     * One statement.
     *
     * @param line where it starts, from 1
     */
    record Statement(String text, int line) {}

    private final String text;
    private final ImmutableList.Builder<Statement> statements = ImmutableList.builder();
    private int at;

    private SqlScript(String text) {
        this.text = text;
    }

    /**
     * Cuts at semicolons that are not in a literal, a quoted name or a comment. Statements that
     * hold semicolons otherwise, such as triggers, are not for these scripts.
     */
    static ImmutableList<Statement> split(String text) {
        return new SqlScript(text).split();
    }

    private ImmutableList<Statement> split() {
        int start = 0;
        boolean blank = true;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (text.startsWith("--", at)) {
                skipTo("\n");
            } else if (text.startsWith("/*", at)) {
                skipTo("*/");
            } else if (c == '\'' || c == '"' || c == '`') {
                at++;
                skipTo(String.valueOf(c));
                blank = false;
            } else if (c == ';') {
                add(start, at, blank);
                at++;
                start = at;
                blank = true;
            } else {
                start = blank && Character.isWhitespace(c) && start == at ? at + 1 : start;
                blank &= Character.isWhitespace(c);
                at++;
            }
        }
        add(start, text.length(), blank);
        return statements.build();
    }

    private void add(int start, int end, boolean blank) {
        if (!blank) {
            int line = 1 + (int) text.substring(0, start).chars().filter(c -> c == '\n').count();
            statements.add(new Statement(text.substring(start, end), line));
        }
    }

    private void skipTo(String end) {
        int found = text.indexOf(end, at);
        at = found < 0 ? text.length() : found + end.length();
    }
}

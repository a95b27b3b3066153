package io.penstock.pipe;

/** Finds SQL whose lines can't be moved, because one of them starts inside a quoted text. */
final class TextLines {
    private static final String QUOTES = "'\"`";

    private final String sql;
    private final boolean backslash;
    private int at;

    private TextLines(String sql, boolean backslash) {
        this.sql = sql;
        this.backslash = backslash;
    }

    /** Whether it may be so, whatever a backslash means. */
    static boolean spanned(String sql) {
        return new TextLines(sql, false).spanned() || new TextLines(sql, true).spanned();
    }

    private boolean spanned() {
        while (at < sql.length()) {
            if (sql.startsWith("--", at)) {
                skipTo("\n");
            } else if (sql.startsWith("/*", at)) {
                skipTo("*/");
            } else if (sql.startsWith("{#", at)) {
                skipTo("#}");
            } else if (QUOTES.indexOf(sql.charAt(at)) >= 0) {
                if (quotedOverLines()) {
                    return true;
                }
            } else {
                at++;
            }
        }
        return false;
    }

    private void skipTo(String end) {
        int found = sql.indexOf(end, at + 2);
        at = found < 0 ? sql.length() : found + end.length();
    }

    private boolean quotedOverLines() {
        char quote = sql.charAt(at++);
        while (at < sql.length() && sql.charAt(at) != quote) {
            if (sql.charAt(at) == '\n') {
                return true;
            }
            at += backslash && sql.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
        return false;
    }
}

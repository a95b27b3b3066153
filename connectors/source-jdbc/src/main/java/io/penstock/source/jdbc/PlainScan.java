package io.penstock.source.jdbc;

import com.google.common.collect.ImmutableSet;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that asks for columns of one table, with a condition or without, and for nothing else, so
 * that its rows may be asked for in parts. Only the planner's own texts are looked at, and every
 * form that is not known here is none.
 *
 * @param head up to the condition
 * @param table as it stands there
 * @param qualifier what columns are written with; empty, or with a point at its end
 * @param condition what stands after WHERE; may be empty
 */
record PlainScan(String head, String table, String qualifier, String condition) {
    private static final String NAME = "(?:\"(?:[^\"]|\"\")*+\"|[A-Za-z_][A-Za-z0-9_]*+)";
    private static final Pattern COLUMN =
            Pattern.compile("%1$s(?:\\.%1$s)?+(?: AS %1$s)?+".formatted(NAME));
    private static final Pattern FROM =
            Pattern.compile(
                    " FROM (?<table>%1$s(?:\\.%1$s)?+)(?: AS (?<alias>%1$s))?+".formatted(NAME));
    private static final String SELECT = "SELECT ";
    private static final String WHERE = " WHERE ";

    /** A text, a name, a word, or a bracket; all that a condition is taken apart into. */
    private static final Pattern PIECE =
            Pattern.compile("'(?:[^']|'')*+'|\"(?:[^\"]|\"\")*+\"|[A-Za-z_][A-Za-z0-9_]*+|[()]");

    /** What ends a condition, or makes it one of several rows. */
    private static final ImmutableSet<String> NO_CONDITION =
            ImmutableSet.of(
                    "group",
                    "having",
                    "window",
                    "union",
                    "intersect",
                    "except",
                    "order",
                    "limit",
                    "offset",
                    "fetch",
                    "for");

    /**
     * Takes a text apart.
     *
     * @param sql its values written into it
     */
    static Optional<PlainScan> of(String sql) {
        int columns = columns(sql);
        Matcher from = FROM.matcher(sql);
        if (columns < 0 || !from.region(columns, sql.length()).lookingAt()) {
            return Optional.empty();
        }
        String rest = sql.substring(from.end());
        if (!rest.isEmpty() && !(rest.startsWith(WHERE) && isCondition(rest))) {
            return Optional.empty();
        }
        String alias = from.group("alias");
        return Optional.of(
                new PlainScan(
                        sql.substring(0, from.end()),
                        from.group("table"),
                        alias == null ? "" : alias + ".",
                        rest.isEmpty() ? "" : rest.substring(WHERE.length())));
    }

    /** Where the columns end; -1 when something else is asked for. */
    private static int columns(String sql) {
        if (!sql.startsWith(SELECT)) {
            return -1;
        }
        Matcher column = COLUMN.matcher(sql);
        int at = SELECT.length();
        while (column.region(at, sql.length()).lookingAt()) {
            at = column.end();
            if (!sql.startsWith(", ", at)) {
                return at;
            }
            at += 2;
        }
        return -1;
    }

    private static boolean isCondition(String text) {
        int open = 0;
        Matcher piece = PIECE.matcher(text);
        while (piece.find()) {
            String found = piece.group();
            if (found.equals("(")) {
                open++;
            } else if (found.equals(")")) {
                open--;
                if (open < 0) {
                    return false;
                }
            } else if (open == 0 && NO_CONDITION.contains(found.toLowerCase(Locale.ROOT))) {
                return false;
            }
        }
        return open == 0;
    }

    /** The same columns of rows whose places in the table fulfil a condition, too. */
    String where(String places) {
        String own = condition.isEmpty() ? "" : "(" + condition + ") AND ";
        return head + WHERE + own + places;
    }
}

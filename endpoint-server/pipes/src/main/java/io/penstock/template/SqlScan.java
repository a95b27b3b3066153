package io.penstock.template;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Walks through SQL text as far as templates need to understand it: what is text, comment or
 * quoted, where a list follows IN, and which names stand where tables do.
 *
 * <p>A name that WITH defines is no table once its definition ends. Where branches of a template
 * meet, a name that is a table on either way is reported. Thread: one.
 */
final class SqlScan {
    /** Where the next character stands. */
    enum Mode {
        CODE,
        TEXT,
        /** After {@code E'}, where a backslash takes the next character's meaning. */
        ESCAPED_TEXT,
        QUOTED_NAME,
        BACKTICK_NAME,
        LINE_COMMENT,
        BLOCK_COMMENT
    }

    private static final ImmutableSet<String> TABLES_FOLLOW = ImmutableSet.of("FROM", "JOIN");
    private static final ImmutableSet<String> FROM_IS_NO_CLAUSE =
            ImmutableSet.of("EXTRACT", "SUBSTRING", "TRIM", "OVERLAY", "POSITION");
    private static final ImmutableSet<String> TABLES_END =
            ImmutableSet.of(
                    "SELECT",
                    "WHERE",
                    "GROUP",
                    "ORDER",
                    "HAVING",
                    "LIMIT",
                    "OFFSET",
                    "FETCH",
                    "UNION",
                    "EXCEPT",
                    "INTERSECT",
                    "MINUS",
                    "QUALIFY",
                    "WINDOW",
                    "VALUES",
                    "WITH",
                    "ON",
                    "USING",
                    "SET",
                    "PREWHERE");

    /** What stands before a pipe in its schema; {@code public.top} is {@code top}. */
    private static final String PIPES = "public.";

    private static final ImmutableSet<String> TABLE_PREFIXES =
            ImmutableSet.of("LATERAL", "ONLY", "TABLE", "FINAL");

    private final Deque<Frame> frames = new ArrayDeque<>();
    private final Set<String> tables = new LinkedHashSet<>();
    private final Set<String> qualified = new LinkedHashSet<>();
    private final StringBuilder word = new StringBuilder();
    private Mode mode = Mode.CODE;
    private boolean wordQuoted;
    private char previous;
    private int comments;
    private int escapedEnd = -1;
    private String last = "";
    private String beforeLast = "";
    private String candidate = "";
    private String path = "";
    private int lastTokenOffset = -1;
    private int offset;

    SqlScan() {
        frames.push(new Frame("", ""));
    }

    /** A pair of parentheses, or the whole text. */
    private static final class Frame {
        /** The word before it. */
        final String opener;

        /** The name that WITH gives to what is inside, or nothing. */
        final String defines;

        final Set<String> defined = new HashSet<>();
        boolean inTables;
        boolean tableNext;
        boolean inWith;
        boolean recursive;
        boolean definitionNext;
        String definition = "";

        Frame(String opener, String defines) {
            this.opener = opener;
            this.defines = defines;
        }

        Frame copy() {
            Frame copy = new Frame(opener, defines);
            copy.defined.addAll(defined);
            copy.inTables = inTables;
            copy.tableNext = tableNext;
            copy.inWith = inWith;
            copy.recursive = recursive;
            copy.definitionNext = definitionNext;
            copy.definition = definition;
            return copy;
        }
    }

    /** Another walk that goes on from here by itself. */
    SqlScan copy() {
        SqlScan copy = new SqlScan();
        copy.frames.clear();
        frames.descendingIterator().forEachRemaining(frame -> copy.frames.push(frame.copy()));
        copy.tables.addAll(tables);
        copy.qualified.addAll(qualified);
        copy.word.append(word);
        copy.mode = mode;
        copy.wordQuoted = wordQuoted;
        copy.previous = previous;
        copy.comments = comments;
        copy.escapedEnd = escapedEnd;
        copy.last = last;
        copy.beforeLast = beforeLast;
        copy.candidate = candidate;
        copy.path = path;
        copy.lastTokenOffset = lastTokenOffset;
        copy.offset = offset;
        return copy;
    }

    /**
     * Takes over what another walk through the same place found, so that either may have happened.
     */
    void join(SqlScan other) {
        tables.addAll(other.tables());
        qualified.addAll(other.qualified());
        Frame mine = top();
        Frame theirs = other.top();
        mine.inTables |= theirs.inTables;
        mine.tableNext |= theirs.tableNext;
        mine.defined.retainAll(theirs.defined);
    }

    /** Walks on. */
    void feed(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            step(text.charAt(i));
            offset++;
        }
    }

    /** Where the next character stands. */
    Mode mode() {
        return mode;
    }

    /** Whether the next thing is the right side of IN, as {@code x IN ?}. */
    boolean afterIn() {
        finishWord();
        return mode == Mode.CODE && last.equals("IN");
    }

    /** Whether the next thing is in the parentheses of IN, as {@code x IN (1, ?)}. */
    boolean insideIn() {
        finishWord();
        return mode == Mode.CODE && top().opener.equals("IN");
    }

    /** Whether the next thing is the only one in parentheses so far. */
    boolean afterOpening() {
        finishWord();
        return last.equals("(");
    }

    /** Names where tables stand, with no schema before them but that of pipes, in lower case. */
    ImmutableSet<String> tables() {
        finishWord();
        settle("");
        return ImmutableSet.copyOf(tables);
    }

    /** Names of tables with their schemas, as {@code schema.table}, in lower case. */
    ImmutableSet<String> qualified() {
        finishWord();
        settle("");
        return ImmutableSet.copyOf(qualified);
    }

    /** Where a semicolon stands that nothing follows; negative if none does. */
    int finalSemicolon() {
        finishWord();
        return last.equals(";") ? lastTokenOffset : -1;
    }

    /** Where the next character goes, counted from the start. */
    int offset() {
        return offset;
    }

    private Frame top() {
        Frame top = frames.peek();
        if (top == null) {
            throw new IllegalStateException("no frame");
        }
        return top;
    }

    private void step(char c) {
        Mode before = mode;
        boolean mark = false;
        switch (mode) {
            case CODE -> code(c);
            case TEXT -> leave(c == '\'', "'");
            case ESCAPED_TEXT -> mark = escaped(c);
            case QUOTED_NAME -> name(c, '"');
            case BACKTICK_NAME -> name(c, '`');
            case LINE_COMMENT -> endComment(c == '\n');
            case BLOCK_COMMENT -> mark = nested(c);
        }
        // The second character of a mark is not also the first of the next one.
        previous = mode == before && !mark ? c : '\0';
    }

    /** Whether the character is the one that a backslash escapes. */
    private boolean escaped(char c) {
        if (previous == '\\') {
            return true;
        }
        if (c == '\'') {
            leave(true, "'");
            escapedEnd = offset;
        }
        return false;
    }

    /** Comments in comments; whether the character ends a mark. */
    private boolean nested(char c) {
        boolean opens = c == '*' && previous == '/';
        boolean closes = c == '/' && previous == '*';
        comments += opens ? 1 : closes ? -1 : 0;
        endComment(comments == 0);
        return opens || closes;
    }

    private void code(char c) {
        if (Character.isLetterOrDigit(c) || c == '_' || c == '$') {
            word.append(c);
            return;
        }
        // Two quotes in a row are one quote of the same text.
        boolean escapes = wordIs('e') || escapedEnd == offset - 1;
        finishWord();
        switch (c) {
            case '\'' -> mode = escapes ? Mode.ESCAPED_TEXT : Mode.TEXT;
            case '"' -> mode = Mode.QUOTED_NAME;
            case '`' -> mode = Mode.BACKTICK_NAME;
            default -> {
                if (c == '-' && previous == '-') {
                    mode = Mode.LINE_COMMENT;
                    last = beforeLast;
                } else if (c == '*' && previous == '/') {
                    mode = Mode.BLOCK_COMMENT;
                    comments = 1;
                    last = beforeLast;
                } else if (!Character.isWhitespace(c)) {
                    symbol(c);
                }
            }
        }
    }

    private boolean wordIs(char letter) {
        return word.length() == 1 && Ascii.toLowerCase(word.charAt(0)) == letter;
    }

    private void leave(boolean closing, String token) {
        if (closing) {
            mode = Mode.CODE;
            token(token);
        }
    }

    private void endComment(boolean closing) {
        if (closing) {
            mode = Mode.CODE;
        }
    }

    private void name(char c, char quote) {
        if (c == quote) {
            mode = Mode.CODE;
            wordQuoted = true;
            finishWord();
        } else {
            word.append(c);
        }
    }

    private void finishWord() {
        if (mode != Mode.CODE || (word.isEmpty() && !wordQuoted)) {
            return;
        }
        String text = word.toString();
        boolean quoted = wordQuoted;
        word.setLength(0);
        wordQuoted = false;
        String upper = quoted ? "" : Ascii.toUpperCase(text);
        settle(upper);
        if (!quoted && keyword(upper)) {
            token(upper);
            return;
        }
        name(Ascii.toLowerCase(text));
        token(quoted ? "\"" : upper);
    }

    private void name(String lower) {
        Frame frame = top();
        if (frame.definitionNext) {
            frame.definitionNext = false;
            frame.definition = lower;
        } else if (frame.tableNext && !last.equals(".")) {
            frame.tableNext = false;
            candidate = lower;
        } else if (!path.isEmpty() && last.equals(".")) {
            path = path + "." + lower;
        }
    }

    /** Whether the word has a meaning of its own for us. */
    private boolean keyword(String upper) {
        Frame frame = top();
        if (last.equals(".")) {
            return false;
        }
        if (TABLES_FOLLOW.contains(upper)) {
            boolean clause = !last.equals("DISTINCT") && !FROM_IS_NO_CLAUSE.contains(frame.opener);
            frame.inTables |= clause;
            frame.tableNext = clause;
            return true;
        }
        if (TABLES_END.contains(upper)) {
            // What follows ON may be followed by one more table after a comma.
            frame.inTables &= upper.equals("ON") || upper.equals("USING");
            frame.tableNext = false;
            frame.inWith = upper.equals("WITH");
            frame.definitionNext = frame.inWith;
            frame.recursive &= frame.inWith;
            return true;
        }
        if (upper.equals("RECURSIVE") && frame.definitionNext) {
            frame.recursive = true;
            return true;
        }
        return TABLE_PREFIXES.contains(upper) && frame.tableNext;
    }

    private void symbol(char c) {
        String token = String.valueOf(c);
        settle(token);
        switch (c) {
            case '(' -> open();
            case ')' -> close();
            case ',' -> {
                Frame frame = top();
                frame.tableNext = frame.inTables;
                frame.definitionNext = frame.inWith && frame.definition.isEmpty();
            }
            default -> {}
        }
        token(token);
    }

    private void open() {
        Frame outer = top();
        boolean body = outer.inWith && (last.equals("AS") || last.equals("MATERIALIZED"));
        Frame frame = new Frame(last, body ? outer.definition : "");
        frame.inTables = outer.tableNext;
        frame.tableNext = outer.tableNext;
        outer.tableNext = false;
        if (body && outer.recursive) {
            outer.defined.add(outer.definition);
        }
        frames.push(frame);
    }

    private void close() {
        if (frames.size() == 1) {
            return;
        }
        String defines = frames.pop().defines;
        if (!defines.isEmpty()) {
            top().defined.add(defines);
            top().definition = "";
        }
    }

    /** A name is a table unless a dot or an argument list follows, or WITH defined it. */
    private void settle(String next) {
        settlePath(next);
        if (!candidate.isEmpty() && next.equals(".")) {
            path = candidate;
        }
        boolean table = !candidate.isEmpty() && !next.equals(".") && !next.equals("(");
        if (table && frames.stream().noneMatch(frame -> frame.defined.contains(candidate))) {
            tables.add(candidate);
        }
        candidate = "";
    }

    /** A path ends with the first token that neither is a dot nor follows one. */
    private void settlePath(String next) {
        if (path.isEmpty() || next.equals(".") || last.equals(".")) {
            return;
        }
        if (!next.equals("(")) {
            if (path.startsWith(PIPES)) {
                tables.add(path.substring(PIPES.length()));
            } else {
                qualified.add(path);
            }
        }
        path = "";
    }

    private void token(String token) {
        beforeLast = last;
        last = token;
        lastTokenOffset = offset;
    }
}

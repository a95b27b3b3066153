package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.parse.SqlToken.Kind;

import java.math.BigInteger;

/**
 * Spells SQL the way Calcite's parser reads it, where people spell it otherwise and the meaning is
 * the same: backticks, {@code ==}, {@code [1, 2]}, {@code //}, {@code 0x1F}, {@code count()},
 * {@code INTERVAL '3 days'}, and columns called {@code date}, {@code timestamp}, {@code order}.
 */
final class Spelling {
    /** Words that can be a type, a literal's first word, or a column. */
    private static final ImmutableSet<String> TIME_TYPES =
            ImmutableSet.of("date", "time", "timestamp", "datetime", "uuid");

    /** Words of constructs that we don't have: always names. */
    private static final ImmutableSet<String> ALWAYS_NAMES =
            ImmutableSet.of(
                    "monday",
                    "tuesday",
                    "wednesday",
                    "thursday",
                    "friday",
                    "saturday",
                    "sunday",
                    "measure",
                    "ordinal",
                    "new",
                    "snapshot",
                    "stream",
                    "skip",
                    "json_scope",
                    "define",
                    "volatile",
                    "variant",
                    "cursor",
                    "call",
                    "pattern",
                    "default",
                    "safe_offset",
                    "safe_ordinal");

    /** Words that can only be a name when they stand where an operand stands. */
    private static final ImmutableSet<String> NAMES_AS_OPERANDS =
            ImmutableSet.of(
                    "any",
                    "asof",
                    "create",
                    "cross",
                    "current",
                    "describe",
                    "drop",
                    "delete",
                    "explain",
                    "fetch",
                    "full",
                    "grant",
                    "group",
                    "grouping",
                    "inner",
                    "insert",
                    "into",
                    "lateral",
                    "left",
                    "limit",
                    "match_condition",
                    "match_recognize",
                    "merge",
                    "minus",
                    "natural",
                    "next",
                    "offset",
                    "order",
                    "outer",
                    "over",
                    "partition",
                    "qualify",
                    "range",
                    "right",
                    "rollup",
                    "row",
                    "rows",
                    "set",
                    "some",
                    "table",
                    "tablesample",
                    "unnest",
                    "unsigned",
                    "update",
                    "using",
                    "values",
                    "window",
                    "interval",
                    "end",
                    "desc",
                    "asc");

    private static final ImmutableSet<String> WORDS_BEFORE_OPERAND =
            ImmutableSet.of(
                    "select",
                    "and",
                    "or",
                    "not",
                    "where",
                    "having",
                    "on",
                    "by",
                    "when",
                    "then",
                    "else",
                    "case",
                    "between",
                    "like",
                    "ilike",
                    "distinct",
                    "qualify");

    private static final ImmutableSet<String> SYMBOLS_BEFORE_OPERAND =
            ImmutableSet.of(
                    ",", "(", "[", "+", "-", "*", "/", "//", "%", "||", "=", "==", "<>", "!=", "<",
                    ">", "<=", ">=");

    private static final ImmutableSet<String> WORDS_AFTER_OPERAND =
            ImmutableSet.of(
                    "from",
                    "as",
                    "is",
                    "in",
                    "not",
                    "between",
                    "like",
                    "ilike",
                    "and",
                    "or",
                    "then",
                    "else",
                    "end",
                    "when",
                    "asc",
                    "desc",
                    "nulls",
                    "where",
                    "group",
                    "having",
                    "order",
                    "limit",
                    "union",
                    "except",
                    "intersect",
                    "qualify");

    private static final ImmutableSet<String> SYMBOLS_AFTER_OPERAND =
            ImmutableSet.of(
                    ",", ")", "]", "::", "+", "-", "*", "/", "//", "%", "||", "=", "==", "<>", "!=",
                    "<", ">", "<=", ">=", ";");

    /** Words that end a phrase, behind which nothing is an operand's end. */
    private static final ImmutableSet<String> WORDS_BEFORE_LIST =
            ImmutableSet.<String>builder()
                    .addAll(WORDS_BEFORE_OPERAND)
                    .add("in", "select", "unnest", "returning", "limit", "offset", "from", "all")
                    .build();

    private final ImmutableList<SqlToken> tokens;
    private final CastParens casts;
    private final ParenStack parens = new ParenStack();
    private final TablelessSelects selects = new TablelessSelects();
    private final SpelledText.Builder out;

    private Spelling(String text, ImmutableList<SqlToken> tokens) {
        this.tokens = tokens;
        this.casts = CastParens.of(tokens);
        this.out = new SpelledText.Builder(text);
    }

    /** The text as the parser reads it, and the way back from there. */
    static SpelledText spell(String text, ImmutableList<SqlToken> tokens) {
        Spelling spelling = new Spelling(text, tokens);
        for (int i = 0; i < tokens.size(); ) {
            i = spelling.next(i);
        }
        return spelling.out.build();
    }

    /** Spells the piece with the parentheses that casts need around it; gives the next one. */
    private int next(int i) {
        out.added("(".repeat(casts.openedBefore(i)));
        int next = i + token(i);
        for (int done = i; done < next; done++) {
            out.added(")".repeat(casts.closedBehind(done)));
        }
        return next;
    }

    private SqlToken at(int i) {
        if (i < 0) {
            return new SqlToken(Kind.END, "", 0);
        }
        return tokens.get(Math.min(i, tokens.size() - 1));
    }

    /** Spells the piece, sometimes with those behind it; says how many. */
    private int token(int i) {
        SqlToken token = at(i);
        parens.see(token, at(i - 1));
        if (selects.see(token, at(i - 1))) {
            out.instead(token, TablelessSelects.ONE_ROW + token.text());
            return 1;
        }
        return switch (token.kind()) {
            case QUOTED -> quoted(token);
            case NUMBER -> number(token);
            case SYMBOL -> symbol(i, token);
            case WORD -> word(i, token);
            case STRING, VALUE, END -> same(token);
        };
    }

    private int same(SqlToken token) {
        out.same(token);
        return 1;
    }

    private int quoted(SqlToken token) {
        if (token.text().charAt(0) == '"') {
            return same(token);
        }
        String name = token.text().substring(1, token.text().length() - 1).replace("``", "`");
        out.instead(token, quote(name));
        return 1;
    }

    private static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private int number(SqlToken token) {
        String text = token.text();
        if (text.length() > 2 && (text.charAt(1) == 'x' || text.charAt(1) == 'X')) {
            out.instead(token, new BigInteger(text.substring(2), 16).toString());
            return 1;
        }
        return same(token);
    }

    private int symbol(int i, SqlToken token) {
        switch (token.text()) {
            case "==" -> out.instead(token, "=");
            case "//" -> out.integerDivision(token);
            case "*" -> out.instead(token, isStarOfRow(i) ? quote(RowTexts.STAR) : "*");
            case "[" -> out.instead(token, endsOperand(at(i - 1)) ? "[" : "ARRAY[");
            default -> out.same(token);
        }
        return 1;
    }

    /** {@code formatRow('JSONEachRow', *)}, {@code formatRow('JSONEachRow', t.*)}. */
    private boolean isStarOfRow(int i) {
        return parens.inRowText()
                && (at(i - 1).isSymbol(",") || at(i - 1).isSymbol("."))
                && (at(i + 1).isSymbol(",") || at(i + 1).isSymbol(")"));
    }

    private int word(int i, SqlToken token) {
        String word = token.word();
        if (isName(i, word) || FunctionSpelling.isOrdinaryCall(tokens, i)) {
            out.instead(token, quote(token.text()));
            return 1;
        }
        return switch (word) {
            case "interval" -> interval(i, token);
            case "div" -> division(i, token);
            case "count" -> count(i, token);
            case "exclude", "except" -> exclusion(i, token);
            case "timestamp" -> timestamp(i, token);
            case "not", "materialized" -> materialized(i, token);
            default -> same(token);
        };
    }

    /** {@code WITH t AS [NOT] MATERIALIZED (..)}: what is read twice is computed once anyway. */
    private int materialized(int i, SqlToken token) {
        int last = token.isWord("not") ? i + 1 : i;
        int before = at(last - 1).isWord("not") ? last - 2 : last - 1;
        boolean hint =
                at(before).isWord("as")
                        && at(last).isWord("materialized")
                        && at(last + 1).isSymbol("(");
        out.instead(token, hint ? "" : token.text());
        return 1;
    }

    private boolean isName(int i, String word) {
        SqlToken before = at(i - 1);
        SqlToken after = at(i + 1);
        boolean reserved =
                TIME_TYPES.contains(word)
                        || ALWAYS_NAMES.contains(word)
                        || NAMES_AS_OPERANDS.contains(word);
        if (!reserved) {
            return false;
        }
        if (before.isSymbol(".") || after.isSymbol(".")) {
            return true;
        }
        if (before.isWord("as") && !parens.inType()) {
            return !after.isSymbol("(");
        }
        if (ALWAYS_NAMES.contains(word)) {
            return !before.isWord("for");
        }
        return TIME_TYPES.contains(word)
                ? isColumnOfTimeType(before, after)
                : isOperand(word, before, after);
    }

    private boolean isColumnOfTimeType(SqlToken before, SqlToken after) {
        boolean type =
                parens.inType()
                        || before.isSymbol("::")
                        || before.isWord("returning")
                        || after.isWord("zone")
                        || after.kind() == Kind.STRING
                        || after.isSymbol("(")
                        || after.isWord("with")
                        || after.isWord("without");
        return !type;
    }

    private static boolean isOperand(String word, SqlToken before, SqlToken after) {
        boolean frame = (word.equals("range") || word.equals("rows")) && after.isWord("between");
        boolean starts =
                before.kind() == Kind.WORD
                        ? WORDS_BEFORE_OPERAND.contains(before.word())
                        : before.kind() == Kind.SYMBOL
                                && SYMBOLS_BEFORE_OPERAND.contains(before.text());
        boolean ends =
                after.kind() == Kind.WORD
                        ? WORDS_AFTER_OPERAND.contains(after.word())
                        : after.kind() == Kind.END
                                || (after.kind() == Kind.SYMBOL
                                        && SYMBOLS_AFTER_OPERAND.contains(after.text()));
        // "CASE ... ELSE a END": END stands where an operand could only after THEN and ELSE's
        // operand.
        return starts && ends && !frame;
    }

    private static boolean endsOperand(SqlToken token) {
        return switch (token.kind()) {
            case QUOTED, STRING, NUMBER, VALUE -> true;
            case WORD -> !WORDS_BEFORE_LIST.contains(token.word());
            case SYMBOL -> token.isSymbol(")") || token.isSymbol("]");
            case END -> false;
        };
    }

    /** {@code INTERVAL '1 day 2 hours'} becomes {@code (INTERVAL '1' day + INTERVAL '2' hours)}. */
    private int interval(int i, SqlToken token) {
        SqlToken value = at(i + 1);
        if (value.kind() == Kind.NUMBER && IntervalText.isUnit(at(i + 2).word())) {
            out.same(token);
            out.instead(value, "'" + value.text() + "'");
            return 2;
        }
        if (value.kind() != Kind.STRING) {
            return same(token);
        }
        String spelled = IntervalText.spell(value.text());
        if (spelled.isEmpty() || IntervalText.isUnit(at(i + 2).word())) {
            return same(token);
        }
        out.instead(token, spelled);
        out.instead(value, "");
        return 2;
    }

    private int division(int i, SqlToken token) {
        if (at(i + 1).isSymbol("(") && !endsOperand(at(i - 1))) {
            return same(token);
        }
        if (!endsOperand(at(i - 1)) || !startsOperand(at(i + 1))) {
            return same(token);
        }
        out.integerDivision(token);
        return 1;
    }

    private static boolean startsOperand(SqlToken token) {
        return switch (token.kind()) {
            case QUOTED, STRING, NUMBER, VALUE -> true;
            case WORD -> !WORDS_AFTER_OPERAND.contains(token.word());
            case SYMBOL -> token.isSymbol("(") || token.isSymbol("-") || token.isSymbol("+");
            case END -> false;
        };
    }

    private int count(int i, SqlToken token) {
        if (!at(i + 1).isSymbol("(") || !at(i + 2).isSymbol(")") || at(i - 1).isSymbol(".")) {
            return same(token);
        }
        out.same(token);
        out.instead(at(i + 1), "(*");
        out.same(at(i + 2));
        return 3;
    }

    /** {@code * EXCLUDE id} becomes {@code * EXCLUDE (id)}. */
    private int exclusion(int i, SqlToken token) {
        SqlToken name = at(i + 1);
        boolean single =
                at(i - 1).isSymbol("*")
                        && (name.kind() == Kind.QUOTED
                                || (token.isWord("exclude") && name.kind() == Kind.WORD));
        if (!single) {
            return same(token);
        }
        out.same(token);
        out.instead(
                name, "(" + (name.kind() == Kind.WORD ? quote(name.text()) : unquoted(name)) + ")");
        return 2;
    }

    private static String unquoted(SqlToken name) {
        return name.text().charAt(0) == '"'
                ? name.text()
                : quote(name.text().substring(1, name.text().length() - 1).replace("``", "`"));
    }

    /** {@code TIMESTAMP '2026-01-31T10:00:00'} may have ISO's T. */
    private int timestamp(int i, SqlToken token) {
        SqlToken value = at(i + 1);
        String text = value.text();
        if (value.kind() != Kind.STRING || text.length() < 12 || text.charAt(11) != 'T') {
            return same(token);
        }
        out.same(token);
        out.instead(value, text.substring(0, 11) + " " + text.substring(12));
        return 2;
    }
}

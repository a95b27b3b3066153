package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.parse.SqlToken.Kind;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where a text needs parentheses so that {@code a + b::int} casts b and not the sum. Calcite's
 * parser, since its 1.42, casts all that stands on the left of {@code ::} in the expression
 * (CALCITE-7475 has it reduce that at once). What is cast is the name, value, call or parenthesis
 * right before it, with all that binds tighter: dots, subscripts, OVER, and other casts.
 */
final class CastParens {
    /** What can stand before an operand, so that more of the expression is on the left of it. */
    private static final ImmutableSet<String> OPERATORS =
            ImmutableSet.of(
                    "+", "-", "*", "/", "//", "%", "||", "=", "==", "<>", "!=", "<", ">", "<=",
                    ">=", "~", "!~", "~*", "!~*", "&", "|", "^", "<<", ">>");

    private static final ImmutableSet<String> OPERATOR_WORDS =
            ImmutableSet.of(
                    "and",
                    "or",
                    "not",
                    "like",
                    "ilike",
                    "rlike",
                    "to",
                    "between",
                    "symmetric",
                    "asymmetric",
                    "div",
                    "escape",
                    "xor");

    /** Words before a parenthesis that don't call anything. */
    private static final ImmutableSet<String> NO_CALLS =
            ImmutableSet.<String>builder()
                    .addAll(OPERATOR_WORDS)
                    .add("select", "distinct", "all", "from", "where", "having", "on", "by", "as")
                    .add("when", "then", "else", "case", "in", "is", "join", "using", "limit")
                    .add("offset", "values", "returning", "qualify", "union", "except", "intersect")
                    .build();

    /** Words that make a text a literal of another type. */
    private static final ImmutableSet<String> BEFORE_TEXT =
            ImmutableSet.of("date", "time", "timestamp", "datetime", "interval", "x", "n", "b");

    /** Words between a call and what belongs to it. */
    private static final ImmutableSet<String> CALL_GOES_ON =
            ImmutableSet.of("over", "filter", "within", "ignore", "respect");

    private static final SqlToken NOTHING = new SqlToken(Kind.END, "", 0);

    private final ImmutableList<SqlToken> tokens;
    private final int[] starts;
    private final int[] opened;
    private final int[] closed;

    /** Open parentheses, brackets and CASEs. */
    private final Deque<Integer> open = new ArrayDeque<>();

    private CastParens(ImmutableList<SqlToken> tokens) {
        this.tokens = tokens;
        this.starts = new int[tokens.size()];
        this.opened = new int[tokens.size()];
        this.closed = new int[tokens.size()];
    }

    /** Reads a text once, from the left to the right. */
    static CastParens of(ImmutableList<SqlToken> tokens) {
        CastParens parens = new CastParens(tokens);
        for (int i = 0; i < tokens.size(); ) {
            i = parens.read(i) + 1;
        }
        return parens;
    }

    /** How many parentheses open before the piece. */
    int openedBefore(int i) {
        return opened[i];
    }

    /** How many close behind the piece. */
    int closedBehind(int i) {
        return closed[i];
    }

    private int read(int i) {
        if (at(i).isSymbol("::") && i > 0 && i + 2 < tokens.size()) {
            return cast(i);
        }
        starts[i] = start(i);
        return i;
    }

    /** Notes the parentheses of a cast; gives the last piece of its type. */
    private int cast(int i) {
        int start = starts[i - 1];
        int end = typeEnd(i + 1);
        for (int of = i; of <= end; of++) {
            starts[of] = start;
        }
        if (start > 0 && isOperator(start - 1)) {
            opened[start]++;
            closed[end]++;
        }
        return end;
    }

    private boolean isOperator(int i) {
        SqlToken token = at(i);
        return OPERATOR_WORDS.contains(token.word())
                || (token.kind() == Kind.SYMBOL && OPERATORS.contains(token.text()))
                || (token.isWord("from") && at(i - 1).isWord("distinct") && isIs(i - 2));
    }

    /** {@code IS DISTINCT FROM}, {@code IS NOT DISTINCT FROM}. */
    private boolean isIs(int i) {
        return at(i).isWord("is") || (at(i).isWord("not") && at(i - 1).isWord("is"));
    }

    private int typeEnd(int first) {
        int end = first;
        for (int more = moreOfType(end); more > 0; more = moreOfType(end)) {
            end += more;
        }
        return end;
    }

    /** How many pieces behind a type's go on with it, for one step. */
    private int moreOfType(int end) {
        SqlToken next = at(end + 1);
        if (next.isSymbol("(")) {
            return closing(end + 1) - end;
        }
        if (next.isSymbol("[") && at(end + 2).isSymbol("]")) {
            return 2;
        }
        if (next.isWord("with") || next.isWord("without")) {
            int local = at(end + 2).isWord("local") ? 1 : 0;
            boolean zone = at(end + 2 + local).isWord("time") && at(end + 3 + local).isWord("zone");
            return zone ? 3 + local : 0;
        }
        boolean one =
                next.isWord("array")
                        || next.isWord("unsigned")
                        || (next.isWord("precision") && at(end).isWord("double"))
                        || (next.isWord("varying") && at(end).word().startsWith("char"));
        return one ? 1 : 0;
    }

    private int closing(int parenthesis) {
        int depth = 0;
        for (int i = parenthesis; i < tokens.size(); i++) {
            if (at(i).isSymbol("(")) {
                depth++;
            } else if (at(i).isSymbol(")") && --depth == 0) {
                return i;
            }
        }
        return tokens.size() - 1;
    }

    /** Where the operand begins that would end with this piece. */
    private int start(int i) {
        SqlToken token = at(i);
        SqlToken before = at(i - 1);
        if (before.isSymbol(".") && i > 1) {
            return starts[i - 2];
        }
        if (token.isSymbol("(") || token.isSymbol("[") || token.isWord("case")) {
            open.push(i);
            return i;
        }
        if (token.isSymbol(")") || token.isSymbol("]")) {
            return closed(token.isSymbol(")") ? "(" : "[");
        }
        if (token.isWord("end")) {
            return !open.isEmpty() && at(open.peek()).isWord("case") ? open.pop() : i;
        }
        return belongsToLeft(i, token, before) ? starts[i - 1] : i;
    }

    /** A literal's text and unit, and what stands between a call and its window. */
    private boolean belongsToLeft(int i, SqlToken token, SqlToken before) {
        if (token.kind() == Kind.STRING) {
            return BEFORE_TEXT.contains(before.word());
        }
        if (token.kind() != Kind.WORD) {
            return false;
        }
        boolean unit = before.kind() == Kind.STRING && at(i - 2).isWord("interval");
        boolean behindCall =
                CALL_GOES_ON.contains(token.word())
                        && (before.isSymbol(")") || before.isWord("nulls"));
        boolean second =
                (token.isWord("group") && before.isWord("within"))
                        || (token.isWord("nulls")
                                && (before.isWord("ignore") || before.isWord("respect")));
        return unit || behindCall || second || before.isWord("over");
    }

    /** A parenthesis or bracket with what it belongs to: a function's name, an array. */
    private int closed(String opener) {
        while (!open.isEmpty() && !at(open.peek()).isSymbol(opener)) {
            open.pop();
        }
        if (open.isEmpty()) {
            return 0;
        }
        int opening = open.pop();
        SqlToken before = at(opening - 1);
        boolean subscript = opener.equals("[");
        boolean belongs =
                switch (before.kind()) {
                    case WORD ->
                            starts[opening - 1] < opening - 1 || !NO_CALLS.contains(before.word());
                    case QUOTED -> true;
                    case STRING, VALUE -> subscript;
                    case SYMBOL -> subscript && (before.isSymbol(")") || before.isSymbol("]"));
                    case NUMBER, END -> false;
                };
        return belongs ? starts[opening - 1] : opening;
    }

    private SqlToken at(int i) {
        return i < 0 || i >= tokens.size() ? NOTHING : tokens.get(i);
    }
}

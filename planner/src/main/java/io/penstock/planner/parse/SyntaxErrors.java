package io.penstock.planner.parse;

import com.google.common.base.Ascii;

import io.penstock.planner.PlannerError;
import io.penstock.planner.parse.SqlToken.Kind;
import io.penstock.spi.error.QueryException;

import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The parser's complaints in words that help. */
final class SyntaxErrors {
    /** More alternatives than this help nobody. */
    private static final int MAX_EXPECTED = 6;

    private SyntaxErrors() {}

    static QueryException translate(SqlParseException e, Places places) {
        if (e.getCause() instanceof CalciteContextException context) {
            return ValidationErrors.translate(context, places, Known.NOTHING);
        }
        SqlParserPos position = e.getPos();
        if (position == null || position.getLineNum() <= 0) {
            return new QueryException(
                    PlannerError.SYNTAX, "This is not SQL: " + firstLine(e), Optional.empty(), e);
        }
        if (e.getExpectedTokenNames().isEmpty()) {
            String message = firstLine(e);
            boolean asof = message.startsWith("ASOF JOIN missing");
            return places.error(PlannerError.SYNTAX, asof ? Refusals.ASOF : message, position);
        }
        Optional<SqlToken> unclosed = unclosed(places.tokens());
        if (unclosed.isPresent()) {
            return new QueryException(
                    PlannerError.SYNTAX,
                    "This '%s' is never closed".formatted(unclosed.get().text()),
                    Optional.of(Places.at(places.sql(), unclosed.get().start())));
        }
        Stumble stumble = Stumble.of(e, places);
        List<SqlToken> tokens = places.tokens();
        int index = stumble.index();
        SqlToken before = tokens.get(Math.max(0, index - 1));
        Complaint complaint =
                known(before, tokens.get(index), tokens.get(Math.min(index + 1, tokens.size() - 1)))
                        .orElseGet(() -> usual(before, tokens.get(index), stumble.expected()));
        return new QueryException(
                complaint.code(),
                complaint.message(),
                Optional.of(Places.at(places.sql(), tokens.get(index).start())));
    }

    /** The innermost parenthesis that is open at the end. */
    private static Optional<SqlToken> unclosed(List<SqlToken> tokens) {
        Deque<SqlToken> open = new ArrayDeque<>();
        for (SqlToken token : tokens) {
            if (token.isSymbol("(") || token.isSymbol("[")) {
                open.push(token);
            } else if ((token.isSymbol(")") || token.isSymbol("]")) && open.poll() == null) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(open.peek());
    }

    /**
     * The piece that the parser could not take. The parser looks several pieces ahead and complains
     * about the first of them, though often only a later one is wrong.
     *
     * @param index which piece
     * @param expected what could have stood there
     */
    private record Stumble(int index, List<String> expected) {
        static Stumble of(SqlParseException e, Places places) {
            SqlParserPos position = e.getPos();
            int index = places.tokenAt(position.getLineNum(), position.getColumnNum());
            List<List<String>> sequences =
                    Arrays.stream(e.getExpectedTokenSequences())
                            .map(sequence -> images(sequence, e.getTokenImages()))
                            .toList();
            List<String> behind = behind(places.tokens().get(index), sequences);
            boolean last =
                    index + 2 == places.tokens().size()
                            && places.tokens().get(index).kind() == Kind.WORD;
            return behind.isEmpty() && !(last && index == 0)
                    ? new Stumble(index, sequences.stream().map(s -> s.get(0)).toList())
                    : new Stumble(Math.min(index + 1, places.tokens().size() - 1), behind);
        }

        private static List<String> images(int[] sequence, String[] images) {
            return Arrays.stream(sequence).mapToObj(i -> images[i].replace("\"", "")).toList();
        }

        /** What could have come behind the piece; empty when the piece itself is wrong. */
        private static List<String> behind(SqlToken token, List<List<String>> sequences) {
            return sequences.stream()
                    .filter(sequence -> sequence.size() > 1)
                    .filter(sequence -> Ascii.equalsIgnoreCase(sequence.get(0), token.text()))
                    .map(sequence -> sequence.get(1))
                    .toList();
        }
    }

    private record Complaint(PlannerError code, String message) {}

    /** What people often write and we don't have, with what to write instead. */
    private static Optional<Complaint> known(SqlToken before, SqlToken token, SqlToken after) {
        if (token.kind() == Kind.STRING
                && (before.isWord("from") || before.isWord("join") || before.isSymbol(","))) {
            return notSupported(
                    "%s can't be read by its name; write a connection and a table, such as shop.orders"
                            .formatted(token.text()));
        }
        if (before.isWord("distinct") && token.isWord("on")) {
            return notSupported(
                    "DISTINCT ON is not supported; use QUALIFY row_number() OVER (PARTITION BY .."
                            + " ORDER BY ..) = 1");
        }
        if (token.isWord("unnest")) {
            return notSupported(
                    "UNNEST stands in FROM, not among expressions: FROM t CROSS JOIN UNNEST(t.list)"
                            + " AS item");
        }
        if (token.isSymbol("|")) {
            return notSupported("The operator | is not supported; use bitor(a, b)");
        }
        if (token.isSymbol("->") || token.isSymbol("->>")) {
            return notSupported(
                    "The operator %s is not supported; use json_extract or json_extract_string"
                            .formatted(token.text()));
        }
        if (before.isWord("by") && token.isWord("all")
                || token.isWord("all") && after.kind() == Kind.END) {
            return notSupported("GROUP BY ALL is not supported; list the columns or their numbers");
        }
        if (after.isWord("join") && Refusals.joinsLikeAliases().containsKey(token.word())) {
            return notSupported(Refusals.joinsLikeAliases().get(token.word()));
        }
        if (token.kind() == Kind.VALUE) {
            return Optional.of(
                    new Complaint(
                            PlannerError.SYNTAX,
                            "A parameter can't stand here, after '%s'; a parameter is a value"
                                    .formatted(before.text())));
        }
        return Optional.empty();
    }

    private static Optional<Complaint> notSupported(String message) {
        return Optional.of(new Complaint(PlannerError.NOT_SUPPORTED, message));
    }

    private static Complaint usual(SqlToken before, SqlToken token, List<String> expected) {
        String where =
                token.kind() == Kind.END
                        ? "The query ends too early, after %s".formatted(shown(before))
                        : before == token
                                ? "Unexpected %s".formatted(shown(token))
                                : "Unexpected %s after %s".formatted(shown(token), shown(before));
        return new Complaint(PlannerError.SYNTAX, where + expected(expected));
    }

    private static String shown(SqlToken token) {
        return token.kind() == Kind.STRING ? token.text() : "'" + token.text() + "'";
    }

    private static String expected(List<String> images) {
        List<String> names =
                images.stream()
                        .map(SyntaxErrors::tokenName)
                        .filter(name -> !name.isEmpty() && !name.equals("'DECIMAL'"))
                        .distinct()
                        .sorted()
                        .toList();
        return names.isEmpty() || names.size() > MAX_EXPECTED
                ? ""
                : "; expected " + names.stream().collect(Collectors.joining(" or "));
    }

    /** The grammar's names of pieces for people; empty for those that help nobody. */
    private static String tokenName(String image) {
        if (image.equals("<EOF>")) {
            return "the end";
        }
        if (image.length() > 2 && image.startsWith("<") && image.endsWith(">")) {
            String inner = Ascii.toLowerCase(image);
            return inner.contains("identifier")
                    ? "a name"
                    : inner.contains("integer_literal")
                            ? "a number"
                            : inner.contains("literal") ? "a literal" : "";
        }
        return "'" + image + "'";
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}

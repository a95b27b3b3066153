package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.parse.SqlToken.Kind;
import io.penstock.spi.error.QueryException;

import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The parser's complaints in words that help. */
final class SyntaxErrors {
    /** More alternatives than this help nobody. */
    private static final int MAX_EXPECTED = 6;

    private SyntaxErrors() {}

    static QueryException translate(SqlParseException e, Places places) {
        if (e.getCause() instanceof CalciteContextException context) {
            return ValidationErrors.translate(context, places, ImmutableList.of());
        }
        SqlParserPos position = e.getPos();
        if (position == null || position.getLineNum() <= 0) {
            return new QueryException(
                    PlannerError.SYNTAX, "This is not SQL: " + firstLine(e), Optional.empty(), e);
        }
        if (e.getExpectedTokenNames().isEmpty()) {
            return places.error(PlannerError.SYNTAX, firstLine(e), position);
        }
        int index = places.tokenAt(position.getLineNum(), position.getColumnNum());
        List<SqlToken> tokens = places.tokens();
        SqlToken before = tokens.get(Math.max(0, index - 1));
        Complaint complaint =
                known(before, tokens.get(index), tokens.get(Math.min(index + 1, tokens.size() - 1)))
                        .orElseGet(() -> usual(before, tokens.get(index), e));
        return new QueryException(
                complaint.code(),
                complaint.message(),
                Optional.of(Places.at(places.sql(), tokens.get(index).start())));
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

    private static Complaint usual(SqlToken before, SqlToken token, SqlParseException e) {
        String where =
                token.kind() == Kind.END
                        ? "The query ends too early, after '%s'".formatted(before.text())
                        : before == token
                                ? "Unexpected '%s'".formatted(token.text())
                                : "Unexpected '%s' after '%s'"
                                        .formatted(token.text(), before.text());
        return new Complaint(PlannerError.SYNTAX, where + expected(e));
    }

    private static String expected(SqlParseException e) {
        List<String> names =
                e.getExpectedTokenNames().stream()
                        .map(SyntaxErrors::tokenName)
                        .filter(name -> !name.isEmpty())
                        .distinct()
                        .sorted()
                        .toList();
        return names.isEmpty() || names.size() > MAX_EXPECTED
                ? ""
                : "; expected " + names.stream().collect(Collectors.joining(" or "));
    }

    /** {@code "\")\""} and {@code "<EOF>"} for people. */
    private static String tokenName(String name) {
        String plain = name.replace("\"", "").trim();
        if (plain.contains("EOF")) {
            return "the end";
        }
        if (plain.startsWith("<")) {
            String inner = plain.substring(1, plain.length() - 1).toLowerCase(Locale.ROOT);
            return inner.contains("identifier")
                    ? "a name"
                    : inner.contains("literal") ? "a literal" : "";
        }
        return "'" + plain + "'";
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}

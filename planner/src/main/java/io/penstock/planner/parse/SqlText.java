package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.PlannerError;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;

import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.babel.SqlBabelParserImpl;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Text to a syntax tree.
 *
 * @param tree one query
 * @param places where its nodes stand
 */
record SqlText(SqlNode tree, Places places) {
    /** Names keep the author's case and match without regard to it. */
    private static final SqlParser.Config CONFIG =
            SqlParser.config()
                    .withParserFactory(SqlBabelParserImpl.FACTORY)
                    .withQuoting(Quoting.DOUBLE_QUOTE)
                    .withUnquotedCasing(Casing.UNCHANGED)
                    .withQuotedCasing(Casing.UNCHANGED)
                    .withCaseSensitive(false)
                    .withIdentifierMaxLength(256)
                    .withConformance(PenstockConformance.INSTANCE);

    /** What a query starts with. */
    private static final ImmutableSet<String> QUERY =
            ImmutableSet.of("select", "with", "values", "table");

    /** Deeper than anybody writes; the parser and everything behind it recurse. */
    private static final int MAX_DEPTH = 200;

    /**
     * Reads one query.
     *
     * @throws QueryException {@link PlannerError#SQL_TOO_LONG}, {@link PlannerError#NOT_A_SELECT},
     *     {@link PlannerError#SYNTAX}
     */
    static SqlText parse(BoundSql sql, int sqlBytes) {
        checkLength(sql, sqlBytes);
        ImmutableList<SqlToken> tokens = tokens(sql);
        checkStatement(sql, tokens);
        checkDepth(sql, tokens);
        checkValues(sql, tokens);
        ImmutableList<SqlToken> query = withoutSemicolon(tokens);
        Places places = new Places(sql, query, Spelling.spell(sql.text(), query));
        try {
            String text = places.spelled().text();
            return new SqlText(SqlParser.create(text, CONFIG).parseQuery(), places);
        } catch (SqlParseException e) {
            throw SyntaxErrors.translate(e, places);
        } catch (CalciteContextException e) {
            throw ValidationErrors.translate(e, places, Known.NOTHING);
        }
    }

    /** How many values the text takes. */
    static int marks(BoundSql sql) {
        return marks(tokens(sql));
    }

    private static int marks(ImmutableList<SqlToken> tokens) {
        return (int) tokens.stream().filter(token -> token.kind() == SqlToken.Kind.VALUE).count();
    }

    private static void checkLength(BoundSql sql, int sqlBytes) {
        String text = sql.text();
        // A character is at most 3 bytes, so most texts need no encoding to know.
        if (text.length() * 3L <= sqlBytes) {
            return;
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > sqlBytes) {
            throw new QueryException(
                    PlannerError.SQL_TOO_LONG,
                    String.format(
                            Locale.ROOT,
                            "The SQL text is %,d bytes long; at most %,d are allowed",
                            bytes,
                            sqlBytes));
        }
    }

    private static ImmutableList<SqlToken> tokens(BoundSql sql) {
        try {
            return SqlLexer.tokens(sql.text());
        } catch (SqlLexer.MisreadException e) {
            throw new QueryException(
                    PlannerError.SYNTAX,
                    String.valueOf(e.getMessage()),
                    Optional.of(Places.at(sql, e.offset())));
        }
    }

    private static void checkStatement(BoundSql sql, ImmutableList<SqlToken> tokens) {
        SqlToken first = tokens.get(0);
        for (int i = 0; i < tokens.size() && tokens.get(i).isSymbol("("); i++) {
            first = tokens.get(i + 1);
        }
        if (first.kind() == SqlToken.Kind.END) {
            throw error(PlannerError.SYNTAX, "The query is empty; write one SELECT", sql, first);
        }
        if (!QUERY.contains(first.word())) {
            throw error(
                    PlannerError.NOT_A_SELECT,
                    "Only one SELECT can be run; this starts with '%s'".formatted(first.text()),
                    sql,
                    first);
        }
        for (int i = 0; i < tokens.size() - 2; i++) {
            if (tokens.get(i).isSymbol(";")) {
                throw error(
                        PlannerError.NOT_A_SELECT,
                        "Only one SELECT can be run; a second statement starts with '%s'"
                                .formatted(tokens.get(i + 1).text()),
                        sql,
                        tokens.get(i + 1));
            }
        }
    }

    private static ImmutableList<SqlToken> withoutSemicolon(ImmutableList<SqlToken> tokens) {
        int last = tokens.size() - 2;
        if (!tokens.get(last).isSymbol(";")) {
            return tokens;
        }
        return ImmutableList.<SqlToken>builder()
                .addAll(tokens.subList(0, last))
                .add(new SqlToken(SqlToken.Kind.END, "", tokens.get(last).start()))
                .build();
    }

    private static void checkValues(BoundSql sql, ImmutableList<SqlToken> tokens) {
        int marks = marks(tokens);
        if (marks != sql.values().size()) {
            throw new QueryException(
                    PlannerError.SYNTAX,
                    "The query has %d '?' and %d values; each '?' takes one"
                            .formatted(marks, sql.values().size()));
        }
    }

    private static void checkDepth(BoundSql sql, ImmutableList<SqlToken> tokens) {
        int depth = 0;
        for (SqlToken token : tokens) {
            if (token.isSymbol("(") || token.isSymbol("[") || token.isWord("case")) {
                depth++;
            } else if (token.isSymbol(")") || token.isSymbol("]") || token.isWord("end")) {
                depth--;
            }
            if (depth > MAX_DEPTH) {
                throw error(
                        PlannerError.SYNTAX,
                        "The query is nested more than %d levels deep; split it with WITH"
                                .formatted(MAX_DEPTH),
                        sql,
                        token);
            }
        }
    }

    private static QueryException error(
            PlannerError code, String message, BoundSql sql, SqlToken token) {
        return new QueryException(code, message, Optional.of(Places.at(sql, token.start())));
    }
}

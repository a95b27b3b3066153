package io.penstock.query;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.PlannerError;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SqlPosition;
import io.penstock.spi.sql.BoundSql;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code EXPLAIN [ANALYZE] SELECT ..} or {@code EXPLAIN (ANALYZE, FORMAT JSON) SELECT ..}.
 *
 * @param analyze whether the statement runs, its rows thrown away
 * @param json whether the plan is one JSON object, not lines of text
 * @param statement what is explained; blanks stand where EXPLAIN stood, so that places in it stay
 */
record ExplainStatement(boolean analyze, boolean json, BoundSql statement) {
    private static final String BLANKS = "(?s:\\s|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)*+";
    private static final Pattern START =
            Pattern.compile(BLANKS + "EXPLAIN\\b" + BLANKS, Pattern.CASE_INSENSITIVE);
    private static final Pattern ANALYZE = Pattern.compile("ANALYZE\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern OPTIONS = Pattern.compile("\\(\\s*([A-Za-z]+)[^()']*\\)");
    private static final ImmutableSet<String> QUERIES =
            ImmutableSet.of("select", "with", "values", "table", "from");

    /** The statement's parts, if it is one. */
    static Optional<ExplainStatement> of(BoundSql sql) {
        return mayBe(sql.text()) ? parsed(sql) : Optional.empty();
    }

    /** Each query comes here: most begin with another letter. */
    private static boolean mayBe(String text) {
        int start = 0;
        while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        return start < text.length() && "eE-/".indexOf(text.charAt(start)) >= 0;
    }

    private static Optional<ExplainStatement> parsed(BoundSql sql) {
        String text = sql.text();
        Matcher start = START.matcher(text);
        if (!start.lookingAt()) {
            return Optional.empty();
        }
        Matcher word = ANALYZE.matcher(text).region(start.end(), text.length());
        if (word.lookingAt()) {
            return Optional.of(new ExplainStatement(true, false, rest(sql, word.end())));
        }
        Matcher options = OPTIONS.matcher(text).region(start.end(), text.length());
        if (options.lookingAt() && !QUERIES.contains(Ascii.toLowerCase(options.group(1)))) {
            String list = text.substring(options.start() + 1, options.end() - 1);
            Options chosen = Options.of(list, position(text, options.start()));
            return Optional.of(
                    new ExplainStatement(
                            chosen.analyze(), chosen.json(), rest(sql, options.end())));
        }
        return Optional.of(new ExplainStatement(false, false, rest(sql, start.end())));
    }

    private record Options(boolean analyze, boolean json) {
        static Options of(String list, SqlPosition position) {
            Options chosen = new Options(false, false);
            for (String option : list.split(",", -1)) {
                chosen = chosen.with(Ascii.toUpperCase(option.strip()), position);
            }
            return chosen;
        }

        private Options with(String option, SqlPosition position) {
            return switch (option.replaceAll("\\s+", " ")) {
                case "ANALYZE", "ANALYZE TRUE", "ANALYZE ON" -> new Options(true, json);
                case "ANALYZE FALSE", "ANALYZE OFF" -> new Options(false, json);
                case "FORMAT JSON" -> new Options(analyze, true);
                case "FORMAT TEXT" -> new Options(analyze, false);
                default ->
                        throw new QueryException(
                                PlannerError.SYNTAX,
                                "EXPLAIN has the options ANALYZE, FORMAT TEXT and FORMAT JSON, not"
                                        + " '%s'".formatted(option),
                                Optional.of(position));
            };
        }
    }

    private static SqlPosition position(String text, int index) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < index; i++) {
            column = text.charAt(i) == '\n' ? 1 : column + 1;
            line += text.charAt(i) == '\n' ? 1 : 0;
        }
        return new SqlPosition(Optional.empty(), line, column);
    }

    private static BoundSql rest(BoundSql sql, int end) {
        String before = sql.text().substring(0, end).replaceAll("[^\\s]", " ");
        return new BoundSql(
                before + sql.text().substring(end),
                sql.values(),
                sql.origin(),
                sql.views(),
                sql.rowFilter());
    }
}

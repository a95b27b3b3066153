package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.PlannerError;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SqlPosition;
import io.penstock.spi.sql.BoundSql;

import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.Optional;

/**
 * Where things stand in the author's text.
 *
 * @param sql the text as it was handed to us
 * @param tokens its pieces
 * @param spelled what the parser got
 */
record Places(BoundSql sql, ImmutableList<SqlToken> tokens, SpelledText spelled) {

    /** The author's place for a place in the parser's text. */
    SqlPosition at(int line, int column) {
        return at(sql, spelled.sourceOffset(line, column));
    }

    /** The author's place for an offset in the text. */
    static SqlPosition at(BoundSql sql, int offset) {
        String text = sql.text();
        int line = 1;
        int start = 0;
        for (int i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
            line++;
            start = i + 1;
        }
        return sql.origin().locate(text, line, offset - start + 1);
    }

    /** An error at a node of the tree; without a place when the node was made by us. */
    QueryException error(PlannerError code, String message, SqlParserPos position) {
        Optional<SqlPosition> place =
                position.getLineNum() > 0
                        ? Optional.of(at(position.getLineNum(), position.getColumnNum()))
                        : Optional.empty();
        return new QueryException(code, message, place);
    }

    /** The index of the piece at a place in the parser's text, or of the next one. */
    int tokenAt(int line, int column) {
        int offset = spelled.sourceOffset(line, column);
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).end() > offset) {
                return i;
            }
        }
        return tokens.size() - 1;
    }
}

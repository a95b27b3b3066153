package io.penstock.planner.parse;

import io.penstock.query.QueryLimits;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;

import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.babel.SqlBabelParserImpl;

import java.util.Locale;
import java.util.Optional;

/** Text to a syntax tree. */
final class SqlText {
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

    private SqlText() {}

    static SqlNode parse(BoundSql sql, QueryLimits limits) {
        try {
            return SqlParser.create(sql.text(), CONFIG).parseQuery();
        } catch (SqlParseException e) {
            throw new QueryException(
                    PlannerError.SYNTAX,
                    String.format(Locale.ROOT, "%s", e.getMessage()),
                    Optional.of(
                            sql.origin()
                                    .locate(
                                            sql.text(),
                                            e.getPos().getLineNum(),
                                            e.getPos().getColumnNum())),
                    e);
        }
    }
}

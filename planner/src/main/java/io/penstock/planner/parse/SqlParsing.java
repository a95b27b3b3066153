package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.PlannerError;
import io.penstock.planner.catalog.Catalog;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;

import org.apache.calcite.sql.SqlOperatorTable;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SQL text to a validated tree. Each text of a query, its own and its views', is parsed by itself,
 * so that errors stand where the author sees them. Thread: safe for many at once.
 */
public final class SqlParsing {
    /** How Calcite fails, which has no error for it. */
    private static final Pattern UNGROUPED =
            Pattern.compile("Identifier '(.*)' is not a group expr");

    private final Vocabulary operators;

    /**
     * Parsing with a vocabulary.
     *
     * @param operators everything SQL may call; nothing else is known
     */
    public SqlParsing(SqlOperatorTable operators) {
        this.operators = new Vocabulary(operators);
    }

    /**
     * Parses, resolves and checks a query.
     *
     * @param policy what the caller may read
     * @throws io.penstock.spi.error.QueryException with a {@link PlannerError}, and with a source's
     *     error when a table can't be looked at
     */
    public ParsedQuery parse(BoundSql sql, Catalog catalog, ReadPolicy policy, int sqlBytes) {
        return guarded(
                () ->
                        new QueryParse(operators, catalog, policy, sqlBytes, Optional.empty())
                                .query(sql));
    }

    /**
     * Refuses what {@link #parse} refuses whoever calls, but makes no tree, and looks once at views
     * that many queries read.
     *
     * @param views of the same catalog, shared with other checks
     */
    public void check(BoundSql sql, Catalog catalog, int sqlBytes, ViewTypes views) {
        guarded(
                () ->
                        new QueryParse(
                                        operators,
                                        catalog,
                                        ReadPolicy.EVERYTHING,
                                        sqlBytes,
                                        Optional.of(views))
                                .columns(sql));
    }

    /**
     * For each {@code ?} of a text that has no values yet, a NULL of the type that the text asks
     * for; of text where nothing says what it must be.
     *
     * @throws io.penstock.spi.error.QueryException as {@link #parse} does, but not for what is
     *     wrong with types: parsing with the values says that better
     */
    public ImmutableList<BoundValue> parameters(
            BoundSql sql, Catalog catalog, ReadPolicy policy, int sqlBytes) {
        return guarded(
                () ->
                        new QueryParse(operators, catalog, policy, sqlBytes, Optional.empty())
                                .parameters(sql));
    }

    private static <T> T guarded(Supplier<T> work) {
        try {
            return work.get();
        } catch (QueryException e) {
            throw e;
        } catch (StackOverflowError e) {
            throw new QueryException(
                    PlannerError.SYNTAX,
                    "The query is nested too deeply, or has too long a chain of operators; split it"
                            + " with WITH",
                    e);
        } catch (RuntimeException | AssertionError e) {
            Matcher ungrouped = UNGROUPED.matcher(String.valueOf(e.getMessage()));
            if (ungrouped.matches()) {
                throw new QueryException(
                        PlannerError.NOT_AN_AGGREGATE,
                        "'%s' is read by a sub-query, and is not in the GROUP BY around it"
                                .formatted(ungrouped.group(1)),
                        e);
            }
            throw new QueryException(
                    PlannerError.INTERNAL,
                    "The planner failed at this query, which is a bug of Penstock: " + e,
                    e);
        }
    }
}

package io.penstock.query;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.PlannerError;
import io.penstock.planner.catalog.Catalog;
import io.penstock.planner.cost.SeenRows;
import io.penstock.planner.dispatch.Dispatcher;
import io.penstock.planner.dispatch.PlannedQuery;
import io.penstock.planner.dispatch.Way;
import io.penstock.planner.function.FunctionCatalogue;
import io.penstock.planner.parse.ParsedQuery;
import io.penstock.planner.parse.SqlParsing;
import io.penstock.planner.parse.ViewTypes;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableStatistics;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Makes plans. Parser, validator and printer call themselves for each level of a query, so each
 * plan is made on a thread of its own with a deep stack; as many at once as there are processors,
 * because planning does nothing but compute.
 */
final class Planning {
    /** Holds a chain of 4,000 operators, which is what fits into 8 KB of text. */
    private static final long STACK_BYTES = 64L << 20;

    private final SqlParsing parsing = new SqlParsing(FunctionCatalogue.operators());
    private final Dispatcher dispatcher;
    private final SeenRows seen = new SeenRows();
    private final Semaphore permits = new Semaphore(Runtime.getRuntime().availableProcessors());

    /**
     * Makes one plan before anybody asks. Calcite's classes need each other while they are made
     * ready, so that two threads that were first together could wait for each other for ever.
     */
    Planning(Way way) {
        dispatcher = new Dispatcher(way);
        Catalog nothing = new Catalog(0, ImmutableMap.of(), ImmutableSet.of());
        QueryContext context = new QueryContext("first", QueryLimits.DEFAULT.timeout());
        plan(new Query(context, nothing, BoundSql.of("SELECT 1 AS first"), QueryLimits.DEFAULT));
    }

    /** A finished plan and the tree it was made from. */
    record Planned(ParsedQuery parsed, PlannedQuery plan) {}

    Planned plan(Query query) {
        return plan(query, dispatcher);
    }

    /** A plan that sends no values to sources. */
    Planned withoutValues(Query query) {
        return plan(query, dispatcher.withoutValues());
    }

    private Planned plan(Query query, Dispatcher by) {
        return deep(
                query,
                () -> {
                    ParsedQuery parsed =
                            parsing.parse(
                                    query.sql(),
                                    query.catalog(),
                                    policy(query),
                                    query.limits().sqlBytes());
                    return new Planned(
                            parsed,
                            by.dispatch(parsed, table -> statistics(query.catalog(), table), seen));
                });
    }

    /** What sources gave, which the next plans are made with. */
    SeenRows seen() {
        return seen;
    }

    private static TableStatistics statistics(Catalog catalog, SourceTable table) {
        return catalog.source(table.name().connection())
                .map(source -> source.statistics(table))
                .orElse(TableStatistics.UNKNOWN);
    }

    /** NULLs for the {@code ?} of the query's own text, of the types that the text asks for. */
    ImmutableList<BoundValue> parameters(Query query) {
        return query.sql().text().indexOf('?') < 0
                ? ImmutableList.of()
                : deep(
                        query,
                        () ->
                                parsing.parameters(
                                        query.sql(),
                                        query.catalog(),
                                        policy(query),
                                        query.limits().sqlBytes()));
    }

    private static ReadPolicy policy(Query query) {
        return query.context().caller().policy();
    }

    /** What is wrong with each of some queries of one catalog, all looked at by one thread. */
    ImmutableList<Optional<QueryException>> validate(
            ImmutableList<Query> queries, ViewTypes views) {
        return queries.isEmpty()
                ? ImmutableList.of()
                : deep(
                        queries.get(0),
                        () ->
                                queries.stream()
                                        .map(query -> problem(query, views))
                                        .collect(ImmutableList.toImmutableList()));
    }

    private Optional<QueryException> problem(Query query, ViewTypes views) {
        try {
            parsing.check(query.sql(), query.catalog(), query.limits().sqlBytes(), views);
            return Optional.empty();
        } catch (QueryException e) {
            return Optional.of(e);
        } catch (StackOverflowError e) {
            return Optional.of(tooDeep(e));
        } catch (RuntimeException e) {
            return Optional.of(bug(e));
        }
    }

    private static QueryException tooDeep(StackOverflowError overflow) {
        return new QueryException(
                PlannerError.SYNTAX,
                "The query is nested too deeply, or has too long a chain of operators;"
                        + " split it with WITH",
                overflow);
    }

    private static QueryException bug(@Nullable Throwable cause) {
        return new QueryException(
                PlannerError.INTERNAL,
                "The planner failed at this query, which is a bug of Penstock: " + cause,
                cause);
    }

    private <T> T deep(Query query, Supplier<T> work) {
        CompletableFuture<T> planned = new CompletableFuture<>();
        permits.acquireUninterruptibly();
        try {
            Thread.ofPlatform()
                    .name("planning-" + query.context().id())
                    .daemon()
                    .stackSize(STACK_BYTES)
                    .start(() -> complete(planned, work));
            return planned.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof QueryException ours ? ours : bug(e.getCause());
        } finally {
            permits.release();
        }
    }

    private static <T> void complete(CompletableFuture<T> planned, Supplier<T> work) {
        try {
            planned.complete(work.get());
        } catch (StackOverflowError e) {
            planned.completeExceptionally(tooDeep(e));
        } catch (RuntimeException | Error e) {
            planned.completeExceptionally(e);
        }
    }
}

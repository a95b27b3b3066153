package io.penstock.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.penstock.planner.catalog.Catalog;
import io.penstock.spi.error.QueryException;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Plans by what they depend on. Queries that come together plan once; a plan whose tables changed
 * is made again; failures are not kept. Thread: safe for many at once.
 */
final class PlanCache {
    private final Cache<PlanKey, CompletableFuture<CachedPlan>> plans;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    PlanCache(int entries) {
        // Evicting on the caller's thread: there is no pool to start or to stop.
        this.plans = Caffeine.newBuilder().maximumSize(entries).executor(Runnable::run).build();
    }

    /** A plan that was found, or made. */
    record Found(CachedPlan plan, boolean hit) {}

    /** A plan that is there, or is being made. */
    Optional<Found> find(PlanKey key, Catalog catalog) {
        @Nullable CompletableFuture<CachedPlan> known = plans.getIfPresent(key);
        if (known == null) {
            return Optional.empty();
        }
        CachedPlan plan = join(known);
        if (plan.isCurrent(catalog)) {
            hits.increment();
            return Optional.of(new Found(plan, true));
        }
        plans.asMap().remove(key, known);
        return Optional.empty();
    }

    /** A plan that was not found; what others have begun to make meanwhile is not made again. */
    Found make(PlanKey key, Supplier<CachedPlan> planning) {
        CompletableFuture<CachedPlan> mine = new CompletableFuture<>();
        @Nullable CompletableFuture<CachedPlan> other = plans.asMap().putIfAbsent(key, mine);
        if (other != null) {
            hits.increment();
            return new Found(join(other), true);
        }
        misses.increment();
        try {
            CachedPlan plan = planning.get();
            mine.complete(plan);
            return new Found(plan, false);
        } catch (Throwable e) {
            plans.asMap().remove(key, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    /** Lets the next one make the plan anew. */
    void forget(PlanKey key, CachedPlan plan) {
        plans.asMap()
                .computeIfPresent(
                        key,
                        (k, known) ->
                                known.isDone()
                                                && !known.isCompletedExceptionally()
                                                && known.join().equals(plan)
                                        ? null
                                        : known);
    }

    /** Keeps a plan that was made for another purpose. */
    void put(PlanKey key, CachedPlan plan) {
        plans.put(key, CompletableFuture.completedFuture(plan));
    }

    private static CachedPlan join(CompletableFuture<CachedPlan> plan) {
        try {
            return plan.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof QueryException ours) {
                throw ours;
            }
            throw e;
        }
    }

    QueryService.PlanCacheStatus status() {
        return new QueryService.PlanCacheStatus(plans.estimatedSize(), hits.sum(), misses.sum());
    }
}

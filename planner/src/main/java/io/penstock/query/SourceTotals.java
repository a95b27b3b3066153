package io.penstock.query;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;

import java.util.Comparator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** What all queries since the start read of each source. Thread: safe for many at once. */
final class SourceTotals {
    private final ConcurrentMap<String, SourceRead> totals = new ConcurrentHashMap<>();

    void add(SourceRead read) {
        totals.merge(read.connection(), read, SourceRead::plus);
    }

    /** Sorted by name. */
    ImmutableList<SourceRead> list() {
        return totals.values().stream()
                .sorted(Comparator.comparing(SourceRead::connection))
                .collect(toImmutableList());
    }
}

package io.penstock.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Times that things took. Thread: safe for many at once. */
final class Latencies {
    private final List<Long> nanos = new CopyOnWriteArrayList<>();

    void add(long took) {
        nanos.add(took);
    }

    int size() {
        return nanos.size();
    }

    /** Milliseconds that so many of a hundred stayed below. */
    double percentile(double percent) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        int index = (int) Math.ceil(percent / 100 * sorted.length) - 1;
        return sorted[Math.clamp(index, 0, sorted.length - 1)] / 1e6;
    }
}

package io.penstock.source.jdbc;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A big table's scan in parts, each of so many blocks one after another. Together they are all
 * rows, each once: a row's place is in one part, whatever the table's size is by then, because the
 * first part begins at nothing and the last has no end; and rows that move meanwhile stay where
 * they were for everybody who reads by the same snapshot. Thread: safe for many at once.
 */
final class Parts {
    private final PlainScan scan;
    private final String snapshot;
    private final long blocks;
    private final long each;
    private final AtomicLong taken = new AtomicLong();

    /**
     * None taken yet.
     *
     * @param snapshot the name that the database gave to what all parts see
     * @param blocks the table's size
     * @param each of so many blocks a part is
     */
    Parts(PlainScan scan, String snapshot, long blocks, long each) {
        this.scan = scan;
        this.snapshot = snapshot;
        this.blocks = blocks;
        this.each = each;
    }

    String snapshot() {
        return snapshot;
    }

    /** The text of a part that nobody has taken; empty when all are. */
    Optional<String> take() {
        long from = taken.getAndAdd(each);
        if (from >= blocks) {
            return Optional.empty();
        }
        boolean last = from + each >= blocks;
        String start = from == 0 ? "" : place() + " >= " + block(from);
        String end = last ? "" : place() + " < " + block(from + each);
        String and = start.isEmpty() || end.isEmpty() ? "" : " AND ";
        return Optional.of(scan.where(start + and + end));
    }

    private String place() {
        return scan.qualifier() + "ctid";
    }

    private static String block(long number) {
        return "'(%d,0)'::tid".formatted(number);
    }
}

package io.penstock.spi.engine;

/**
 * How much a query read.
 *
 * @param rows rows read at sources and from files, as far as known
 * @param bytes bytes of them, as far as known
 */
public record ReadStatistics(long rows, long bytes) {
    /** Nothing read yet. */
    public static final ReadStatistics NONE = new ReadStatistics(0, 0);

    /** Both together. */
    public ReadStatistics plus(ReadStatistics other) {
        return new ReadStatistics(rows + other.rows, bytes + other.bytes);
    }
}

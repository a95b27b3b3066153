package io.penstock.query;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.explain.Actual;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.ReadStatistics;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * What one query read: its scans at sources are counted here, and files by the engine that reads
 * them. Thread: safe for many at once.
 */
final class QueryReads {
    private final SourceTotals totals;
    private final Map<String, ScanMeter> scans = new LinkedHashMap<>();
    private Supplier<ReadStatistics> files = () -> ReadStatistics.NONE;
    private String filesOf = SourceRead.FILES;
    private boolean ended;

    QueryReads(SourceTotals totals) {
        this.totals = totals;
    }

    /**
     * Starts a scan and counts what it gives.
     *
     * @param whole is told how many rows it gave, when they were read to the last
     */
    BatchStream open(
            String scan, String connection, Supplier<BatchStream> source, LongConsumer whole) {
        return meter(scan, connection).open(source, whole);
    }

    private synchronized ScanMeter meter(String scan, String connection) {
        return scans.computeIfAbsent(scan, name -> new ScanMeter(connection, totals::add));
    }

    private synchronized Optional<ScanMeter> scan(String name) {
        return Optional.ofNullable(scans.get(name));
    }

    /** What a scan did, for a plan; absent when it was not started. */
    Optional<Actual> actual(String name) {
        return scan(name).map(QueryReads::actual);
    }

    private static Actual actual(ScanMeter scan) {
        SourceRead read = scan.read();
        return new Actual(
                read.connection(),
                read.rows(),
                OptionalLong.empty(),
                read.bytes(),
                read.time(),
                Optional.of(scan.toFirstRow()));
    }

    /**
     * The engine reads files too.
     *
     * @param connection whose they are
     * @param rows the engine's result, which knows what it read; also after it is closed
     */
    synchronized void files(String connection, BatchStream rows) {
        filesOf = connection;
        files = rows::statistics;
    }

    /** So far, of all sources. */
    ReadStatistics total() {
        long rows = 0;
        long bytes = 0;
        for (SourceRead read : bySource()) {
            rows += read.rows();
            bytes += read.bytes();
        }
        return new ReadStatistics(rows, bytes);
    }

    /** So far, one for each source that was asked, in the order of the questions; files last. */
    synchronized ImmutableList<SourceRead> bySource() {
        Map<String, SourceRead> all = new LinkedHashMap<>();
        scans.values()
                .forEach(
                        scan -> all.merge(scan.read().connection(), scan.read(), SourceRead::plus));
        fromFiles().ifPresent(read -> all.merge(read.connection(), read, SourceRead::plus));
        return ImmutableList.copyOf(all.values());
    }

    private Optional<SourceRead> fromFiles() {
        ReadStatistics read = files.get();
        return read.equals(ReadStatistics.NONE)
                ? Optional.empty()
                : Optional.of(
                        new SourceRead(filesOf, 1, read.rows(), read.bytes(), Duration.ZERO, 0));
    }

    /** The query is over: what was read of files is known now. */
    synchronized void ended() {
        if (!ended) {
            ended = true;
            fromFiles().ifPresent(totals::add);
        }
    }
}

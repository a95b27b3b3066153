package io.penstock.server.usage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;

import io.penstock.server.door.CallRecord;
import io.penstock.server.files.WholeFile;

import org.HdrHistogram.Histogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;

/**
 * Calls by day and pipe, of the days that are not over. What was counted outlives a restart in a
 * file beside the table's: quantiles can't be added up from their values. Thread: one.
 */
final class DailyStats {
    private static final Logger log = LoggerFactory.getLogger(DailyStats.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Quantiles are right to one part in a hundred. */
    private static final int DIGITS = 2;

    private static final double[] QUANTILES = {90, 95, 99};

    private final Path file;
    private final Map<Key, Counts> counts = new LinkedHashMap<>();

    private record Key(LocalDate date, String pipeId, String pipe) {}

    private static final class Counts {
        private final Histogram micros;
        private long errors;
        private long nanos;
        private long readBytes;
        private long readRows;

        Counts(Histogram micros) {
            this.micros = micros;
        }
    }

    /** A day of a pipe, as it stands. */
    record Day(
            LocalDate date,
            String pipeId,
            String pipe,
            long calls,
            long errors,
            double averageSeconds,
            List<Double> quantiles,
            long readBytes,
            long readRows) {}

    /** Goes on with what the file has; with nothing when it is missing or can't be read. */
    DailyStats(Path file) {
        this.file = file;
        if (Files.exists(file)) {
            try {
                for (String line : Files.readAllLines(file)) {
                    read(line);
                }
            } catch (IOException | DataFormatException | RuntimeException e) {
                log.warn("{} can't be read; today's pipe_stats begin again", file, e);
                counts.clear();
            }
        }
    }

    private void read(String line) throws IOException, DataFormatException {
        ObjectNode object = (ObjectNode) JSON.readTree(line);
        Key key =
                new Key(
                        LocalDate.parse(object.get("date").asText()),
                        object.get("pipe_id").asText(),
                        object.get("pipe").asText());
        ByteBuffer histogram = ByteBuffer.wrap(object.get("micros").binaryValue());
        Counts read = new Counts(Histogram.decodeFromCompressedByteBuffer(histogram, 1));
        read.micros.setAutoResize(true);
        read.errors = object.get("errors").asLong();
        read.nanos = object.get("nanos").asLong();
        read.readBytes = object.get("read_bytes").asLong();
        read.readRows = object.get("read_rows").asLong();
        counts.put(key, read);
    }

    void add(CallRecord call) {
        LocalDate date = LocalDate.ofInstant(call.started(), ZoneOffset.UTC);
        Counts mine =
                counts.computeIfAbsent(
                        new Key(
                                date,
                                UsageTables.pipe(call, call.pipeId()),
                                UsageTables.pipe(call, call.pipe())),
                        key -> new Counts(new Histogram(DIGITS)));
        mine.micros.recordValue(Math.max(0, call.took().toNanos() / 1_000));
        mine.errors += call.error().isPresent() ? 1 : 0;
        mine.nanos += call.took().toNanos();
        mine.readBytes += call.read().bytes();
        mine.readRows += call.read().rows();
    }

    /** Days that are counted, the oldest first. */
    ImmutableList<LocalDate> dates() {
        return counts.keySet().stream()
                .map(Key::date)
                .distinct()
                .sorted()
                .collect(ImmutableList.toImmutableList());
    }

    /** All pipes of a day. */
    List<Day> of(LocalDate date) {
        List<Day> days = new ArrayList<>();
        counts.forEach(
                (key, mine) -> {
                    if (key.date().equals(date)) {
                        days.add(day(key, mine));
                    }
                });
        return days;
    }

    private static Day day(Key key, Counts counts) {
        long calls = counts.micros.getTotalCount();
        return new Day(
                key.date(),
                key.pipeId(),
                key.pipe(),
                calls,
                counts.errors,
                counts.nanos / 1e9 / calls,
                quantiles(counts.micros),
                counts.readBytes,
                counts.readRows);
    }

    /** Milliseconds. */
    private static List<Double> quantiles(Histogram micros) {
        List<Double> found = new ArrayList<>();
        for (double quantile : QUANTILES) {
            found.add(micros.getValueAtPercentile(quantile) / 1e3);
        }
        return found;
    }

    /** Forgets days before this one. */
    void forgetBefore(LocalDate date) {
        counts.keySet().removeIf(key -> key.date().isBefore(date));
    }

    /** Writes down what was counted. */
    void save() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<Key, Counts> entry : counts.entrySet()) {
            lines.add(line(entry.getKey(), entry.getValue()));
        }
        WholeFile.write(
                file,
                out ->
                        out.write(
                                String.join("\n", lines)
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private static String line(Key key, Counts counts) throws IOException {
        ByteBuffer histogram = ByteBuffer.allocate(counts.micros.getNeededByteBufferCapacity());
        int length = counts.micros.encodeIntoCompressedByteBuffer(histogram);
        byte[] bytes = new byte[length];
        histogram.get(0, bytes);
        return JSON.createObjectNode()
                .put("date", key.date().toString())
                .put("pipe_id", key.pipeId())
                .put("pipe", key.pipe())
                .put("errors", counts.errors)
                .put("nanos", counts.nanos)
                .put("read_bytes", counts.readBytes)
                .put("read_rows", counts.readRows)
                .put("micros", bytes)
                .toString();
    }
}

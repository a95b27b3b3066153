package io.penstock.server.limit;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableMap;

import io.penstock.server.files.WholeFile;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * What is used of the day's limits, in a file: a restart must not give it back. It has a JSON
 * object with the day, in UTC, and what was counted by name.
 */
final class DailyCounts {
    private static final Logger log = LoggerFactory.getLogger(DailyCounts.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "daily-limits.json";

    private final Path file;
    private ImmutableMap<String, Long> saved = ImmutableMap.of();
    private boolean failed;

    /** What the file has. */
    private record Day(String date, Map<String, Long> used) {}

    /** Below the data folder. */
    DailyCounts(Path dataDir) {
        file = dataDir.resolve(FILE);
    }

    private static String today() {
        return LocalDate.now(ZoneOffset.UTC).toString();
    }

    /** What was used today before this server began; nothing when that can't be read. */
    ImmutableMap<String, Long> read() {
        if (!Files.exists(file)) {
            return ImmutableMap.of();
        }
        try {
            Day day = JSON.readValue(file.toFile(), new TypeReference<Day>() {});
            return day.date().equals(today()) ? ImmutableMap.copyOf(day.used()) : ImmutableMap.of();
        } catch (IOException | RuntimeException e) {
            log.warn("{} can't be read; today's limits begin anew", file, e);
            return ImmutableMap.of();
        }
    }

    /**
     * Writes it down when it has changed.
     *
     * @param used of today; those of which nothing was used may be missing
     */
    synchronized void save(Map<String, Long> used) {
        ImmutableMap<String, Long> now =
                used.entrySet().stream()
                        .filter(entry -> entry.getValue() > 0)
                        .collect(toImmutableMap(Map.Entry::getKey, Map.Entry::getValue));
        if (now.equals(saved)) {
            return;
        }
        try {
            byte[] text = JSON.writeValueAsBytes(new Day(today(), now));
            Files.createDirectories(file.getParent());
            WholeFile.write(file, out -> out.write(text));
            saved = now;
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                log.warn("{} can't be written; a restart would forget today's limits", file, e);
            }
            failed = true;
        }
    }
}

package io.penstock.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes projects like those people have, as large as wanted: pipes of two nodes over CSV files and
 * over each other, with parameters and conditions, no two of them with the same SQL.
 */
final class ProjectFiles {
    private static final int TABLES = 20;

    private final Path folder;

    private ProjectFiles(Path folder) {
        this.folder = folder;
    }

    /** Writes a project anew. */
    static Path write(Path folder, int pipes) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
                for (Path file : deepestFirst) {
                    Files.delete(file);
                }
            }
        }
        new ProjectFiles(folder).all(pipes);
        return folder;
    }

    private void all(int pipes) {
        text("lake.connection", "TYPE files\nFILES_PATH data\n");
        for (int table = 0; table < TABLES; table++) {
            text(
                    "data/events_%d.csv".formatted(table),
                    "id,city,amount,happened_at\n1,Oslo,2.5,2026-01-01 10:00:00\n");
        }
        for (int pipe = 0; pipe < pipes; pipe++) {
            text("pipes/g%d/p_%d.pipe".formatted(pipe / 100, pipe), pipe(pipe, 0));
        }
    }

    /** A pipe's text; another edit is another text. */
    static String pipe(int number, int edit) {
        String reads = number % 10 == 9 ? "p_" + (number - 1) : "lake.events_" + number % TABLES;
        String columns =
                number % 10 == 9
                        ? "city_%d AS city, total_%d AS amount".formatted(number - 1, number - 1)
                        : "*";
        return """
        DESCRIPTION Totals of a city, number %1$d
        TAGS "generated"

        NODE chosen_%1$d
        SQL >
            %%
            SELECT %3$s FROM %2$s
            WHERE 1 = 1
            {%% if defined(city) %%}
              AND city = {{ String(city, description='One city', required=False) }}
            {%% elif defined(cities) %%}
              AND city IN {{ Array(cities, 'String') }}
            {%% end %%}

        NODE totals_%1$d
        SQL >
            %%
            SELECT city AS city_%1$d, SUM(amount + %4$d) AS total_%1$d, COUNT(*) AS n_%1$d
            FROM chosen_%1$d
            GROUP BY city
            ORDER BY {%% if order == 'name' %%} 1 {%% else %%} 2 DESC {%% end %%}
            LIMIT {{ Int32(page_size, 20) }} OFFSET {{ Int32(page, 0) * Int32(page_size, 20) }}

        TYPE endpoint
        """
                .formatted(number, reads, columns, number + edit);
    }

    private void text(String file, String text) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

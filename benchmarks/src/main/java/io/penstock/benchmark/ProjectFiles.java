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

    /** Of each hundred files. */
    private static final int DATA_SOURCES = 26;

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

    /**
     * Writes a project anew whose files are what 1,951 files of 56 public Tinybird projects are:
     * three of four are pipes, with 1.64 nodes each, of which 54 % are templates; the others are
     * data sources. All pipes can run.
     */
    static Path writeUsual(Path folder, int files) throws IOException {
        write(folder, 0);
        ProjectFiles project = new ProjectFiles(folder);
        for (int file = 0; file < files; file++) {
            if (file % 100 < DATA_SOURCES) {
                project.text(
                        "datasources/g%d/d_%d.datasource".formatted(file / 100, file),
                        dataSource(file));
            } else {
                project.text("pipes/g%d/p_%d.pipe".formatted(file / 100, file), usualPipe(file));
            }
        }
        return folder;
    }

    private static String dataSource(int number) {
        StringBuilder text =
                new StringBuilder("DESCRIPTION Events, number %d\n\nSCHEMA >\n".formatted(number));
        for (int column = 0; column < 8; column++) {
            text.append(
                    "    `value_%1$d` Nullable(Float64) `json:$.value_%1$d`,\n".formatted(column));
        }
        return text.append(
                        """
                            `city` LowCardinality(String) `json:$.city`,
                            `happened_at` DateTime64(3) `json:$.happened_at`

                        ENGINE "MergeTree"
                        ENGINE_PARTITION_KEY "toYYYYMM(happened_at)"
                        ENGINE_SORTING_KEY "city, happened_at"
                        """)
                .toString();
    }

    private static String usualPipe(int number) {
        boolean single = number % 25 < 9;
        boolean template = !single || number % 3 != 0;
        String reads = "lake.events_" + number % TABLES;
        String first = single ? "totals_" : "chosen_";
        StringBuilder text = new StringBuilder("DESCRIPTION Number %d\n\n".formatted(number));
        text.append("NODE %s%d\nSQL >\n".formatted(first, number));
        if (template) {
            text.append(
                    """
                        %%
                        SELECT id, city, amount + %1$d AS amount_%1$d FROM %2$s
                        WHERE 1 = 1
                        {%% if defined(city) %%}
                          AND city = {{ String(city, description='One city', required=False) }}
                        {%% elif defined(cities) %%}
                          AND city IN {{ Array(cities, 'String') }}
                        {%% end %%}
                        LIMIT {{ Int32(page_size, 20) }} OFFSET {{ Int32(page, 0) * Int32(page_size, 20) }}

                    """
                            .formatted(number, reads));
        } else {
            text.append(
                    """
                        SELECT city, SUM(amount + %1$d) AS total_%1$d, COUNT(*) AS n_%1$d
                        FROM %2$s WHERE happened_at >= DATE '2026-01-01'
                        GROUP BY city ORDER BY total_%1$d DESC LIMIT 100

                    """
                            .formatted(number, reads));
        }
        if (!single) {
            text.append(
                    """
                    NODE totals_%1$d
                    SQL >
                        SELECT city AS city_%1$d, SUM(amount_%1$d) AS total_%1$d, COUNT(*) AS n_%1$d
                        FROM chosen_%1$d
                        GROUP BY city
                        ORDER BY total_%1$d DESC

                    """
                            .formatted(number));
        }
        return text.append("TYPE endpoint\n").toString();
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

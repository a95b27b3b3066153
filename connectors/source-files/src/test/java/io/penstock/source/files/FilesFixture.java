package io.penstock.source.files;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.spi.ConnectionSettings;
import io.penstock.spi.Source;
import io.penstock.spi.catalog.SourceTable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A project's folder with files in {@code data/}, seen through a connection called lake. */
record FilesFixture(Path project) {

    Path path(String name) {
        return project.resolve("data").resolve(name);
    }

    FilesFixture with(String name, String content) {
        return with(name, content.getBytes(StandardCharsets.UTF_8));
    }

    FilesFixture with(String name, byte[] content) {
        try {
            Files.createDirectories(path(name).getParent());
            Files.write(path(name), content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Source open(String... settings) {
        ImmutableMap.Builder<String, String> values = ImmutableMap.builder();
        List<String> given = List.of(settings);
        if (!given.contains("FILES_PATH")) {
            values.put("FILES_PATH", "data/");
        }
        for (int i = 0; i < settings.length; i += 2) {
            values.put(settings[i], settings[i + 1]);
        }
        return new FilesSourceFactory()
                .open(
                        new ConnectionSettings(
                                "lake",
                                "files",
                                values.buildOrThrow(),
                                ImmutableMap.of(),
                                project,
                                project.resolve("drivers")));
    }

    static SourceTable table(Source source, String name) {
        return source.table(ImmutableList.of(name)).orElseThrow();
    }

    /** {@code name TYPE} of each column, and {@code NOT NULL} where it takes none. */
    static List<String> columns(SourceTable table) {
        return table.schema().getFields().stream()
                .map(
                        field ->
                                field.getName()
                                        + " "
                                        + DuckDbJudge.typeName(field)
                                        + (field.isNullable() ? "" : " NOT NULL"))
                .toList();
    }
}

package io.penstock.pipe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.google.common.collect.ImmutableList;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which datafiles belong to a project by its {@code tinybird.config.json}: those in {@code folder},
 * and of these the ones that {@code include} names as files, folders or patterns such as {@code
 * pipes/**}. Without the file, or without these members, all do. What it leaves out is told.
 */
final class IncludeList {
    private static final String INCLUDE = "include";
    private static final String FOLDER = "folder";
    private static final ImmutableList<String> NAMES =
            ImmutableList.of("tinybird.config.json", "tinybird.json");
    private static final ImmutableList<String> PROGRAMS =
            ImmutableList.of("tinybird.config.mjs", "tinybird.config.cjs");

    private final Path folder;
    private final Findings findings;
    private final List<IncludeEntry> entries = new ArrayList<>();
    private Optional<IncludeEntry> below = Optional.empty();
    private String file = "";
    private boolean all = true;

    private IncludeList(Path folder, Findings findings) {
        this.folder = folder;
        this.findings = findings;
    }

    /** Those of a project's files that are its datafiles. */
    static ImmutableList<Path> chosen(Path folder, List<Path> found, Findings findings) {
        IncludeList list = new IncludeList(folder, findings);
        list.read();
        return list.chosen(found);
    }

    private void read() {
        for (String program : PROGRAMS) {
            if (Files.isRegularFile(folder.resolve(program))) {
                notice(program, "It is a program and is not run; tinybird.config.json is read");
            }
        }
        NAMES.stream()
                .filter(name -> Files.isRegularFile(folder.resolve(name)))
                .findFirst()
                .ifPresent(this::read);
    }

    private void read(String name) {
        file = name;
        try (JsonParser json =
                new JsonFactory().createParser(new FileTexts().read(folder.resolve(name)))) {
            members(json);
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            problem(
                    place.getLineNr(),
                    place.getColumnNr(),
                    "The file is not JSON: "
                            + e.getOriginalMessage().replaceFirst(" \\(start marker.*", ""));
        } catch (FileTexts.Unreadable | IOException e) {
            problem(1, 1, String.valueOf(e.getMessage()));
        }
    }

    private void members(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            problem(1, 1, "The file must be an object: {\"include\": [\"pipes\"]}");
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String member = json.currentName();
            JsonToken value = json.nextToken();
            switch (member) {
                case INCLUDE -> include(json, value);
                case FOLDER -> below = entry(json);
                default -> json.skipChildren();
            }
        }
    }

    private void include(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            wrong(json, "include must be a list, such as [\"pipes\", \"shared/**\"]");
            return;
        }
        all = false;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            entry(json).ifPresent(entries::add);
        }
    }

    private Optional<IncludeEntry> entry(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            wrong(json, "%s is no path; write it in quotes".formatted(json.getText()));
            return Optional.empty();
        }
        JsonLocation place = json.currentTokenLocation();
        IncludeEntry entry =
                new IncludeEntry(json.getText(), place.getLineNr(), place.getColumnNr());
        if (!entry.isInside()) {
            problem(entry, "'%s' is outside of the project".formatted(entry.text()));
        } else if (entry.isCode()) {
            findings.notice(
                    problemAt(
                            entry,
                            "'%s' is a program: what it defines is not read; name the datafiles made from it"
                                    .formatted(entry.text())));
        } else {
            return Optional.of(entry);
        }
        return Optional.empty();
    }

    private void wrong(JsonParser json, String message) throws IOException {
        JsonLocation place = json.currentTokenLocation();
        problem(place.getLineNr(), place.getColumnNr(), message);
        json.skipChildren();
    }

    private ImmutableList<Path> chosen(List<Path> found) {
        ImmutableList.Builder<Path> chosen = ImmutableList.builder();
        List<IncludeEntry> unused = new ArrayList<>(entries);
        below.ifPresent(unused::add);
        for (Path path : found) {
            String shown = folder.relativize(path).toString().replace('\\', '/');
            unused.removeIf(entry -> entry.names(shown));
            if (!FileReading.isResource(path)) {
                continue;
            }
            if (isChosen(shown)) {
                chosen.add(path);
            } else {
                notice(shown, "The file is left out: %s names others".formatted(file));
            }
        }
        unused.forEach(
                entry ->
                        problem(
                                entry,
                                "There is no file '%s' in the project; name files, folders or patterns such as pipes/**"
                                        .formatted(entry.text())));
        return chosen.build();
    }

    private boolean isChosen(String path) {
        return below.filter(entry -> !entry.names(path)).isEmpty()
                && (all || entries.stream().anyMatch(entry -> entry.names(path)));
    }

    private ProjectProblem problemAt(IncludeEntry entry, String message) {
        return new ProjectProblem(file, entry.line(), entry.column(), message);
    }

    private void problem(IncludeEntry entry, String message) {
        findings.problem(problemAt(entry, message));
    }

    private void problem(int line, int column, String message) {
        findings.problem(new ProjectProblem(file, line, column, message));
    }

    private void notice(String noted, String message) {
        findings.notice(new ProjectProblem(noted, 1, 1, message));
    }
}

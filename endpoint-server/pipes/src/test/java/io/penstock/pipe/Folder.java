package io.penstock.pipe;

import com.google.common.collect.ImmutableList;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A project's folder that a test writes. */
record Folder(Path path) {
    Folder with(String file, String text) {
        try {
            Path target = path.resolve(file);
            Files.createDirectories(target.getParent());
            Files.writeString(target, text, StandardCharsets.UTF_8);
            return this;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Project load() {
        return Project.load(path, name -> Optional.empty());
    }

    /** Each problem as {@code file:line:column: message}; none for a good project. */
    ImmutableList<String> problems() {
        try {
            load();
            return ImmutableList.of();
        } catch (ProjectException e) {
            return e.problems().stream()
                    .map(ProjectProblem::toString)
                    .collect(ImmutableList.toImmutableList());
        }
    }
}

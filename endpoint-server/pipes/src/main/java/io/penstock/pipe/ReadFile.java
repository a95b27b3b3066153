package io.penstock.pipe;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * One file of a project as it was read: what it holds and what is wrong with it. A later reading of
 * the project takes it over while the file is the same.
 *
 * @param name the file's name without its extension
 * @param file relative to the project's folder, with {@code /}
 * @param stamps of this file and of those it includes, as they were before they were read
 */
record ReadFile(
        String name,
        String file,
        Content content,
        ImmutableList<ProjectProblem> problems,
        ImmutableList<ProjectProblem> notices,
        ImmutableMap<Path, Stamp> stamps) {

    /** What a file holds. */
    sealed interface Content {
        /** What it is called in messages. */
        String kind();
    }

    record OfPipe(Pipe pipe) implements Content {
        @Override
        public String kind() {
            return "Pipe";
        }
    }

    record OfConnection(ConnectionFile connection) implements Content {
        @Override
        public String kind() {
            return "Connection";
        }
    }

    record OfDataSource(DataSource source) implements Content {
        @Override
        public String kind() {
            return "Data source";
        }
    }

    /** A file that could not be read as what it should be. */
    record Broken(String kind) implements Content {}

    /** Whether nothing that was read has been edited since; secrets may have changed. */
    boolean isFresh() {
        return !(content instanceof OfConnection)
                && !content.kind().equals("Connection")
                && stamps.entrySet().stream().allMatch(ReadFile::unchanged);
    }

    private static boolean unchanged(Map.Entry<Path, Stamp> read) {
        try {
            return Stamp.of(read.getKey()).sameAs(read.getValue());
        } catch (IOException e) {
            return false;
        }
    }
}

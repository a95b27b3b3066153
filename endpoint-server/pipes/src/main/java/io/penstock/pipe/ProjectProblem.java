package io.penstock.pipe;

import io.penstock.spi.error.SqlPosition;

import java.util.Comparator;
import java.util.Optional;

/**
 * Something in a datafile that is wrong, or that its author should know.
 *
 * @param file relative to the project's folder, with {@code /}
 * @param line from 1
 * @param column from 1
 * @param message names the thing, the text seen and what would be right
 */
public record ProjectProblem(String file, int line, int column, String message)
        implements Comparable<ProjectProblem> {
    private static final Comparator<ProjectProblem> ORDER =
            Comparator.comparing(ProjectProblem::file)
                    .thenComparingInt(ProjectProblem::line)
                    .thenComparingInt(ProjectProblem::column)
                    .thenComparing(ProjectProblem::message);

    /** A problem at a place in a datafile. */
    public static ProjectProblem at(SqlPosition position, String message) {
        return new ProjectProblem(
                position.file().orElse(""), position.line(), position.column(), message);
    }

    /** The place. */
    public SqlPosition position() {
        return new SqlPosition(Optional.of(file), line, column);
    }

    @Override
    public int compareTo(ProjectProblem other) {
        return ORDER.compare(this, other);
    }

    /** {@code pipes/top.pipe:3:14: message}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + message;
    }
}

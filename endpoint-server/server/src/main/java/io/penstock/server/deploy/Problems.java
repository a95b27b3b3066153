package io.penstock.server.deploy;

import io.penstock.pipe.ProjectProblem;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SqlPosition;

import java.util.Optional;

/** Failures as problems of a project's files. */
final class Problems {
    private Problems() {}

    /** A failure at its own place when it knows one in a file, otherwise at the place given. */
    static ProjectProblem of(QueryException failure, String file, int line, int column) {
        SqlPosition place =
                failure.position()
                        .filter(position -> position.file().isPresent())
                        .orElseGet(() -> new SqlPosition(Optional.of(file), line, column));
        return ProjectProblem.at(place, message(failure));
    }

    static String message(Throwable failure) {
        return Optional.ofNullable(failure.getMessage()).orElseGet(failure::toString);
    }
}

package io.penstock.source.files;

import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;

/** What a table may have at most. */
final class Limits {
    static final int COLUMNS = 2_048;

    private Limits() {}

    /**
     * Refuses a table that is too wide.
     *
     * @throws QueryException {@link SourceError#TOO_MANY_COLUMNS}
     */
    static void checkColumns(int columns, String shown) {
        if (columns > COLUMNS) {
            throw new QueryException(
                    SourceError.TOO_MANY_COLUMNS,
                    "'%s' has %d columns; a table may have at most %d"
                            .formatted(shown, columns, COLUMNS));
        }
    }
}

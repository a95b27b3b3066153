package io.penstock.spi.error;

import java.util.Optional;

/**
 * A place in the user's own text.
 *
 * @param file the file, relative to the project; absent for text that came with a call
 * @param line from 1
 * @param column from 1
 */
public record SqlPosition(Optional<String> file, int line, int column) {

    /** A place in text that came with a call. */
    public static SqlPosition of(int line, int column) {
        return new SqlPosition(Optional.empty(), line, column);
    }

    /** {@code pipes/top.pipe:3:14}, or {@code line 3, column 14}. */
    @Override
    public String toString() {
        return file.map(f -> f + ":" + line + ":" + column)
                .orElse("line " + line + ", column " + column);
    }
}

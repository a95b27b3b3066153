package io.penstock.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A text that is kept beside the tests; {@code -Dgolden=update} writes it anew. */
record Golden(Path file) {
    /** The golden of this name. */
    static Golden of(String name) {
        return new Golden(Path.of("src/test/resources/io/penstock/pipe", name));
    }

    void compare(String text) {
        try {
            if ("update".equals(System.getProperty("golden"))) {
                Files.writeString(file, text);
            }
            assertThat(text).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

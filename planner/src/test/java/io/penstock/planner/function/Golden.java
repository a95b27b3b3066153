package io.penstock.planner.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a test compares with, and writes when run with {@code -Dgolden=update}. */
final class Golden {
    private Golden() {}

    /**
     * Compares a file with what it should be.
     *
     * @param file from the module's folder
     */
    static void check(String file, String expected) throws IOException {
        Path path = Path.of(file);
        if ("update".equals(System.getProperty("golden"))) {
            Files.writeString(path, expected, StandardCharsets.UTF_8);
        }
        assertThat(Files.readString(path, StandardCharsets.UTF_8))
                .as("%s is stale: run the test with -Dgolden=update and read the diff", file)
                .isEqualTo(expected);
    }
}

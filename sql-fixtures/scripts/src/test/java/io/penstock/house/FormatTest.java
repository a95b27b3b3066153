package io.penstock.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import com.google.googlejavaformat.java.StringWrapper;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All Java is laid out by google-java-format, AOSP style; {@code .ci/format} does it. A test and
 * not a Maven plug-in, because the formatter needs the newer JDK that tests run on, while Maven
 * itself may run on an older one.
 */
final class FormatTest {
    private static final JavaFormatterOptions.Style STYLE = JavaFormatterOptions.Style.AOSP;
    private static final Formatter FORMATTER =
            new Formatter(JavaFormatterOptions.builder().style(STYLE).build());

    @Test
    void javaIsFormatted() throws IOException, FormatterException {
        boolean update = "update".equals(System.getProperty("format"));
        List<Path> unformatted = new ArrayList<>();
        for (Path file : sources()) {
            String text = Files.readString(file);
            String formatted = format(text);
            if (!formatted.equals(text)) {
                unformatted.add(file);
                if (update) {
                    Files.writeString(file, formatted);
                }
            }
        }
        if (!update) {
            assertThat(unformatted).as("files to format with .ci/format").isEmpty();
        }
    }

    /** What the formatter's own command line does, in its order. */
    private static String format(String text) throws FormatterException {
        String imports =
                ImportOrderer.reorderImports(RemoveUnusedImports.removeUnusedImports(text), STYLE);
        return StringWrapper.wrap(FORMATTER.formatSource(imports), FORMATTER);
    }

    private static List<Path> sources() throws IOException {
        Path root = Path.of("../..").toRealPath();
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(f -> f.toString().endsWith(".java"))
                    .filter(f -> !root.relativize(f).toString().contains("target/"))
                    .toList();
        }
    }
}

package io.penstock.source.files;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.ConnectionSettings;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What a {@code TYPE files} connection says.
 *
 * @param connection its name
 * @param root the folder, absolute
 * @param shownRoot the folder as messages name it: relative to the project where that is possible
 * @param pattern which files below it count ({@code FILES_PATTERN})
 * @param delimiter {@code FILES_CSV_DELIMITER}: one character or {@code tab}; absent to find out
 * @param quote {@code FILES_CSV_QUOTE}: one character or {@code none}; absent to find out
 * @param header {@code FILES_CSV_HEADER}: {@code true} or {@code false}; absent to find out
 * @param nullText {@code FILES_CSV_NULL}: the text that stands for NULL
 * @param types {@code FILES_CSV_TYPES}: declared columns
 */
record FilesSettings(
        String connection,
        Path root,
        String shownRoot,
        FileGlob pattern,
        Optional<Character> delimiter,
        Optional<CsvQuote> quote,
        Optional<Boolean> header,
        Optional<String> nullText,
        ImmutableList<DeclaredColumn> types) {
    static final String DEFAULT_PATTERN = "**/*.{parquet,csv,csv.gz}";

    private static final ImmutableSet<String> KNOWN =
            ImmutableSet.of(
                    "FILES_PATH",
                    "FILES_PATTERN",
                    "FILES_CSV_DELIMITER",
                    "FILES_CSV_HEADER",
                    "FILES_CSV_NULL",
                    "FILES_CSV_TYPES",
                    "FILES_CSV_QUOTE");

    /** The character around values, or that there is none. */
    record CsvQuote(Optional<Character> character) {}

    /**
     * Reads and checks the settings.
     *
     * @throws QueryException {@link SourceError} with the setting, its value and what would be
     *     right
     */
    static FilesSettings read(ConnectionSettings settings) {
        settings.requireKnown(KNOWN);
        Path folder = settings.folder().toAbsolutePath().normalize();
        Path root = root(settings, folder);
        String shown = root.startsWith(folder) ? slashed(folder.relativize(root)) : name(root);
        return new FilesSettings(
                settings.name(),
                root,
                shown,
                pattern(settings),
                settings.get("FILES_CSV_DELIMITER").map(value -> delimiter(settings, value)),
                settings.get("FILES_CSV_QUOTE").map(value -> quote(settings, value)),
                settings.get("FILES_CSV_HEADER").map(value -> header(settings, value)),
                settings.get("FILES_CSV_NULL"),
                types(settings));
    }

    /** A path below the root as messages name it. */
    String shown(Path path) {
        String below = slashed(root.relativize(path));
        if (shownRoot.isEmpty()) {
            return below;
        }
        return below.isEmpty() ? shownRoot : shownRoot + "/" + below;
    }

    private static Path root(ConnectionSettings settings, Path folder) {
        String value = settings.require("FILES_PATH");
        Path root = folder.resolve(value).normalize();
        if (Files.isDirectory(root)) {
            return root;
        }
        if (Files.exists(root)) {
            throw invalid(
                    settings,
                    "FILES_PATH",
                    value,
                    "a folder; name the file's folder and choose the file with FILES_PATTERN");
        }
        throw new QueryException(
                SourceError.FILE_MISSING,
                "Connection '%s': there is no folder '%s' (FILES_PATH, looked for from the project's folder)"
                        .formatted(settings.name(), value),
                Optional.ofNullable(settings.positions().get("FILES_PATH")));
    }

    private static FileGlob pattern(ConnectionSettings settings) {
        String value = settings.get("FILES_PATTERN").orElse(DEFAULT_PATTERN);
        try {
            return new FileGlob(value);
        } catch (IllegalArgumentException e) {
            throw invalid(
                    settings,
                    "FILES_PATTERN",
                    value,
                    "a pattern like %s (%s)".formatted(DEFAULT_PATTERN, e.getMessage()));
        }
    }

    private static char delimiter(ConnectionSettings settings, String value) {
        if (value.equalsIgnoreCase("tab") || value.equals("\\t")) {
            return '\t';
        }
        if (value.length() != 1 || "\"\r\n".contains(value)) {
            throw invalid(settings, "FILES_CSV_DELIMITER", value, "one character, or tab");
        }
        return value.charAt(0);
    }

    private static CsvQuote quote(ConnectionSettings settings, String value) {
        if (value.equalsIgnoreCase("none")) {
            return new CsvQuote(Optional.empty());
        }
        if (value.length() != 1) {
            throw invalid(settings, "FILES_CSV_QUOTE", value, "one character, or none");
        }
        return new CsvQuote(Optional.of(value.charAt(0)));
    }

    private static boolean header(ConnectionSettings settings, String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(settings, "FILES_CSV_HEADER", value, "true or false");
        };
    }

    private static ImmutableList<DeclaredColumn> types(ConnectionSettings settings) {
        String value = settings.get("FILES_CSV_TYPES").orElse("");
        try {
            return DeclaredColumn.parseAll(value);
        } catch (IllegalArgumentException e) {
            throw new QueryException(
                    SourceError.SETTING_INVALID,
                    "Connection '%s': FILES_CSV_TYPES: %s"
                            .formatted(settings.name(), e.getMessage()),
                    Optional.ofNullable(settings.positions().get("FILES_CSV_TYPES")));
        }
    }

    private static QueryException invalid(
            ConnectionSettings settings, String setting, String value, String right) {
        return new QueryException(
                SourceError.SETTING_INVALID,
                "Connection '%s': %s is '%s'; it must be %s"
                        .formatted(settings.name(), setting, value, right),
                Optional.ofNullable(settings.positions().get(setting)));
    }

    private static String name(Path root) {
        return root.getFileName() == null ? "" : root.getFileName().toString();
    }

    private static String slashed(Path path) {
        return path.toString().replace('\\', '/');
    }
}

package io.penstock.pipe;

import com.google.common.collect.ImmutableSet;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A file, a folder or a pattern with {@code *}, {@code **} and {@code ?} that a project's
 * configuration names.
 *
 * @param text as it is written, relative to the project's folder
 * @param line where it stands, from 1
 * @param column from 1
 */
record IncludeEntry(String text, int line, int column) {
    private static final ImmutableSet<String> CODE =
            ImmutableSet.of("ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "py");
    private static final Pattern WILDCARD = Pattern.compile("[*?]");
    private static final String ANY_FOLDERS = "**/";

    private boolean isPattern() {
        return WILDCARD.matcher(text).find();
    }

    /** Whether it names programs, which define resources elsewhere. */
    boolean isCode() {
        return CODE.contains(text.substring(text.lastIndexOf('.') + 1));
    }

    /** Whether it stays in the project. */
    boolean isInside() {
        Path path = Path.of(text.replace("*", "x").replace("?", "x")).normalize();
        return !path.isAbsolute() && !path.startsWith("..");
    }

    /**
     * Whether it names a file, or a folder that holds it.
     *
     * @param path relative to the project's folder, with {@code /}
     */
    boolean names(String path) {
        if (isPattern()) {
            return pattern(text.startsWith("./") ? text.substring(2) : text)
                    .matcher(path)
                    .matches();
        }
        String plain = Path.of(text).normalize().toString().replace('\\', '/');
        return plain.isEmpty() || path.equals(plain) || path.startsWith(plain + "/");
    }

    private static Pattern pattern(String glob) {
        StringBuilder regex = new StringBuilder();
        int at = 0;
        while (at < glob.length()) {
            if (glob.startsWith(ANY_FOLDERS, at)) {
                regex.append("(?:.*/)?");
                at += ANY_FOLDERS.length();
            } else if (glob.startsWith("**", at)) {
                regex.append(".*");
                at += 2;
            } else {
                regex.append(one(glob.charAt(at)));
                at++;
            }
        }
        return Pattern.compile(regex.toString());
    }

    private static String one(char c) {
        return switch (c) {
            case '*' -> "[^/]*";
            case '?' -> "[^/]";
            default -> Pattern.quote(String.valueOf(c));
        };
    }
}

package io.penstock.source.files;

import java.util.regex.Pattern;

/**
 * A pattern over paths with {@code /}: {@code *} and {@code ?} stay inside a folder, {@code **}
 * crosses folders ({@code **}{@code /} also none), <code>{a,b}</code> is a choice. Case matters.
 */
final class FileGlob {
    private final Pattern pattern;

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException with a sentence about what is wrong
     */
    FileGlob(String glob) {
        this.pattern = Pattern.compile(regex(glob));
    }

    boolean matches(String path) {
        return pattern.matcher(path).matches();
    }

    private static String regex(String glob) {
        StringBuilder regex = new StringBuilder();
        int choices = 0;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (glob.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (glob.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '{') {
                choices++;
                regex.append("(?:");
            } else if (c == '}' && choices > 0) {
                choices--;
                regex.append(')');
            } else if (c == ',' && choices > 0) {
                regex.append('|');
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        if (choices > 0) {
            throw new IllegalArgumentException("a { has no }");
        }
        return regex.toString();
    }
}

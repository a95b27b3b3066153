package io.penstock.server.http;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may stand at the end of a query for the server rather than for SQL: {@code FORMAT name}, and
 * {@code SETTINGS name = value, ..}, in any order, and a semicolon. Works on templates too: what
 * stands in texts, comments and tags is passed over.
 *
 * @param sql the text before it
 * @param format the name as written, if there is one
 * @param settings by name in lower case; texts without their quotes
 */
record FormatClause(String sql, Optional<String> format, ImmutableMap<String, String> settings) {
    private static final Pattern TOKEN =
            Pattern.compile(
                    "(?<skip>--[^\\n]*+|/\\*.*?\\*/|\\{#.*?#\\})"
                            + "|(?<solid>'[^']*+'|\"[^\"]*+\"|`[^`]*+`|\\{\\{.*?\\}\\}|\\{%.*?%\\})"
                            + "|(?<word>[\\w.]+)"
                            + "|\\S",
                    Pattern.DOTALL);

    /** A piece of the text that is neither blank nor comment. */
    private record Token(String text, int start, boolean word) {
        boolean is(String other) {
            return text.equalsIgnoreCase(other);
        }
    }

    /** Reads the end of a query. */
    static FormatClause of(String text) {
        return new Reader(text).read();
    }

    private static final class Reader {
        private final String text;
        private final List<Token> tokens = new ArrayList<>();
        private final Map<String, String> settings = new HashMap<>();
        private Optional<String> format = Optional.empty();
        private int end;

        Reader(String text) {
            this.text = text;
            this.end = text.length();
            Matcher matcher = TOKEN.matcher(text);
            while (matcher.find()) {
                if (matcher.group("skip") == null) {
                    boolean word = matcher.group("word") != null;
                    tokens.add(new Token(matcher.group(), matcher.start(), word));
                }
            }
        }

        FormatClause read() {
            boolean more = true;
            while (more) {
                while (!tokens.isEmpty() && tokens.getLast().is(";")) {
                    cut(tokens.size() - 1);
                }
                more = format.isEmpty() && takeFormat() || settings.isEmpty() && takeSettings();
            }
            return new FormatClause(
                    text.substring(0, end),
                    format,
                    settings.entrySet().stream()
                            .collect(toImmutableMap(Map.Entry::getKey, Map.Entry::getValue)));
        }

        private void cut(int from) {
            end = tokens.get(from).start();
            tokens.subList(from, tokens.size()).clear();
        }

        private boolean takeFormat() {
            int at = tokens.size() - 2;
            if (at < 1 || !tokens.get(at).is("FORMAT") || !tokens.getLast().word()) {
                return false;
            }
            // SELECT a AS format b is an alias of a, wherever that leads.
            if (tokens.get(at - 1).is("AS")) {
                return false;
            }
            format = Optional.of(tokens.getLast().text());
            cut(at);
            return true;
        }

        /** Three tokens for each setting, and a comma between them. */
        private boolean takeSettings() {
            for (int at = tokens.size() - 4; at >= 1; at -= 4) {
                if (!tokens.get(at + 1).word() || !tokens.get(at + 2).is("=")) {
                    return false;
                }
                if (tokens.get(at).is("SETTINGS")) {
                    for (int i = at + 1; i < tokens.size(); i += 4) {
                        settings.put(
                                Ascii.toLowerCase(tokens.get(i).text()),
                                unquoted(tokens.get(i + 2).text()));
                    }
                    cut(at);
                    return true;
                }
                if (!tokens.get(at).is(",")) {
                    return false;
                }
            }
            return false;
        }

        private static String unquoted(String value) {
            return value.startsWith("'") && value.length() > 1
                    ? value.substring(1, value.length() - 1)
                    : value;
        }
    }
}

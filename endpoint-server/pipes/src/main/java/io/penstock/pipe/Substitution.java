package io.penstock.pipe;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.template.SourceText;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code $NAME} and {@code ${NAME}} in an included text. Within a template's tags a value
 * that is no number stands as a text in quotes, so that {@code $NAME == 'x'} compares texts; as the
 * first argument of a function it stays a name, so that {@code Int32($NAME, 1)} has a parameter.
 */
final class Substitution {
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)}|([A-Za-z_][A-Za-z0-9_]*))");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

    private final String text;
    private final ImmutableMap<String, String> variables;
    private final StringBuilder replaced = new StringBuilder();
    private final ImmutableList.Builder<SourceText.Shift> shifts = ImmutableList.builder();
    private int looked;
    private int line = 1;
    private boolean inTag;
    private char quote;

    private Substitution(String text, ImmutableMap<String, String> variables) {
        this.text = text;
        this.variables = variables;
    }

    /** A file's text with its variables replaced; others stay as they are. */
    static SourceText of(SourceText file, ImmutableMap<String, String> variables) {
        return variables.isEmpty() ? file : new Substitution(file.text(), variables).run(file);
    }

    private SourceText run(SourceText file) {
        Matcher matcher = VARIABLE.matcher(text);
        int end = 0;
        while (matcher.find()) {
            String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            String value = variables.get(name);
            lookTo(matcher.start());
            if (value != null) {
                replaced.append(text, end, matcher.start());
                replace(matcher, inPlace(value, matcher.start()));
                end = matcher.end();
            }
        }
        replaced.append(text, end, text.length());
        return new SourceText(file.file(), replaced.toString(), 1, 1, shifts.build());
    }

    private void replace(Matcher variable, String value) {
        int author = variable.start() - text.lastIndexOf('\n', variable.start() - 1);
        shifts.add(new SourceText.Shift(line, column(), author, false));
        replaced.append(value);
        int behind = author + variable.end() - variable.start();
        shifts.add(new SourceText.Shift(line, column(), behind, true));
    }

    private int column() {
        return replaced.length() - replaced.lastIndexOf("\n");
    }

    private String inPlace(String value, int at) {
        boolean expression = inTag && quote == '\0';
        boolean argument = at > 0 && text.substring(0, at).stripTrailing().endsWith("(");
        boolean asText = expression && !argument && !NUMBER.matcher(value).matches();
        return asText ? "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'" : value;
    }

    /** Follows tags and quotes up to a place. */
    private void lookTo(int place) {
        while (looked < place) {
            char c = text.charAt(looked);
            line += c == '\n' ? 1 : 0;
            if (inTag && quote != '\0') {
                quote = c == quote ? '\0' : quote;
            } else if (inTag && (c == '\'' || c == '"')) {
                quote = c;
            } else if (text.startsWith("{{", looked) || text.startsWith("{%", looked)) {
                inTag = true;
                looked++;
            } else if (text.startsWith("}}", looked) || text.startsWith("%}", looked)) {
                inTag = false;
                looked++;
            }
            looked++;
        }
    }
}

package io.penstock.cli;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.cli.EndpointCase.Places;
import io.penstock.cli.EndpointCase.Region;

import org.snakeyaml.engine.v2.scanner.StreamReader;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Writes what endpoints answer into a file with tests; everything else in it stays. */
final class CaseUpdate {
    private final CaseFile file;
    private final List<Edit> edits = new ArrayList<>();

    private CaseUpdate(CaseFile file) {
        this.file = file;
    }

    private record Edit(Region region, String text) {}

    /**
     * The file's text with these answers.
     *
     * @throws CommandException for a file whose layout can't take them
     */
    static String of(CaseFile file, ImmutableMap<EndpointCase, EndpointAnswer> answers) {
        CaseUpdate update = new CaseUpdate(file);
        answers.forEach(update::change);
        String text = update.text();
        update.check(text, answers);
        return text;
    }

    private void change(EndpointCase one, EndpointAnswer answer) {
        Places places = one.places();
        String margin = "\n" + " ".repeat(places.indent());
        Region insertion = new Region(places.insertion(), places.insertion());
        String added = "";
        if (places.result().isPresent()) {
            Region region = places.result().get();
            edits.add(new Edit(region, result(answer, places.indent(), region)));
        } else {
            added += margin + "expected_result: " + block(answer.text(), places.indent());
        }
        if (places.status().isPresent()) {
            edits.add(new Edit(places.status().get(), String.valueOf(answer.status())));
        } else if (answer.status() != EndpointAnswer.GOOD) {
            added = margin + "expected_http_status: " + answer.status() + added;
        }
        if (!added.isEmpty()) {
            edits.add(new Edit(insertion, added));
        }
    }

    private String result(EndpointAnswer answer, int indent, Region region) {
        String before = file.text().substring(region.start(), region.end());
        String ends = before.substring(CharMatcher.is('\n').trimTrailingFrom(before).length());
        int lineEnd = file.text().indexOf('\n', region.end());
        String rest =
                file.text().substring(region.end(), lineEnd < 0 ? file.text().length() : lineEnd);
        boolean own = !ends.isEmpty() || rest.isBlank();
        String blank =
                before.isEmpty() && !file.text().startsWith(" ", region.start() - 1) ? " " : "";
        return blank + (own ? block(answer.text(), indent) : quoted(answer.text())) + ends;
    }

    /** A literal block where YAML keeps the text as it is, else one quoted line. */
    private static String block(String text, int indent) {
        List<String> lines = text.lines().toList();
        boolean plain =
                !lines.isEmpty()
                        && StreamReader.isPrintable(text)
                        && lines.stream().noneMatch(line -> line.isBlank() || line.startsWith(" "))
                        && text.indexOf('\r') < 0;
        if (!plain) {
            return quoted(text);
        }
        String margin = "\n" + " ".repeat(indent + 2);
        return "|" + margin + String.join(margin, lines);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                default -> {
                    boolean ascii = c >= ' ' && c < 0x7f;
                    quoted.append(ascii ? String.valueOf(c) : "\\u%04x".formatted((int) c));
                }
            }
        }
        return quoted.append('"').toString();
    }

    private String text() {
        StringBuilder text = new StringBuilder(file.text());
        edits.sort(Comparator.comparingInt((Edit edit) -> edit.region().start()).reversed());
        for (Edit edit : edits) {
            text.replace(edit.region().start(), edit.region().end(), edit.text());
        }
        return text.toString();
    }

    private void check(String text, ImmutableMap<EndpointCase, EndpointAnswer> answers) {
        ImmutableList<EndpointCase> before = file.cases();
        ImmutableList<EndpointCase> after = CaseFile.read(file.file(), text).cases();
        for (Map.Entry<EndpointCase, EndpointAnswer> answer : answers.entrySet()) {
            EndpointCase updated = after.get(before.indexOf(answer.getKey()));
            if (!updated.expected().matches(answer.getValue())) {
                throw new CommandException(
                        "%s:%d: This layout can't be updated; write the test with one member a line"
                                .formatted(file.file(), answer.getKey().line()));
            }
        }
    }
}

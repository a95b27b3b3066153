package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;

import io.penstock.parameter.PipeError;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SqlPosition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Edits of a {@code .pipe} file's text that keep everything they don't mean to change. */
public final class PipeFile {
    private final List<String> lines;
    private final String lineEnd;
    private final ImmutableList<Instruction> instructions;

    private PipeFile(String text) {
        lineEnd = text.contains("\r\n") ? "\r\n" : "\n";
        String plain = text.replace("\r\n", "\n");
        lines = new ArrayList<>(List.of(plain.split("\n", -1)));
        instructions = Datafile.read("", plain, PipeInstructions.INSTANCE, problem -> {});
    }

    /**
     * The text with this node published: {@code TYPE endpoint} stands in that node and nowhere
     * else.
     *
     * @param text the file's text
     * @param node the node's name, without regard to case; the last node when absent
     * @throws QueryException {@link PipeError#NODE_UNKNOWN} naming the nodes there are, {@link
     *     PipeError#CANNOT_PUBLISH} when the pipe has another TYPE
     */
    public static String publish(String text, Optional<String> node) {
        PipeFile file = new PipeFile(text);
        int start = file.nodeLine(node);
        file.refuseOtherRoles();
        int end = file.sectionEnd(start);
        ImmutableList<Integer> types = file.endpointLines();
        if (types.size() == 1 && types.get(0) > start && types.get(0) <= end) {
            return text;
        }
        int last = file.lastText(start, end);
        file.lines.addAll(last + 1, List.of("", "TYPE endpoint"));
        return unpublished(file.text(), last + 2);
    }

    /** The text without any {@code TYPE endpoint}. */
    public static String unpublish(String text) {
        PipeFile file = new PipeFile(text);
        return file.without(file.endpointLines());
    }

    /** Takes all endpoint lines out but one. */
    private static String unpublished(String text, int kept) {
        PipeFile file = new PipeFile(text);
        List<Integer> others = new ArrayList<>(file.endpointLines());
        others.removeIf(line -> line == kept);
        return file.without(others);
    }

    private String without(List<Integer> gone) {
        for (int line : Lists.reverse(gone)) {
            lines.remove(line);
            boolean blankBefore = line > 0 && lines.get(line - 1).isBlank();
            boolean blankAfter = line >= lines.size() || lines.get(line).isBlank();
            if (blankBefore && blankAfter) {
                lines.remove(line - 1);
            }
        }
        return text();
    }

    private String text() {
        return Joiner.on(lineEnd).join(lines);
    }

    private ImmutableList<Integer> endpointLines() {
        return lines("TYPE", instruction -> isEndpoint(instruction));
    }

    private static boolean isEndpoint(Instruction type) {
        return Ascii.equalsIgnoreCase(type.value(), "endpoint");
    }

    private ImmutableList<Integer> lines(String name, Predicate<Instruction> wanted) {
        return instructions.stream()
                .filter(instruction -> instruction.name().equals(name))
                .filter(wanted)
                .map(instruction -> instruction.position().line() - 1)
                .collect(ImmutableList.toImmutableList());
    }

    private void refuseOtherRoles() {
        for (Instruction instruction : instructions) {
            if (instruction.name().equals("TYPE") && !isEndpoint(instruction)) {
                throw new QueryException(
                        PipeError.CANNOT_PUBLISH,
                        "The pipe has TYPE %s, so it can't be an endpoint too; publish another pipe"
                                .formatted(instruction.value()),
                        Optional.of(SqlPosition.of(instruction.position().line(), 1)));
            }
        }
    }

    private int nodeLine(Optional<String> node) {
        ImmutableList<Integer> found =
                lines(
                        "NODE",
                        instruction ->
                                node.isEmpty() || instruction.value().equalsIgnoreCase(node.get()));
        if (found.isEmpty()) {
            String names =
                    Joiner.on(", ")
                            .join(
                                    instructions.stream()
                                            .filter(i -> i.name().equals("NODE"))
                                            .map(Instruction::value)
                                            .iterator());
            throw new QueryException(
                    PipeError.NODE_UNKNOWN,
                    "The pipe has no node '%s'; there are: %s"
                            .formatted(node.orElse(""), names.isEmpty() ? "none" : names));
        }
        return found.getLast();
    }

    /** The last line that belongs to a node, comments above the next one left out. */
    private int sectionEnd(int start) {
        for (int next : lines("NODE", instruction -> true)) {
            if (next > start) {
                return next - 1;
            }
        }
        return lines.size() - 1;
    }

    private int lastText(int start, int end) {
        int last = end;
        while (last > start && (lines.get(last).isBlank() || lines.get(last).startsWith("#"))) {
            last--;
        }
        return last;
    }
}

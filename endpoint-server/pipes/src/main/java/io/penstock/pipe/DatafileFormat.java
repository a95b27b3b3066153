package io.penstock.pipe;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lays out a datafile: one blank between an instruction and its value, blocks indented by four, one
 * blank line around blocks and above each node, no blanks at the ends of lines, and of a schema one
 * column a line. Order, comments and values stay as they are, and so does SQL: a block moves as a
 * whole, and one with a text that runs over a line's end does not move at all.
 *
 * <p>Laying out twice changes nothing more, and the file means the same before and after.
 */
public final class DatafileFormat {
    private static final String INDENT = "    ";

    /** Blocks whose lines are somebody's SQL; the others lose blanks at the ends of lines. */
    private static final ImmutableSet<String> SQL =
            ImmutableSet.of("SQL", "FORWARD_QUERY", "IMPORT_QUERY");

    private final List<String> lines;
    private final ImmutableList<Instruction> instructions;
    private final List<String> laidOut = new ArrayList<>();

    private DatafileFormat(List<String> lines, ImmutableList<Instruction> instructions) {
        this.lines = lines;
        this.instructions = instructions;
    }

    /**
     * The text laid out.
     *
     * @param file decides by its extension which instructions there are; named in problems
     * @throws ProjectException for lines that are no instructions: what is not understood is not
     *     touched
     */
    public static String format(String file, String text) {
        String plain = (text.startsWith("\ufeff") ? text.substring(1) : text).replace("\r\n", "\n");
        List<ProjectProblem> problems = new ArrayList<>();
        ImmutableList<Instruction> instructions =
                Datafile.read(file, plain, Datafile.vocabulary(file), problems::add);
        if (!problems.isEmpty()) {
            throw new ProjectException(ImmutableList.sortedCopyOf(problems));
        }
        return new DatafileFormat(plain.lines().toList(), instructions).text();
    }

    private String text() {
        int end = between(0, 0);
        for (int i = 0; i < instructions.size(); i++) {
            end = between(instruction(instructions.get(i), start(i + 1)), i + 1);
        }
        if (end != lines.size()) {
            throw new IllegalStateException("lines were left out from " + end);
        }
        while (!laidOut.isEmpty() && laidOut.getLast().isEmpty()) {
            laidOut.removeLast();
        }
        return laidOut.isEmpty() ? "" : String.join("\n", laidOut) + "\n";
    }

    /** Where an instruction starts, or the end of the file. */
    private int start(int index) {
        return index < instructions.size()
                ? instructions.get(index).position().line() - 1
                : lines.size();
    }

    /** Comments and blank lines up to the next instruction; gives where that starts. */
    private int between(int from, int next) {
        int end = start(next);
        boolean node = next < instructions.size() && instructions.get(next).name().equals("NODE");
        int attached = end;
        while (attached > from && !lines.get(attached - 1).isBlank()) {
            attached--;
        }
        for (int i = from; i < end; i++) {
            if (node && i == attached) {
                blank();
            }
            if (lines.get(i).isBlank()) {
                blank();
            } else {
                laidOut.add(lines.get(i).stripTrailing());
            }
        }
        if (node && attached == end) {
            blank();
        }
        return end;
    }

    /** One instruction with its block; gives the line behind it. */
    private int instruction(Instruction instruction, int next) {
        int header = instruction.position().line() - 1;
        String value = lines.get(header).substring(instruction.name().length()).strip();
        if (!value.startsWith(">")) {
            laidOut.add(value.isEmpty() ? instruction.name() : instruction.name() + " " + value);
            return header + 1;
        }
        int last = next;
        while (last > header + 1 && Datafile.isBetween(lines.get(last - 1))) {
            last--;
        }
        switch (instruction.name()) {
            case "DESCRIPTION" -> text(instruction);
            case "SCHEMA" -> schema(instruction, header, last);
            default -> block(instruction.name(), header, last);
        }
        blank();
        return last;
    }

    /** The first line may stand deeper than the others. */
    private void text(Instruction instruction) {
        laidOut.add(instruction.name() + " >");
        indented(instruction.text().text().stripIndent().strip().lines().toList(), true);
    }

    private void schema(Instruction instruction, int header, int end) {
        Optional<ImmutableList<String>> columns = SchemaLayout.of(instruction.text().text());
        if (columns.isEmpty()) {
            block(instruction.name(), header, end);
            return;
        }
        laidOut.add(instruction.name() + " >");
        indented(columns.get(), true);
    }

    private void block(String name, int header, int end) {
        String sameLine = lines.get(header).substring(lines.get(header).indexOf('>') + 1);
        List<String> body = new ArrayList<>(lines.subList(header + 1, end));
        if (!sameLine.isBlank()) {
            body.addFirst(sameLine);
        }
        while (!body.isEmpty() && body.getFirst().isBlank()) {
            body.removeFirst();
        }
        if (SQL.contains(name) && TextLines.spanned(String.join("\n", body))) {
            laidOut.add(sameLine.isBlank() ? name + " >" : lines.get(header));
            laidOut.addAll(lines.subList(header + 1, end));
            laidOut.add(laidOut.removeLast().stripTrailing());
        } else {
            laidOut.add(name + " >");
            indented(body, !SQL.contains(name));
        }
    }

    private void indented(List<String> body, boolean trimmed) {
        int margin =
                body.stream()
                        .filter(line -> !line.isBlank())
                        .mapToInt(line -> line.length() - line.stripLeading().length())
                        .min()
                        .orElse(0);
        for (String line : body) {
            String moved = line.isBlank() ? "" : INDENT + line.substring(margin);
            laidOut.add(trimmed ? moved.stripTrailing() : moved);
        }
        if (!body.isEmpty()) {
            laidOut.add(laidOut.removeLast().stripTrailing());
        }
    }

    private void blank() {
        if (!laidOut.isEmpty() && !laidOut.getLast().isEmpty()) {
            laidOut.add("");
        }
    }
}

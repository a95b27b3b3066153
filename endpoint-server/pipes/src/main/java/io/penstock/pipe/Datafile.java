package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;

import io.penstock.spi.error.SqlPosition;
import io.penstock.template.SourceText;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a datafile into instructions: an upper-case word in the first column and a value, or {@code
 * >} and an indented block up to the next known instruction in the first column.
 */
final class Datafile {
    private static final Pattern INSTRUCTION =
            Pattern.compile("([A-Za-z][A-Za-z0-9_]*)(?:[ \\t]+(.*))?");

    /** Lines that nobody would write as SQL. */
    private static final Pattern LOWER_CASE =
            Pattern.compile(
                    "(?:type\\s+(?i:endpoint|materialized|copy|sink)"
                            + "|node\\s+[A-Za-z_][A-Za-z0-9_]*"
                            + "|(?:sql|schema|description)\\s+>)\\s*");

    private static final String TYPOGRAPHIC = "\u201c\u201d\u2018\u2019";

    private final SourceText file;
    private final String[] lines;
    private final Vocabulary vocabulary;
    private final Consumer<ProjectProblem> problems;
    private final ImmutableList.Builder<Instruction> instructions = ImmutableList.builder();
    private int at;

    private Datafile(SourceText file, Vocabulary vocabulary, Consumer<ProjectProblem> problems) {
        this.file = file;
        this.lines = file.text().split("\n", -1);
        this.vocabulary = vocabulary;
        this.problems = problems;
    }

    /** What instructions a kind of file has. */
    interface Vocabulary {
        /** Whether a word in the first column starts an instruction. */
        boolean knows(String word);

        /** The instruction that somebody may have meant. */
        Optional<String> near(String word);
    }

    /** The file's instructions in order; lines that are none are reported. */
    static ImmutableList<Instruction> read(
            String file, String text, Vocabulary vocabulary, Consumer<ProjectProblem> problems) {
        return read(new SourceText(Optional.of(file), text, 1, 1), vocabulary, problems);
    }

    /** The instructions of a whole file. */
    static ImmutableList<Instruction> read(
            SourceText file, Vocabulary vocabulary, Consumer<ProjectProblem> problems) {
        Datafile datafile = new Datafile(file, vocabulary, problems);
        while (datafile.at < datafile.lines.length) {
            datafile.line();
        }
        return datafile.instructions.build();
    }

    /** The instructions that a file of this name may have. */
    static Vocabulary vocabulary(String file) {
        String lower = Ascii.toLowerCase(file);
        if (lower.endsWith(".pipe")) {
            return PipeInstructions.INSTANCE;
        }
        return lower.endsWith(".datasource")
                ? DataSourceInstructions.INSTANCE
                : ConnectionReader.AnySetting.INSTANCE;
    }

    /** Whether a line belongs to no instruction: a comment, or nothing. */
    static boolean isBetween(String line) {
        return line.isBlank() || line.startsWith("#");
    }

    private void line() {
        String line = lines[at];
        if (isBetween(line)) {
            at++;
            return;
        }
        Matcher matcher = INSTRUCTION.matcher(line);
        if (!matcher.matches()) {
            stray(line);
            at++;
            return;
        }
        String word = matcher.group(1);
        if (!vocabulary.knows(word)) {
            unknown(word);
            skipBlock(line);
            return;
        }
        instruction(word, matcher);
    }

    private void stray(String line) {
        int column = line.length() - line.stripLeading().length() + 1;
        problem(
                column,
                column > 1
                        ? "This line belongs to no instruction; instructions start in the first"
                                + " column, blocks after 'INSTRUCTION >'"
                        : "'%s' is no instruction; a line starts with an upper-case word such as NODE"
                                .formatted(Ascii.truncate(line.strip(), 30, "…")));
    }

    private void unknown(String word) {
        String upper = Ascii.toUpperCase(word);
        boolean lowerCase = !word.equals(upper) && vocabulary.knows(upper);
        String hint =
                lowerCase
                        ? "; instructions are written in upper case: " + upper
                        : vocabulary
                                .near(upper)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("");
        problem(1, "Unknown instruction '%s'".formatted(word) + hint);
    }

    private void skipBlock(String line) {
        at++;
        if (line.stripTrailing().endsWith(">")) {
            while (at < lines.length && !startsInstruction(lines[at], true)) {
                at++;
            }
        }
    }

    private void instruction(String word, Matcher matcher) {
        String value = matcher.group(2) == null ? "" : matcher.group(2);
        int column = matcher.group(2) == null ? word.length() + 1 : matcher.start(2) + 1;
        SqlPosition position = position(1);
        if (!value.startsWith(">")) {
            checkQuotes(value, column);
            instructions.add(new Instruction(word, position, source(value, at + 1, column)));
            at++;
            return;
        }
        boolean sameLine = !value.substring(1).isBlank();
        int startLine = sameLine ? at + 1 : at + 2;
        int startColumn = sameLine ? column + 1 : 1;
        StringBuilder block = new StringBuilder(sameLine ? value.substring(1) + "\n" : "");
        at++;
        int end = blockEnd(at);
        // Comments above the next instruction belong to that one.
        int last = end;
        while (last > at && isBetween(lines[last - 1])) {
            last--;
        }
        for (int i = at; i < last; i++) {
            block.append(lines[i]).append('\n');
        }
        at = end;
        String text = block.toString().stripTrailing();
        instructions.add(new Instruction(word, position, source(text, startLine, startColumn)));
    }

    private int blockEnd(int start) {
        boolean indented = start < lines.length && lines[start].startsWith(" ");
        int end = start;
        while (end < lines.length && !startsInstruction(lines[end], indented)) {
            end++;
        }
        return end;
    }

    /**
     * Whether a block ends before this line. In an indented block a word in the first column that
     * is nearly an instruction, or one in lower case, ends it too, so that it is reported and not
     * taken for SQL.
     */
    private boolean startsInstruction(String line, boolean indented) {
        Matcher matcher = INSTRUCTION.matcher(line);
        if (!matcher.matches()) {
            return false;
        }
        String word = matcher.group(1);
        return vocabulary.knows(word)
                || (indented && (isMisspelt(word) || LOWER_CASE.matcher(line).matches()));
    }

    private boolean isMisspelt(String word) {
        return word.equals(Ascii.toUpperCase(word))
                && !ReservedWords.isSql(word)
                && vocabulary.near(word).isPresent();
    }

    private void checkQuotes(String value, int column) {
        if (!value.isEmpty() && TYPOGRAPHIC.indexOf(value.charAt(0)) >= 0) {
            problem(column, "Typographic quotes around %s; write \" or '".formatted(value.strip()));
        }
    }

    private SourceText source(String text, int line, int column) {
        return file.piece(text, line, column);
    }

    private SqlPosition position(int column) {
        return file.position(at + 1, column);
    }

    private void problem(int column, String message) {
        problems.accept(ProjectProblem.at(position(column), message));
    }
}

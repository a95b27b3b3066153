package io.penstock.pipe;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What in a datafile that was written for another server has a better form here. Found in the text,
 * so that files which do not load are looked at, too.
 */
public final class MigrationNotes {
    private static final ImmutableMap<String, String> INSTRUCTIONS =
            ImmutableMap.<String, String>builder()
                    .put("VERSION", "VERSION means nothing any more; take the line out")
                    .put(
                            "INCLUDE",
                            "INCLUDE copies text; a pipe of its own that others read by name is"
                                    + " checked once and shown in plans")
                    .put(
                            "IMPORT_SERVICE",
                            "Rows are copied here on a schedule; a .connection with TYPE jdbc or"
                                    + " files reads them where they are")
                    .put(
                            "COPY_SCHEDULE",
                            "A copy of what a connection holds is not needed for reading it: pipes"
                                    + " join connections live")
                    .put("INDEXES", "INDEXES are hints for another engine; take the block out")
                    .buildOrThrow();

    private static final ImmutableMap<String, String> TEMPLATE_FUNCTIONS =
            ImmutableMap.<String, String>builder()
                    .put("symbol", "column(..) names a column and checks the name")
                    .put("Symbol", "column(..) names a column and checks the name")
                    .put("tb_var", "tb_secret(..) is the name of the same")
                    .put("max_threads", hint())
                    .put("backend_hint", hint())
                    .put("activate", hint())
                    .put("cache_ttl", hint())
                    .buildOrThrow();

    private static final String LIVE =
            "%s(..) carries its address and password in the SQL; a .connection names them once, and"
                    + " filters go to the database";
    private static final ImmutableList<String> TABLE_FUNCTIONS =
            ImmutableList.of("postgresql", "mysql", "s3", "url", "iceberg", "deltaLake");

    private static final Pattern TAG =
            Pattern.compile("\\{\\{(.*?)\\}\\}|\\{%(.*?)%\\}", Pattern.DOTALL);
    private static final Pattern QUOTED =
            Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern CALL = Pattern.compile("\\b([A-Za-z_][A-Za-z0-9_]*)\\s*\\(");
    private static final Pattern OPTIONAL = Pattern.compile("\\brequired\\s*=\\s*False\\b");
    private static final Pattern COMMENT = Pattern.compile("--[^\n]*");

    private final List<ProjectProblem> notes = new ArrayList<>();

    private MigrationNotes() {}

    private static String hint() {
        return "It is a hint for another engine and renders nothing; take it out";
    }

    /**
     * The notes of one file, in the order of its lines.
     *
     * @param file decides by its extension which instructions there are; named in notes
     */
    public static ImmutableList<ProjectProblem> of(String file, String text) {
        String plain = text.replace("\r\n", "\n");
        MigrationNotes found = new MigrationNotes();
        ImmutableList<Instruction> instructions =
                Datafile.read(file, plain, Datafile.vocabulary(file), problem -> {});
        instructions.forEach(found::instruction);
        return found.notes.stream().sorted().distinct().collect(ImmutableList.toImmutableList());
    }

    private void instruction(Instruction instruction) {
        String better = INSTRUCTIONS.get(instruction.name());
        if (better != null) {
            notes.add(ProjectProblem.at(instruction.position(), better));
        }
        if (instruction.name().equals("SQL")) {
            sql(instruction);
        }
    }

    private void sql(Instruction instruction) {
        String text = instruction.text().text();
        boolean template = text.stripLeading().startsWith("%");
        if (template && !TAG.matcher(text).find()) {
            note(instruction, text.indexOf('%'), "The % makes a template of SQL that has no tag");
        }
        tableFunctions(instruction, blanked(QUOTED, blanked(COMMENT, text)));
        if (template) {
            tags(instruction, text);
            comments(instruction, text);
        }
    }

    private void tableFunctions(Instruction instruction, String code) {
        Matcher call = CALL.matcher(blanked(TAG, code));
        while (call.find()) {
            if (TABLE_FUNCTIONS.contains(call.group(1))) {
                note(instruction, call.start(), LIVE.formatted(call.group(1)));
            }
        }
    }

    private void tags(Instruction instruction, String text) {
        Matcher tag = TAG.matcher(text);
        while (tag.find()) {
            String inside = blanked(QUOTED, tag.group());
            Matcher call = CALL.matcher(inside);
            while (call.find()) {
                String better = TEMPLATE_FUNCTIONS.get(call.group(1));
                if (better != null) {
                    note(
                            instruction,
                            tag.start() + call.start(),
                            call.group(1) + "(..): " + better);
                }
            }
            Matcher optional = OPTIONAL.matcher(inside);
            while (optional.find()) {
                note(
                        instruction,
                        tag.start() + optional.start(),
                        "required=False is what holds anyway; take it out");
            }
        }
    }

    private void comments(Instruction instruction, String text) {
        Matcher comment = COMMENT.matcher(blanked(QUOTED, blanked(TAG, text)));
        while (comment.find()) {
            if (TAG.matcher(text.substring(comment.start(), comment.end())).find()) {
                note(
                        instruction,
                        comment.start(),
                        "A tag in an SQL comment runs all the same; {# .. #} hides it");
            }
        }
    }

    /** The text with blanks where the pattern is, so that places stay. */
    private static String blanked(Pattern pattern, String text) {
        return pattern.matcher(text).replaceAll(found -> " ".repeat(found.group().length()));
    }

    private void note(Instruction instruction, int offset, String message) {
        notes.add(ProjectProblem.at(instruction.text().position(offset), message));
    }
}

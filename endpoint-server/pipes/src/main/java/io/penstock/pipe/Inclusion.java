package io.penstock.pipe;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.template.SourceText;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@code INCLUDE "path" "NAME=value"} names: the instructions of another file, with
 * {@code $NAME} and {@code ${NAME}} replaced, stand in its place. Thread: one.
 */
final class Inclusion {
    private static final int MAX_DEPTH = 8;
    private static final Pattern ARGUMENT = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
    private static final Pattern VARIABLE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(?s)(.*)");

    private final Path folder;
    private final Path file;
    private final FileTexts texts;
    private final Datafile.Vocabulary vocabulary;
    private final Consumer<ProjectProblem> problems;
    private final int depth;

    Inclusion(
            Path folder,
            Path file,
            FileTexts texts,
            Datafile.Vocabulary vocabulary,
            Consumer<ProjectProblem> problems) {
        this(folder, file, texts, vocabulary, problems, 0);
    }

    private Inclusion(
            Path folder,
            Path file,
            FileTexts texts,
            Datafile.Vocabulary vocabulary,
            Consumer<ProjectProblem> problems,
            int depth) {
        this.folder = folder;
        this.file = file;
        this.texts = texts;
        this.vocabulary = vocabulary;
        this.problems = problems;
        this.depth = depth;
    }

    /** The instructions of the including file's text, those of included files in their places. */
    ImmutableList<Instruction> read(String text) {
        return read(text, ImmutableMap.of());
    }

    private ImmutableList<Instruction> read(String text, ImmutableMap<String, String> variables) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        SourceText source = new SourceText(Optional.of(name), text, 1, 1);
        ImmutableList.Builder<Instruction> all = ImmutableList.builder();
        for (Instruction instruction :
                Datafile.read(Substitution.of(source, variables), vocabulary, problems)) {
            if (instruction.name().equals("INCLUDE")) {
                all.addAll(included(instruction));
            } else {
                all.add(instruction);
            }
        }
        return all.build();
    }

    private ImmutableList<Instruction> included(Instruction include) {
        Matcher matcher = ARGUMENT.matcher(include.text().text());
        if (!matcher.find()) {
            problem(include, "INCLUDE needs a file: INCLUDE \"../includes/x.incl\"");
            return ImmutableList.of();
        }
        String named = argument(matcher);
        ImmutableMap<String, String> variables = variables(include, matcher);
        if (depth >= MAX_DEPTH) {
            problem(
                    include,
                    "Files include each other over %d deep; does one include itself?"
                            .formatted(MAX_DEPTH));
            return ImmutableList.of();
        }
        Optional<Path> target = target(named);
        if (target.isEmpty()) {
            problem(
                    include,
                    "There is no file '%s' in the project, neither from this file's folder nor from the project's"
                            .formatted(named));
            return ImmutableList.of();
        }
        return included(include, target.get(), variables);
    }

    private ImmutableList<Instruction> included(
            Instruction include, Path target, ImmutableMap<String, String> variables) {
        try {
            return new Inclusion(folder, target, texts, vocabulary, problems, depth + 1)
                    .read(texts.read(target), variables);
        } catch (FileTexts.Unreadable e) {
            problem(include, "The included file can't be read. " + e.getMessage());
            return ImmutableList.of();
        }
    }

    private static String argument(Matcher matcher) {
        String quoted = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return quoted == null ? matcher.group(3) : quoted;
    }

    private ImmutableMap<String, String> variables(Instruction include, Matcher matcher) {
        Map<String, String> variables = new LinkedHashMap<>();
        while (matcher.find()) {
            Matcher variable = VARIABLE.matcher(argument(matcher));
            if (variable.matches()) {
                variables.put(variable.group(1), Instruction.unquoted(variable.group(2)));
            } else {
                problem(
                        include,
                        "'%s' is no variable; write \"NAME=value\"".formatted(argument(matcher)));
            }
        }
        return ImmutableMap.copyOf(variables);
    }

    /** Files outside of the project are none of its business. */
    private Optional<Path> target(String named) {
        for (Path base : ImmutableList.of(file.resolveSibling(""), folder)) {
            Path path = base.resolve(named).normalize();
            if (path.startsWith(folder) && Files.isRegularFile(path)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    private void problem(Instruction include, String message) {
        problems.accept(ProjectProblem.at(include.valuePosition(), message));
    }
}

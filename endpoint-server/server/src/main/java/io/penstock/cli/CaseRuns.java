package io.penstock.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.MoreFiles;

import io.penstock.pipe.ProjectException;
import io.penstock.pipe.ProjectProblem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds a project's tests and runs them against a server of their own.
 *
 * @param folder the project's
 * @param limits what can't be tested
 */
record CaseRuns(Terminal terminal, Path folder, TestLimits limits) {
    private static final String TESTS = "tests";

    /**
     * One file's tests with what their endpoint answered.
     *
     * @param path the file
     * @param pipe the endpoint: the file's name without its extension
     * @param missing tables that it reads and that have no rows here
     */
    record Ran(
            Path path,
            String pipe,
            CaseFile file,
            ImmutableMap<EndpointCase, EndpointAnswer> answers,
            ImmutableSet<String> missing) {

        /** What is not as expected. */
        ImmutableMap<EndpointCase, EndpointAnswer> failures() {
            ImmutableMap.Builder<EndpointCase, EndpointAnswer> failures = ImmutableMap.builder();
            answers.forEach(
                    (one, answer) -> {
                        if (!one.expected().matches(answer)) {
                            failures.put(one, answer);
                        }
                    });
            return failures.buildOrThrow();
        }
    }

    /**
     * Runs the tests of these files, or of all files in the folder {@code tests}.
     *
     * @param named paths, or names of pipes
     * @throws ProjectException with everything that is wrong with the files
     */
    ImmutableList<Ran> run(List<String> named) throws IOException {
        Map<Path, CaseFile> files = read(named);
        try (EndpointCaller caller = EndpointCaller.open(terminal, folder)) {
            ImmutableList.Builder<Ran> runs = ImmutableList.builder();
            for (Map.Entry<Path, CaseFile> file : files.entrySet()) {
                runs.add(run(caller, file.getKey(), file.getValue()));
            }
            return runs.build();
        }
    }

    /**
     * A project's tests.
     *
     * @throws ProjectException with everything that is wrong with the project
     */
    static CaseRuns of(Terminal terminal, ProjectOption option) {
        return new CaseRuns(
                terminal, option.folder(terminal), new TestLimits(option.load(terminal)));
    }

    /** What is not loaded and not run; of files with tests, of those that ran. */
    ImmutableList<ProjectProblem> notes(List<Ran> runs) {
        ImmutableList.Builder<ProjectProblem> notes = ImmutableList.builder();
        notes.addAll(limits.notes());
        runs.forEach(ran -> notes.addAll(ran.file().notRun()));
        return notes.build();
    }

    private Ran run(EndpointCaller caller, Path path, CaseFile file) throws IOException {
        String pipe = MoreFiles.getNameWithoutExtension(path);
        ImmutableMap.Builder<EndpointCase, EndpointAnswer> answers = ImmutableMap.builder();
        for (EndpointCase one : file.cases()) {
            answers.put(one, caller.call(pipe, one.parameters()));
        }
        return new Ran(path, pipe, file, answers.buildOrThrow(), limits.missing(pipe));
    }

    private Map<Path, CaseFile> read(List<String> named) throws IOException {
        Map<Path, CaseFile> files = new LinkedHashMap<>();
        List<ProjectProblem> problems = new ArrayList<>();
        for (Path path : named.isEmpty() ? all() : chosen(named)) {
            try {
                files.put(path, CaseFile.read(shown(path), Files.readString(path)));
            } catch (ProjectException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(ImmutableList.copyOf(problems));
        }
        return files;
    }

    private ImmutableList<Path> all() throws IOException {
        Path tests = folder.resolve(TESTS);
        if (!Files.isDirectory(tests)) {
            return ImmutableList.of();
        }
        try (Stream<Path> walk = Files.walk(tests)) {
            return walk.filter(CaseRuns::isTests).sorted().collect(ImmutableList.toImmutableList());
        }
    }

    private ImmutableList<Path> chosen(List<String> named) {
        return named.stream().map(this::one).collect(ImmutableList.toImmutableList());
    }

    private Path one(String name) {
        return Stream.of(
                        terminal.folder().resolve(name),
                        folder.resolve(name),
                        folder.resolve(TESTS).resolve(name + ".yaml"),
                        folder.resolve(TESTS).resolve(name + ".yml"))
                .filter(path -> isTests(path) && Files.isRegularFile(path))
                .findFirst()
                .orElseThrow(
                        () ->
                                new CommandException(
                                        "There are no tests '%s'; name a .yaml file, or a pipe with tests/PIPE.yaml"
                                                .formatted(name)));
    }

    private static boolean isTests(Path path) {
        String extension = MoreFiles.getFileExtension(path);
        return extension.equals("yaml") || extension.equals("yml");
    }

    /** Relative to the project, as the project's other problems are told. */
    String shown(Path path) {
        Path shown = path.startsWith(folder) ? folder.relativize(path) : path;
        return shown.toString().replace('\\', '/');
    }
}

package io.penstock.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.pipe.Fixture;
import io.penstock.pipe.Project;
import io.penstock.pipe.ProjectProblem;
import io.penstock.pipe.TestFile;

/**
 * What of a project's tests this server can't do yet: rows that it does not load, tests that it
 * does not run.
 */
record TestLimits(Project project) {

    /** Each fixture, and each test of a kind that does not run. */
    ImmutableList<ProjectProblem> notes() {
        ImmutableList.Builder<ProjectProblem> notes = ImmutableList.builder();
        project.fixtures().forEach(fixture -> notes.add(note(fixture)));
        project.tests().stream()
                .filter(test -> test.kind() == TestFile.Kind.COMMAND)
                .forEach(
                        test ->
                                notes.add(
                                        first(
                                                test.file(),
                                                "Command lines of the classic client are not run;"
                                                        + " write tests/PIPE.yaml")));
        return notes.build();
    }

    private static ProjectProblem note(Fixture fixture) {
        return first(
                fixture.file(),
                "The rows of '%s' are not loaded: data sources are not stored yet"
                        .formatted(fixture.dataSource()));
    }

    private static ProjectProblem first(String file, String message) {
        return new ProjectProblem(file, 1, 1, message);
    }

    /** The tables that an endpoint reads and that have no rows here; none for no endpoint. */
    ImmutableSet<String> missing(String pipe) {
        return project.find(pipe)
                .map(found -> project.tablesNotServed(found, found.output()))
                .orElse(ImmutableSet.of());
    }

    /** Why an endpoint's tests say nothing. */
    static String reason(ImmutableSet<String> missing) {
        return "it reads %s, whose rows are not loaded".formatted(String.join(", ", missing));
    }
}

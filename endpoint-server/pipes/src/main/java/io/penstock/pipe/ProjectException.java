package io.penstock.pipe;

import com.google.common.collect.ImmutableList;

import java.util.stream.Collectors;

/** A project that cannot be loaded, with everything that is wrong with it. */
public final class ProjectException extends RuntimeException {
    private final transient ImmutableList<ProjectProblem> problems;

    /** At least one problem, in the order of files and lines. */
    public ProjectException(ImmutableList<ProjectProblem> problems) {
        super(problems.stream().map(ProjectProblem::toString).collect(Collectors.joining("\n")));
        this.problems = problems;
    }

    /** Everything that is wrong, in the order of files and lines. */
    public ImmutableList<ProjectProblem> problems() {
        return problems;
    }
}

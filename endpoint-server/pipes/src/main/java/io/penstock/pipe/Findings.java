package io.penstock.pipe;

import com.google.common.collect.ImmutableList;

import java.util.ArrayList;
import java.util.List;

/** What was found wrong, or worth knowing, while a project is read. Thread: one. */
final class Findings {
    private final List<ProjectProblem> problems = new ArrayList<>();
    private final List<ProjectProblem> notices = new ArrayList<>();

    void problem(ProjectProblem problem) {
        problems.add(problem);
    }

    /** How many problems were found so far. */
    int count() {
        return problems.size();
    }

    void notice(ProjectProblem notice) {
        notices.add(notice);
    }

    void addAll(Iterable<ProjectProblem> otherProblems, Iterable<ProjectProblem> otherNotices) {
        otherProblems.forEach(problems::add);
        otherNotices.forEach(notices::add);
    }

    ImmutableList<ProjectProblem> problems() {
        return sorted(problems);
    }

    ImmutableList<ProjectProblem> notices() {
        return sorted(notices);
    }

    /**
     * Ends the reading if something is wrong.
     *
     * @throws ProjectException with all of it
     */
    void throwIfWrong() {
        if (!problems.isEmpty()) {
            throw new ProjectException(sorted(problems));
        }
    }

    private static ImmutableList<ProjectProblem> sorted(List<ProjectProblem> found) {
        return found.stream().sorted().distinct().collect(ImmutableList.toImmutableList());
    }
}

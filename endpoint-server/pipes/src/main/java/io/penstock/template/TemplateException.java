package io.penstock.template;

import com.google.common.collect.ImmutableList;

import java.util.stream.Collectors;

/** A template that cannot be read, with everything that is wrong with it. */
public final class TemplateException extends RuntimeException {
    private final transient ImmutableList<TemplateProblem> problems;

    TemplateException(ImmutableList<TemplateProblem> problems) {
        super(problems.stream().map(TemplateProblem::message).collect(Collectors.joining("\n")));
        this.problems = problems;
    }

    /** At least one, in the order of the text. */
    public ImmutableList<TemplateProblem> problems() {
        return problems;
    }
}

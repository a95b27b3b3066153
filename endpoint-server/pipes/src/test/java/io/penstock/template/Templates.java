package io.penstock.template;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/** Renders templates in tests. */
final class Templates {
    private static final TemplateEngine ENGINE = new TemplateEngine();

    private Templates() {}

    static SqlTemplate compile(String text) {
        return SqlTemplate.compile(ENGINE, SourceText.of(text));
    }

    /** The SQL for parameters with one text each. */
    static BoundSql render(String text, Map<String, String> parameters) {
        ImmutableMap.Builder<String, ImmutableList<String>> given = ImmutableMap.builder();
        parameters.forEach((name, value) -> given.put(name, ImmutableList.of(value)));
        return compile(text).render(Arguments.of(given.buildOrThrow())).sql();
    }

    static String sql(String text, Map<String, String> parameters) {
        return render(text, parameters).text();
    }

    /** The value of the only question mark. */
    static @Nullable Object value(String text, Map<String, String> parameters) {
        return render(text, parameters).values().get(0).value();
    }

    /** The code and message that rendering fails with; empty when it doesn't. */
    static String failure(String text, Map<String, String> parameters) {
        try {
            render(text, parameters);
            return "";
        } catch (QueryException e) {
            String place = e.position().map(position -> " at " + position).orElse("");
            return e.code().name() + place + ": " + e.getMessage();
        }
    }

    /** What is wrong with a template, each with its place. */
    static String problems(String text) {
        try {
            compile(text);
            return "";
        } catch (TemplateException e) {
            StringBuilder problems = new StringBuilder();
            for (TemplateProblem problem : e.problems()) {
                problems.append(problem.position()).append(": ").append(problem.message());
                problems.append('\n');
            }
            return problems.toString();
        }
    }
}

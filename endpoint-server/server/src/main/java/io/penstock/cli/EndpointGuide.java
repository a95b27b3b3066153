package io.penstock.cli;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.net.UrlEscapers;

import io.penstock.parameter.Parameter;
import io.penstock.pipe.Node;
import io.penstock.pipe.Pipe;
import io.penstock.pipe.Project;

import java.net.URI;

/**
 * Shows how each endpoint of a project is called.
 *
 * @param url where the server listens
 * @param token what a shell puts in for the token: {@code $(cat '...')}
 */
record EndpointGuide(URI url, String token) {

    /** For each endpoint its name and purpose, its parameters, and a line to paste into a shell. */
    ImmutableList<String> lines(Project project) {
        ImmutableList.Builder<String> lines = ImmutableList.builder();
        for (Pipe pipe : project.pipes().values()) {
            pipe.endpoint().ifPresent(node -> lines.addAll(lines(project, pipe, node)));
        }
        return lines.build();
    }

    private ImmutableList<String> lines(Project project, Pipe pipe, Node node) {
        ImmutableList<Parameter> parameters = project.parameters(pipe, node);
        ImmutableList.Builder<String> lines = ImmutableList.builder();
        lines.add("  " + pipe.name() + pipe.description().map(d -> "  " + firstLine(d)).orElse(""));
        if (!parameters.isEmpty()) {
            lines.add(
                    "    parameters: "
                            + String.join(
                                    ", ", parameters.stream().map(EndpointGuide::text).toList()));
        }
        lines.add("    curl -s \"" + call(pipe, parameters) + "\"");
        return lines.build();
    }

    private String call(Pipe pipe, ImmutableList<Parameter> parameters) {
        ImmutableList<String> values =
                parameters.stream()
                        .filter(Parameter::required)
                        .map(p -> p.name() + "=" + escaped(sample(p)) + "&")
                        .collect(toImmutableList());
        return "%s/v0/pipes/%s.json?%stoken=%s"
                .formatted(url, pipe.name(), String.join("", values), token);
    }

    /** {@code airport (String, needed)}, {@code page (Int32, 0)}. */
    private static String text(Parameter parameter) {
        String rest =
                parameter.required()
                        ? ", needed"
                        : parameter.defaultValue().map(value -> ", " + value).orElse("");
        return "%s (%s%s)".formatted(parameter.name(), parameter.type(), rest);
    }

    private static String sample(Parameter parameter) {
        return parameter
                .example()
                .or(() -> parameter.allowed().stream().findFirst())
                .or(parameter::defaultValue)
                .orElseGet(() -> standIn(parameter.type()));
    }

    private static String standIn(String type) {
        return switch (type) {
            case "String" -> "VALUE";
            case "Date" -> "2026-01-31";
            case "DateTime", "DateTime64" -> "2026-01-31 12:00:00";
            case "UUID" -> "123e4567-e89b-12d3-a456-426614174000";
            default -> "1";
        };
    }

    /** Safe between double quotes in a shell too: the escaper leaves none of its characters. */
    private static String escaped(String value) {
        return UrlEscapers.urlFormParameterEscaper().escape(value);
    }

    private static String firstLine(String text) {
        return Strings.nullToEmpty(text).strip().lines().findFirst().orElse("");
    }
}

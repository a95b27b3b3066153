package io.penstock.server.docs;

import com.google.common.net.UrlEscapers;

import io.penstock.parameter.Parameter;
import io.penstock.parameter.ScalarType;

import java.util.List;
import java.util.stream.Collectors;

/** Values for calls that are shown to people. */
final class Samples {
    private Samples() {}

    /** {@code ?airport=ATL&day=2026-01-31}, or nothing. */
    static String query(List<Parameter> parameters) {
        return parameters.isEmpty()
                ? ""
                : parameters.stream()
                        .map(parameter -> parameter.name() + "=" + escaped(value(parameter)))
                        .collect(Collectors.joining("&", "?", ""));
    }

    /** What its author gives as an example, or anything that fits. */
    private static String value(Parameter parameter) {
        return parameter
                .example()
                .or(() -> parameter.allowed().stream().findFirst())
                .or(parameter::defaultValue)
                .orElseGet(() -> standIn(parameter.type()));
    }

    private static String standIn(String type) {
        String text = ScalarType.of(type).map(ScalarType::standIn).orElse("");
        return text.isEmpty() ? "VALUE" : text;
    }

    /** Safe in URLs and between quotes of every language here: no quotes, no blanks, no dollars. */
    private static String escaped(String value) {
        return UrlEscapers.urlFormParameterEscaper().escape(value);
    }
}

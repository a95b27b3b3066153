package io.penstock.server.docs;

import io.penstock.parameter.Parameter;

import java.util.ArrayList;
import java.util.List;

/** A parameter as a labelled field of a form; what is left empty is not sent. */
final class ParameterField {
    private final Parameter parameter;
    private final String id;

    private ParameterField(Parameter parameter) {
        this.parameter = parameter;
        this.id = "p-" + parameter.name();
    }

    static Markup of(Parameter parameter) {
        return new ParameterField(parameter).field();
    }

    private Markup field() {
        return Markup.of(
                """
                <div class="field">
                <label for="{}">{}{} <code>{}</code></label>
                {}
                <p id="{}-hint" class="hint">{}</p>
                </div>
                """,
                id,
                parameter.name(),
                parameter.required() ? Markup.of("<abbr title=\"required\">*</abbr>") : "",
                parameter.type(),
                control(),
                id,
                hint());
    }

    private Markup control() {
        Markup common =
                Markup.of(
                        "id=\"{}\" data-name=\"{}\" aria-describedby=\"{}-hint\"{}",
                        id,
                        parameter.name(),
                        id,
                        parameter.required() ? Markup.of(" required") : "");
        if (!parameter.allowed().isEmpty() && !ParameterSchema.isList(parameter)) {
            return choice(common, parameter.allowed());
        }
        if (parameter.type().equals("Boolean")) {
            return choice(common, List.of("true", "false"));
        }
        return Markup.of(
                "<input {} type=\"{}\"{} placeholder=\"{}\" value=\"{}\">",
                common,
                inputType(),
                inputType().equals("number") ? Markup.of(" step=\"{}\"", step()) : "",
                parameter.defaultValue().orElse(""),
                parameter.required() ? parameter.example().orElse("") : "");
    }

    private Markup choice(Markup common, List<String> values) {
        List<Markup> options = new ArrayList<>();
        options.add(
                Markup.of(
                        "<option value=\"\">{}</option>",
                        parameter.defaultValue().map(d -> "default: " + d).orElse("—")));
        values.forEach(value -> options.add(Markup.of("<option>{}</option>", value)));
        return Markup.of("<select {}>{}</select>", common, Markup.join(options));
    }

    private String inputType() {
        String type = ParameterSchema.of(parameter).path("type").asText();
        boolean date = parameter.type().equals("Date");
        boolean number = type.equals("integer") || type.equals("number");
        return date ? "date" : number ? "number" : "text";
    }

    private String step() {
        return ParameterSchema.of(parameter).path("type").asText().equals("integer") ? "1" : "any";
    }

    private String hint() {
        List<String> parts = new ArrayList<>();
        parameter.description().ifPresent(parts::add);
        parameter.format().ifPresent(format -> parts.add("Format: " + format));
        parameter
                .defaultValue()
                .ifPresent(
                        text -> parts.add(text.isEmpty() ? "Default: empty" : "Default: " + text));
        parameter.example().ifPresent(text -> parts.add("Example: " + text));
        if (ParameterSchema.isList(parameter)) {
            parts.add("Several with commas between them");
            if (!parameter.allowed().isEmpty()) {
                parts.add("Possible: " + String.join(", ", parameter.allowed()));
            }
        }
        return String.join(" · ", parts);
    }
}

package io.penstock.server.docs;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.html.HtmlEscapers;
import com.google.errorprone.annotations.CompileTimeConstant;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * HTML that is safe to send: made of constants in the source, with every value between them
 * escaped. Values stand in text or inside double quotes of an attribute.
 *
 * @param html the text
 */
record Markup(String html) {
    private static final String PLACE = "{}";

    /** Nothing. */
    static final Markup EMPTY = new Markup("");

    /** A template with a value for each {@code {}}; markup goes in as it is, all else escaped. */
    static Markup of(@CompileTimeConstant String template, Object... values) {
        StringBuilder html = new StringBuilder();
        int from = 0;
        for (Object value : values) {
            int place = template.indexOf(PLACE, from);
            checkArgument(place >= 0, "more values than places in %s", template);
            html.append(template, from, place).append(escaped(value));
            from = place + PLACE.length();
        }
        checkArgument(template.indexOf(PLACE, from) < 0, "a place without a value: %s", template);
        return new Markup(html.append(template, from, template.length()).toString());
    }

    /** One after the other. */
    static Markup join(Iterable<Markup> parts) {
        StringBuilder html = new StringBuilder();
        parts.forEach(part -> html.append(part.html()));
        return new Markup(html.toString());
    }

    /** One after the other. */
    static Markup join(Markup... parts) {
        return join(Arrays.asList(parts));
    }

    private static String escaped(Object value) {
        return value instanceof Markup markup
                ? markup.html()
                : HtmlEscapers.htmlEscaper().escape(value.toString());
    }

    byte[] bytes() {
        return html.getBytes(StandardCharsets.UTF_8);
    }
}

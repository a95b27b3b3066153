package io.penstock.planner.explain;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** JSON of maps, lists, texts, numbers and booleans. */
public final class JsonText {
    private final StringBuilder text = new StringBuilder();

    private JsonText() {}

    /** The value's text, on one line. */
    public static String of(Object value) {
        JsonText json = new JsonText();
        json.add(value);
        return json.text.toString();
    }

    private void add(Object value) {
        switch (value) {
            case Map<?, ?> object -> object(object);
            case List<?> array -> array(array);
            case Double number -> text.append(String.format(Locale.ROOT, "%.3f", number));
            case Number number -> text.append(number);
            case Boolean flag -> text.append(flag);
            default -> string(value.toString());
        }
    }

    private void object(Map<?, ?> object) {
        String before = "{";
        for (Map.Entry<?, ?> member : object.entrySet()) {
            text.append(before);
            string(String.valueOf(member.getKey()));
            text.append(':');
            add(member.getValue());
            before = ",";
        }
        text.append(object.isEmpty() ? "{}" : "}");
    }

    private void array(List<?> array) {
        String before = "[";
        for (Object item : array) {
            text.append(before);
            add(item);
            before = ",";
        }
        text.append(array.isEmpty() ? "[]" : "]");
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            character(value.charAt(i));
        }
        text.append('"');
    }

    private void character(char c) {
        if (c == '"' || c == '\\') {
            text.append('\\').append(c);
        } else if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
            text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
        } else {
            text.append(c);
        }
    }
}

package io.penstock.pipe;

import com.google.common.collect.ImmutableList;

/**
 * Where in a line of JSON a column's value stands.
 *
 * @param steps from the whole line on; none for the line itself
 */
public record JsonPath(ImmutableList<Step> steps) {

    /** One step down. */
    public sealed interface Step {
        /** The value of a key. */
        record Key(String name) implements Step {}

        /** Every element of an array. */
        record Each() implements Step {}
    }

    /** Whether it goes into arrays, so that the column is one. */
    public boolean isList() {
        return steps.stream().anyMatch(Step.Each.class::isInstance);
    }

    /** As datafiles write it. */
    public String text() {
        StringBuilder text = new StringBuilder("$");
        for (Step step : steps) {
            switch (step) {
                case Step.Key key when key.name().matches("[A-Za-z_$@][A-Za-z0-9_$@-]*") ->
                        text.append('.').append(key.name());
                case Step.Key key -> text.append("['").append(key.name()).append("']");
                case Step.Each each -> text.append("[:]");
            }
        }
        return text.toString();
    }

    /**
     * Reads a path.
     *
     * @param text from {@code $} on
     * @param offset where the text starts, for errors
     * @throws SchemaException for what is no path
     */
    static JsonPath read(String text, int offset) {
        if (!text.startsWith("$")) {
            throw new SchemaException(offset, "A path starts with $: `json:$.field`");
        }
        ImmutableList.Builder<Step> steps = ImmutableList.builder();
        int at = 1;
        while (at < text.length()) {
            int end = text.charAt(at) == '[' ? text.indexOf(']', at) + 1 : key(text, at + 1);
            String step = text.substring(at, Math.max(end, at));
            if (step.equals("[:]")) {
                steps.add(new Step.Each());
            } else if (step.matches("\\[(['\"]).+\\1]")) {
                steps.add(new Step.Key(step.substring(2, step.length() - 2)));
            } else if (step.startsWith(".") && step.length() > 1) {
                steps.add(new Step.Key(step.substring(1)));
            } else {
                throw new SchemaException(
                        offset + at,
                        "'%s' is no step of a path; write .field or [:] for every element"
                                .formatted(text.substring(at)));
            }
            at = end;
        }
        return new JsonPath(steps.build());
    }

    private static int key(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) != '.' && text.charAt(end) != '[') {
            end++;
        }
        return end;
    }
}

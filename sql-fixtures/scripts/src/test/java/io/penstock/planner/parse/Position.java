package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.parameter.PipeError;

import java.util.Collections;

/**
 * A place in a template where a caller's value goes.
 *
 * @param template it asks for the parameter {@code p}
 * @param reading what reads the parameter there
 * @param unit what each item of a list is in a payload's twin
 * @param outcome what a payload may do
 * @param refusals how a payload may be refused besides not being of the type
 */
record Position(
        String template,
        String reading,
        String unit,
        Outcome outcome,
        ImmutableSet<PipeError> refusals) {
    /** What any call may have, one at least for each type and each way through a template. */
    static final ImmutableList<String> HARMLESS =
            ImmutableList.of(
                    "",
                    "x",
                    "a",
                    "z",
                    "x,x",
                    "0",
                    "1",
                    "5",
                    "7",
                    "9",
                    "1.5",
                    "true",
                    "false",
                    "20240229",
                    "1970-01-01",
                    "1970-01-01 00:00:00",
                    "31/01/2024",
                    "31/01/2024 10:30",
                    "00000000-0000-0000-0000-000000000000",
                    "[]",
                    "[1]",
                    "[1, 2]",
                    "{}",
                    "{\"k\": 1}",
                    "{\"k\": [1]}",
                    "\"a\"",
                    "\"\"");

    /** A name in SQL that no payload has. */
    static final String NAME = "harmless_name";

    /** What a payload may do, besides being refused because it is not of the type. */
    enum Outcome {
        /** Be a value. */
        VALUE,
        /** Be a value, every character of it; no text is refused. */
        VERBATIM,
        /** Be the name that the template puts there. */
        NAME,
        /** Be the names that the template puts there. */
        NAMES,
        /** Nothing: no call gets through. */
        REFUSED
    }

    /** A harmless payload that is a list of the same length. */
    String twin(String payload) {
        if (payload.isEmpty()) {
            return "";
        }
        int commas = (int) payload.chars().filter(c -> c == ',').count();
        return String.join(",", Collections.nCopies(commas + 1, unit));
    }

    @Override
    public String toString() {
        return template.replace("\n", " ");
    }
}

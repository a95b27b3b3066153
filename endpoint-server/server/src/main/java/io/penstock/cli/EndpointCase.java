package io.penstock.cli;

import java.util.Optional;

/**
 * One test of an endpoint, as a {@code tests/*.yaml} file has it.
 *
 * @param name for people
 * @param parameters {@code a=1&b=2}, percent-encoded; may be empty
 * @param expected the answer: NDJSON lines, or an error's message
 * @param line where it starts, from 1
 * @param places where the file has what {@code update} changes
 */
record EndpointCase(
        String name, String parameters, EndpointAnswer expected, int line, Places places) {

    /**
     * A value's place in the file's text.
     *
     * @param start its first character, from 0
     * @param end behind its last character; of a block, behind its last line
     */
    record Region(int start, int end) {}

    /**
     * What may change.
     *
     * @param result absent when the test expects nothing yet
     * @param status absent when the file does not say it
     * @param insertion the end of the line behind which a missing member goes
     * @param indent blanks before members
     */
    record Places(Optional<Region> result, Optional<Region> status, int insertion, int indent) {}
}

package io.penstock.cli;

import java.util.List;

/**
 * What an endpoint answers.
 *
 * @param status of HTTP
 * @param text NDJSON lines, or an error's message without its place
 */
record EndpointAnswer(int status, String text) {
    static final int GOOD = 200;

    /** The text's lines; the end of the last line does not count. */
    List<String> lines() {
        return text.lines().toList();
    }

    boolean matches(EndpointAnswer other) {
        return status == other.status && lines().equals(other.lines());
    }
}

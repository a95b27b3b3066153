package io.penstock.pipe;

/**
 * A file below {@code tests}.
 *
 * @param kind what is in it
 * @param name the file's name without its extensions; of an endpoint's tests the pipe's
 * @param file relative to the project's folder, with {@code /}
 */
public record TestFile(Kind kind, String name, String file) {
    /** What such files hold. */
    public enum Kind {
        /** YAML: calls of one endpoint with the rows they must give, or data-quality queries. */
        YAML,
        /** A command line of the classic client. */
        COMMAND,
        /** What that command must print. */
        COMMAND_RESULT
    }
}

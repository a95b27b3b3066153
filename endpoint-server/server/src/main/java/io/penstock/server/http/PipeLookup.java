package io.penstock.server.http;

import io.penstock.pipe.Node;
import io.penstock.pipe.Pipe;
import io.penstock.pipe.Project;
import io.penstock.server.format.ResultFormat;
import io.penstock.spi.error.QueryException;

/** Finds what a path names, or says that it is not there: 404. */
final class PipeLookup {
    private PipeLookup() {}

    static Pipe pipe(Project project, String nameOrId) {
        return project.find(nameOrId)
                .orElseThrow(() -> missing("There is no pipe '%s'".formatted(nameOrId)));
    }

    static Node endpoint(Pipe pipe) {
        return pipe.endpoint()
                .orElseThrow(
                        () ->
                                missing(
                                        "Pipe '%s' is not published; TYPE endpoint in one of its nodes publishes it"
                                                .formatted(pipe.name())));
    }

    static Node node(Pipe pipe, String name) {
        return pipe.nodes().stream()
                .filter(node -> node.name().equalsIgnoreCase(name) || node.id().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> missing("Pipe '%s' has no node '%s'".formatted(pipe.name(), name)));
    }

    static ResultFormat format(Pipe pipe, String extension) {
        return ResultFormat.of(extension)
                .orElseThrow(
                        () ->
                                missing(
                                        "There is no format '%s' for pipe '%s'; known formats are %s"
                                                .formatted(extension, pipe.name(), formats())));
    }

    static QueryException missing(String message) {
        return new QueryException(HttpError.NOT_FOUND, message);
    }

    private static String formats() {
        return String.join(", ", ResultFormat.extensions());
    }
}

package io.penstock.server.http;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.parameter.Parameter;
import io.penstock.pipe.Node;
import io.penstock.pipe.Pipe;
import io.penstock.pipe.Project;
import io.penstock.server.access.AccessError;
import io.penstock.server.format.ResultFormat;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.error.QueryException;

/** Finds what a path names, or says that it is not there: 404. */
final class PipeLookup {
    private PipeLookup() {}

    /**
     * A pipe that a caller may read. Who may not read everything is told the same of one that is
     * not there.
     */
    static Pipe pipe(Project project, ReadPolicy policy, String nameOrId) {
        return project.find(nameOrId)
                .filter(pipe -> policy.permitsPipe(pipe.name(), pipe.id()))
                .orElseThrow(
                        () ->
                                policy.everything()
                                        ? missing("There is no pipe '%s'".formatted(nameOrId))
                                        : new QueryException(
                                                AccessError.FORBIDDEN,
                                                "The token does not permit to read a pipe '%s'"
                                                        .formatted(nameOrId)));
    }

    /** The parameters that a caller may choose. */
    static ImmutableList<Parameter> parameters(
            Project project, Pipe pipe, Node node, ReadPolicy policy) {
        ImmutableSet<String> fixed =
                policy.grant(pipe.name(), pipe.id())
                        .map(grant -> grant.fixedParameters().keySet())
                        .orElse(ImmutableSet.of());
        return project.parameters(pipe, node).stream()
                .filter(parameter -> !fixed.contains(parameter.name()))
                .collect(ImmutableList.toImmutableList());
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

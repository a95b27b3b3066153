package io.penstock.server.docs;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.parameter.Parameter;
import io.penstock.pipe.Pipe;

import org.apache.arrow.vector.types.pojo.Field;

import java.util.Optional;

/**
 * What callers of an endpoint have to know.
 *
 * @param name the pipe's name
 * @param description for people
 * @param tags for people
 * @param parameters those that a caller can reach, in the order of the pipe
 * @param columns of the result; absent while a source is down or the SQL is wrong
 */
public record EndpointDescription(
        String name,
        Optional<String> description,
        ImmutableList<String> tags,
        ImmutableList<Parameter> parameters,
        Optional<ImmutableList<Field>> columns) {

    /**
     * Describes a pipe's endpoint.
     *
     * @param taken names that calls use themselves, so that no template sees them
     */
    public static EndpointDescription of(
            Pipe pipe,
            ImmutableList<Parameter> parameters,
            Optional<ImmutableList<Field>> columns,
            ImmutableSet<String> taken) {
        return new EndpointDescription(
                pipe.name(),
                pipe.description().or(() -> pipe.endpoint().flatMap(node -> node.description())),
                pipe.tags(),
                parameters.stream()
                        .filter(parameter -> !taken.contains(parameter.name()))
                        .collect(ImmutableList.toImmutableList()),
                columns);
    }

    /** The description's first line, or nothing. */
    String summary() {
        return description.orElse("").strip().lines().findFirst().orElse("");
    }
}

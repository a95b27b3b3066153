package io.penstock.pipe;

import com.google.common.collect.ImmutableList;

import java.time.Duration;
import java.util.Optional;

/**
 * A chain of SQL nodes; one of them may be published as an endpoint.
 *
 * @param name the file's name
 * @param id {@code t_} and 32 hexadecimal digits, the same for the same name
 * @param description for people
 * @param nodes in the order of the file, at least one
 * @param role what it is for
 * @param endpoint the published node; absent for a building block
 * @param tokens who may call it
 * @param tags for people
 * @param cache how long an answer may be reused; absent for not at all
 * @param rateLimit how often its endpoint may be called, by all together; absent for no limit
 * @param file relative to the project's folder, with {@code /}
 */
public record Pipe(
        String name,
        String id,
        Optional<String> description,
        ImmutableList<Node> nodes,
        PipeRole role,
        Optional<Node> endpoint,
        ImmutableList<TokenGrant> tokens,
        ImmutableList<String> tags,
        Optional<Duration> cache,
        Optional<RateLimit> rateLimit,
        String file) {

    /** The node that others read when they name the pipe: the published one, or the last. */
    public Node output() {
        return endpoint.orElseGet(() -> nodes.getLast());
    }

    /** The same pipe with this node as its endpoint. */
    Pipe publishedBy(Node node) {
        return new Pipe(
                name,
                id,
                description,
                nodes,
                role,
                Optional.of(node),
                tokens,
                tags,
                cache,
                rateLimit,
                file);
    }

    /** The data source that it writes to, if any. */
    public Optional<String> target() {
        return switch (role) {
            case PipeRole.Materialized materialized -> materialized.target();
            case PipeRole.Copy copy -> copy.target();
            case PipeRole.Untyped untyped -> Optional.empty();
            case PipeRole.Endpoint published -> Optional.empty();
            case PipeRole.Sink sink -> Optional.empty();
        };
    }

    /** The node of this name, without regard to case. */
    public Optional<Node> node(String nodeName) {
        return nodes.stream().filter(node -> node.name().equalsIgnoreCase(nodeName)).findFirst();
    }
}

package io.penstock.pipe;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.parameter.PipeError;
import io.penstock.pipe.References.Place;
import io.penstock.spi.access.PipeGrant;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;
import io.penstock.template.Arguments;
import io.penstock.template.Rendered;
import io.penstock.template.SqlTemplate;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Renders a node and what it reads, each once, with the parameters of one call. A node that a
 * branch not taken would have read is not rendered.
 *
 * <p>Parameters that a grant of a pipe fixes hold in that pipe and in all that it reads, whatever
 * the caller has sent; a condition of a grant goes with the pipe's result, whoever reads it.
 * Thread: one.
 */
final class Binding {
    private static final String RESULT = "_";

    private final References references;
    private final Arguments arguments;
    private final ReadPolicy policy;
    private final Map<Reading, BoundSql> bound = new HashMap<>();
    private final LinkedHashSet<Place> open = new LinkedHashSet<>();

    /** A node and what it is rendered with. */
    private record Reading(Place place, Arguments arguments) {}

    Binding(References references, Arguments arguments) {
        this(references, arguments, ReadPolicy.EVERYTHING);
    }

    Binding(References references, Arguments arguments, ReadPolicy policy) {
        this.references = references;
        this.arguments = arguments;
        this.policy = policy;
    }

    /** The node's SQL with its views. */
    BoundSql node(Place place) {
        return node(place, arguments);
    }

    private BoundSql node(Place place, Arguments asked) {
        Pipe pipe = place.pipe();
        Optional<PipeGrant> grant = policy.grant(pipe.name(), pipe.id());
        Arguments given =
                grant.map(known -> asked.withFixed(known.fixedParameters())).orElse(asked);
        Reading reading = new Reading(place, given);
        BoundSql known = bound.get(reading);
        if (known != null) {
            return known;
        }
        if (!open.add(place)) {
            throw new QueryException(
                    PipeError.TEMPLATE_EVALUATION,
                    "The node '%s' reads itself".formatted(place.node().name()),
                    Optional.of(place.node().position()));
        }
        BoundSql rendered =
                template(place.node().template(), given, name -> references.resolve(pipe, name));
        BoundSql sql =
                grant.flatMap(PipeGrant::filter)
                        .filter(condition -> place.node().id().equals(pipe.output().id()))
                        .map(rendered::withRowFilter)
                        .orElse(rendered);
        open.remove(place);
        bound.put(reading, sql);
        return sql;
    }

    /** Ids of the nodes that were rendered. */
    ImmutableSet<String> nodes() {
        return bound.keySet().stream()
                .map(reading -> reading.place().node().id())
                .collect(ImmutableSet.toImmutableSet());
    }

    /** A client's SQL with its views. */
    BoundSql client(SqlTemplate template) {
        return template(template, arguments, this::resolve);
    }

    /**
     * A client's SQL over a pipe, which it calls _. The pipe's nodes have their names only for who
     * may read everything: to others a pipe shows its result.
     */
    BoundSql client(SqlTemplate template, Pipe pipe) {
        return template(
                template,
                arguments,
                name -> {
                    if (name.equals(RESULT)) {
                        return Optional.of(new Place(pipe, pipe.output()));
                    }
                    return policy.everything() ? references.resolve(pipe, name) : resolve(name);
                });
    }

    /** A pipe that is not granted is not there. */
    private Optional<Place> resolve(String name) {
        return references
                .resolve(name)
                .filter(place -> policy.permitsPipe(place.pipe().name(), place.pipe().id()));
    }

    private BoundSql template(
            SqlTemplate template, Arguments given, Function<String, Optional<Place>> resolve) {
        Rendered rendered = template.render(given);
        ImmutableMap.Builder<String, BoundSql> views = ImmutableMap.builder();
        for (String name : rendered.tables()) {
            resolve.apply(name).ifPresent(place -> views.put(name, node(place, given)));
        }
        return rendered.sql().withViews(views.buildOrThrow());
    }
}

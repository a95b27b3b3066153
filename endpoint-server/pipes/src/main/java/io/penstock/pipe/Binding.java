package io.penstock.pipe;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.parameter.PipeError;
import io.penstock.pipe.References.Place;
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
 * branch not taken would have read is not rendered. Thread: one.
 */
final class Binding {
    private static final String RESULT = "_";

    private final References references;
    private final Arguments arguments;
    private final Map<Place, BoundSql> bound = new HashMap<>();
    private final LinkedHashSet<Place> open = new LinkedHashSet<>();

    Binding(References references, Arguments arguments) {
        this.references = references;
        this.arguments = arguments;
    }

    /** The node's SQL with its views. */
    BoundSql node(Place place) {
        BoundSql known = bound.get(place);
        if (known != null) {
            return known;
        }
        if (!open.add(place)) {
            throw new QueryException(
                    PipeError.TEMPLATE_EVALUATION,
                    "The node '%s' reads itself".formatted(place.node().name()),
                    Optional.of(place.node().position()));
        }
        BoundSql sql =
                template(place.node().template(), name -> references.resolve(place.pipe(), name));
        open.remove(place);
        bound.put(place, sql);
        return sql;
    }

    /** Ids of the nodes that were rendered. */
    ImmutableSet<String> nodes() {
        return bound.keySet().stream()
                .map(place -> place.node().id())
                .collect(ImmutableSet.toImmutableSet());
    }

    /** A client's SQL with its views. */
    BoundSql client(SqlTemplate template) {
        return template(template, references::resolve);
    }

    /** A client's SQL over a pipe, which it calls _. */
    BoundSql client(SqlTemplate template, Pipe pipe) {
        return template(
                template,
                name ->
                        name.equals(RESULT)
                                ? Optional.of(new Place(pipe, pipe.output()))
                                : references.resolve(pipe, name));
    }

    private BoundSql template(SqlTemplate template, Function<String, Optional<Place>> resolve) {
        Rendered rendered = template.render(arguments);
        ImmutableMap.Builder<String, BoundSql> views = ImmutableMap.builder();
        for (String name : rendered.tables()) {
            resolve.apply(name).ifPresent(place -> views.put(name, node(place)));
        }
        return rendered.sql().withViews(views.buildOrThrow());
    }
}

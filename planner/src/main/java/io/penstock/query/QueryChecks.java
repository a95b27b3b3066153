package io.penstock.query;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.parse.ViewTypes;
import io.penstock.spi.error.QueryException;

import java.util.Optional;

/**
 * Finds what is wrong with the texts of many queries over one catalog, without making plans; what
 * several of them read is looked at once. Thread: safe for many at once.
 */
public final class QueryChecks {
    private final Planning planning;
    private final ViewTypes views = new ViewTypes();

    QueryChecks(Planning planning) {
        this.planning = planning;
    }

    /**
     * Parses and validates queries.
     *
     * @param queries all of the catalog that the other calls' are of
     * @return for each what {@link QueryService#run} would throw for wrong SQL, if anything
     */
    public ImmutableList<Optional<QueryException>> problems(ImmutableList<Query> queries) {
        return planning.validate(queries, views);
    }
}

package io.penstock.planner.dispatch;

import io.penstock.planner.PlannerError;
import io.penstock.spi.error.QueryException;

/** The refusal of what can't be printed: better no answer than one of unknown meaning. */
final class Unsupported {
    private Unsupported() {}

    /**
     * An error that names the construct.
     *
     * @param construct as the author would call it, in the plural where it reads better
     */
    static QueryException construct(String construct) {
        return new QueryException(
                PlannerError.NOT_SUPPORTED, "Not supported: %s".formatted(construct));
    }
}

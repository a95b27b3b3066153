package io.penstock.planner.dispatch;

import io.penstock.planner.cost.Estimate;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How many rows there would be without groups and with them.
 *
 * @param rows about how many rows would be brought otherwise
 * @param groups about how many groups are brought
 */
record GroupWorth(double rows, double groups) {
    /** How many rows a group has to stand for, on average. */
    private static final double LEAST_ROWS_OF_GROUP = 3;

    /**
     * Of more groups a database takes longer than bringing their rows: PostgreSQL puts them on disk
     * beyond a few megabytes. As many took as long with 2 million rows on one machine.
     */
    static final double MOST_GROUPS = 20_000;

    /** Nothing at all. */
    static final GroupWorth NONE = new GroupWorth(0, 0);

    /**
     * What groups of rows are worth.
     *
     * @param estimate of the rows
     * @param brought about how many of them would be brought otherwise
     * @param rel the rows
     * @throws NotAsked when nobody knows how many values a column has
     */
    static GroupWorth of(Estimate estimate, double brought, RelNode rel, ImmutableBitSet keys) {
        double groups = 1;
        for (int key : keys) {
            OptionalDouble values = estimate.distinct(key);
            if (values.isEmpty()) {
                throw new NotAsked(
                        "how many values %s has is not known"
                                .formatted(rel.getRowType().getFieldNames().get(key)));
            }
            groups *= values.getAsDouble();
        }
        return new GroupWorth(brought, Math.min(groups, estimate.rows()));
    }

    /** With as many groups as there were last time, if anybody asked. */
    GroupWorth seen(OptionalLong last) {
        return last.isPresent() ? new GroupWorth(rows, last.getAsLong()) : this;
    }

    GroupWorth plus(GroupWorth other) {
        return new GroupWorth(rows + other.rows, groups + other.groups);
    }

    /** About how many rows stay away. */
    double saved() {
        return rows - groups;
    }

    /**
     * Passes when groups are few.
     *
     * @throws NotAsked otherwise
     */
    GroupWorth required() {
        if (groups * LEAST_ROWS_OF_GROUP > rows) {
            throw new NotAsked(
                    String.format(
                            Locale.ROOT,
                            "about %,.0f groups would be brought instead of %,.0f rows",
                            groups,
                            rows));
        }
        if (groups > MOST_GROUPS) {
            throw new NotAsked(
                    String.format(
                            Locale.ROOT,
                            "about %,.0f groups would take longer than %,.0f rows",
                            groups,
                            rows));
        }
        return this;
    }
}

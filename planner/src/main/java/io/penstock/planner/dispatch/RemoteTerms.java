package io.penstock.planner.dispatch;

import org.apache.calcite.rex.RexNode;

/** What stands in a comparison besides columns and values. */
@FunctionalInterface
interface RemoteTerms {
    /**
     * An expression in the source's dialect.
     *
     * @throws NotAsked when the source might compute something else
     */
    String print(RexNode expression);
}

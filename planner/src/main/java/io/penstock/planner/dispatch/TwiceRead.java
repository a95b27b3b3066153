package io.penstock.planner.dispatch;

import io.penstock.planner.cost.Cardinality;
import io.penstock.planner.cost.Estimate;
import io.penstock.spi.catalog.RemoteDialect;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableScan;

/**
 * Keeps sources from computing again what is computed once here: a view that groups a large table
 * and is read twice would be grouped twice there, when its reader there is asked for whole. Legal
 * because where something is computed changes no answer. One for each query; on one thread.
 */
final class TwiceRead {
    /** Of tables so small that nobody would notice. */
    private static final double LEAST_READ = 50_000;

    /** What is read to make a row that is brought here, at least. */
    private static final double LEAST_READ_FOR_ROW = 50;

    private final SharedTrees shared;
    private final Homes homes;
    private final Cardinality cardinality;
    private final Way way;

    TwiceRead(SharedTrees shared, Homes homes, Cardinality cardinality, Way way) {
        this.shared = shared;
        this.homes = homes;
        this.cardinality = cardinality;
        this.way = way;
    }

    /** Whether a source that is asked for all of a tree would do so. */
    boolean isIn(RelNode rel) {
        return way != Way.AT_SOURCES
                && homes.of(rel).filter(Homes.Home::combined).isPresent()
                && shared.sharedIn(rel).stream()
                        .anyMatch(tree -> isCostly(tree) && !isOnceThere(rel, tree));
    }

    /** Whether the source computes it once by itself, for a sub-query and the rest. */
    private boolean isOnceThere(RelNode rel, RelNode tree) {
        return homes.of(rel).filter(home -> home.dialect() == RemoteDialect.POSTGRESQL).isPresent()
                && Expressions.hasSubQueryInside(rel)
                && new RemoteShares(RemoteDialect.POSTGRESQL, rel).isShared(tree);
    }

    private boolean isCostly(RelNode tree) {
        double read = read(tree);
        double rows = cardinality.of(tree).map(Estimate::rows).orElse(read);
        return read >= LEAST_READ && rows * LEAST_READ_FOR_ROW <= read;
    }

    private double read(RelNode rel) {
        return rel instanceof TableScan
                ? cardinality.of(rel).map(Estimate::rows).orElse(0.0)
                : rel.getInputs().stream().mapToDouble(this::read).sum();
    }
}

package io.penstock.planner.access;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.PlannerError;
import io.penstock.spi.error.QueryException;

import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.List;

/**
 * Stands above the rows of a table or pipe that a caller may read: below it is the grant's
 * condition, above it is everything that the caller or a pipe's author computes. No engine may move
 * a computation that can fail from above to below.
 *
 * <p>Shape: its input's.
 */
public final class Fence extends SingleRel {
    /**
     * NULL where its argument can't be computed, so that a row that a condition fails on is kept
     * back.
     */
    public static final SqlFunction TRY =
            new SqlFunction(
                    "TRY",
                    SqlKind.OTHER_FUNCTION,
                    ReturnTypes.ARG0_FORCE_NULLABLE,
                    null,
                    OperandTypes.ANY,
                    SqlFunctionCategory.SYSTEM);

    private final What what;
    private final boolean barrier;

    /**
     * What is behind a fence.
     *
     * @param table whether it is a table with nothing but the grant's condition above it; otherwise
     *     the result of a text
     * @param name for people
     * @param hidden columns that are not granted
     */
    public record What(boolean table, String name, ImmutableBitSet hidden) {}

    private Fence(RelNode input, What what, boolean barrier) {
        super(input.getCluster(), input.getTraitSet(), input);
        this.what = what;
        this.barrier = barrier;
    }

    /**
     * A fence above rows.
     *
     * @param barrier whether rows were removed below it
     */
    public static Fence of(RelNode input, What what, boolean barrier) {
        return new Fence(input, what, barrier);
    }

    /** What is behind it. */
    public What what() {
        return what;
    }

    /** Whether computations must stay above it; otherwise only columns are kept back. */
    public boolean isBarrier() {
        return barrier;
    }

    /** What is left when computations may pass. */
    RelNode opened(RelNode newInput) {
        return what.hidden().isEmpty() ? newInput : new Fence(newInput, what, false);
    }

    /**
     * Lets only columns through that are granted.
     *
     * @throws QueryException {@link PlannerError#NOT_READABLE}
     */
    public void check(ImmutableBitSet columns) {
        if (columns.intersects(what.hidden())) {
            throw new QueryException(
                    PlannerError.NOT_READABLE,
                    "What is asked for is made of columns of '%s' that this token may not read"
                            .formatted(what.name()));
        }
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new Fence(ImmutableList.copyOf(inputs).get(0), what, barrier);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer).item("what", what).item("barrier", barrier);
    }
}

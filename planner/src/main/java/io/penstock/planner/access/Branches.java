package io.penstock.planner.access;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Puts other trees in place of an operator's inputs and of its sub-queries. What stays equal stays
 * the same object.
 */
public final class Branches {
    private Branches() {}

    /**
     * The operator over what is made of its branches.
     *
     * @param change gives a tree that may take another's place, or that one
     */
    public static RelNode changed(RelNode rel, UnaryOperator<RelNode> change) {
        List<RelNode> inputs = rel.getInputs().stream().map(change).toList();
        boolean same =
                IntStream.range(0, inputs.size())
                        .allMatch(i -> inputs.get(i) == rel.getInputs().get(i));
        RelNode copy = same ? rel : rel.copy(rel.getTraitSet(), inputs);
        return withQueries(copy, change);
    }

    /** The operator with what is made of its sub-queries' trees. */
    public static RelNode withQueries(RelNode rel, UnaryOperator<RelNode> change) {
        return rel.accept(
                new RexShuttle() {
                    @Override
                    public RexNode visitSubQuery(RexSubQuery query) {
                        RexNode operands = super.visitSubQuery(query);
                        RelNode tree = change.apply(query.rel);
                        return tree == query.rel || !(operands instanceof RexSubQuery changed)
                                ? operands
                                : changed.clone(tree);
                    }
                });
    }
}

package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rex.RexNode;

/** Plans in words. */
final class Explanations {
    private Explanations() {}

    static String of(RelRoot root, Islands islands) {
        return root.toString() + islands.planned();
    }

    /** An expression as people read it. */
    static String words(RexNode expression, ImmutableList<Column> names) {
        return expression.toString() + names.size();
    }
}

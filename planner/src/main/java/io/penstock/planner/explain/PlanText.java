package io.penstock.planner.explain;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableScan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A plan as an indented tree. The same query over the same tables gives the same text. */
public final class PlanText {
    private static final String INDENT = "  ";

    private final PlanWords words;
    private final OperatorText operators;
    private final StringBuilder text = new StringBuilder();
    private final Set<String> shown = new HashSet<>();

    private PlanText(PlanWords words) {
        this.words = words;
        this.operators = new OperatorText(words);
    }

    /** The text, each line with a line feed behind it. */
    public static String of(RelNode root, PlanWords words) {
        PlanText plan = new PlanText(words);
        plan.add(root, 0);
        return plan.text.toString();
    }

    private void add(RelNode rel, int depth) {
        Optional<String> name = words.shared(rel);
        if (name.isPresent() && !shown.add(name.get())) {
            line(depth, "Read again: " + name.get());
            return;
        }
        int below = depth;
        if (name.isPresent()) {
            line(depth, "Computed once: " + name.get());
            below++;
        }
        operator(rel, below);
    }

    private void operator(RelNode rel, int depth) {
        if (rel instanceof TableScan scan) {
            ImmutableList<String> lines = words.table(scan);
            line(depth, lines.get(0));
            lines.stream().skip(1).forEach(more -> line(depth + 1, more));
            return;
        }
        List<RelNode> queries = new ArrayList<>();
        String operator = operators.line(rel, queries);
        Optional<ImmutableList<String>> asked = words.asked(rel, operator);
        if (asked.isPresent()) {
            line(depth, asked.get().get(0));
            asked.get().stream().skip(1).forEach(more -> line(depth + 1, more));
            return;
        }
        line(depth, operator);
        words.kept(rel).ifPresent(reason -> line(depth + 1, "kept here: " + reason));
        rel.getInputs().forEach(input -> add(input, depth + 1));
        for (int i = 0; i < queries.size(); i++) {
            line(depth + 1, "Sub-query %d:".formatted(i + 1));
            add(queries.get(i), depth + 2);
        }
    }

    private void line(int depth, String line) {
        text.append(INDENT.repeat(depth)).append(line).append('\n');
    }
}

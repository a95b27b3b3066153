package io.penstock.planner.explain;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
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
        line(depth, operators.line(rel, queries));
        reason(rel).ifPresent(reason -> line(depth + 1, reason));
        rel.getInputs().forEach(input -> add(input, depth + 1));
        for (int i = 0; i < queries.size(); i++) {
            line(depth + 1, "Sub-query %d:".formatted(i + 1));
            add(queries.get(i), depth + 2);
        }
    }

    /** Why one source that holds all of it does not compute it. */
    private static Optional<String> reason(RelNode rel) {
        String what =
                switch (rel) {
                    case Join ignored -> "joins";
                    case Aggregate ignored -> "groups";
                    case SetOp ignored -> "set operations";
                    case Sort sort when !sort.getCollation().getFieldCollations().isEmpty() ->
                            "orders";
                    default -> "";
                };
        return what.isEmpty()
                ? Optional.empty()
                : onlySource(rel)
                        .map(
                                source ->
                                        "kept here: %s are not asked of %s yet"
                                                .formatted(what, source));
    }

    private static Optional<String> onlySource(RelNode rel) {
        Set<String> sources = new HashSet<>();
        new RelVisitor() {
            @Override
            public void visit(RelNode node, int ordinal, RelNode parent) {
                SourceTable table =
                        node instanceof TableScan scan
                                ? scan.getTable().unwrap(SourceTable.class)
                                : null;
                if (table != null) {
                    boolean remote = table.access() instanceof TableAccess.Remote;
                    sources.add(remote ? table.name().connection() : "");
                }
                super.visit(node, ordinal, parent);
            }
        }.go(rel);
        return sources.size() == 1
                ? sources.stream().filter(source -> !source.isEmpty()).findFirst()
                : Optional.empty();
    }

    private void line(int depth, String line) {
        text.append(INDENT.repeat(depth)).append(line).append('\n');
    }
}

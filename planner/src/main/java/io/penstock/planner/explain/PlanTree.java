package io.penstock.planner.explain;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.explain.PlanNode.Kind;
import io.penstock.planner.explain.PlanNode.Reads;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A plan as a tree of words. The same query over the same tables gives the same tree. */
public final class PlanTree {
    private final PlanWords words;
    private final OperatorText operators;
    private final Set<String> shown = new HashSet<>();

    private PlanTree(PlanWords words) {
        this.words = words;
        this.operators = new OperatorText(words);
    }

    /** The tree of a plan. */
    public static PlanNode of(RelNode root, PlanWords words) {
        return new PlanTree(words).node(root);
    }

    private PlanNode node(RelNode rel) {
        Optional<String> name = words.shared(rel);
        if (name.isPresent() && !shown.add(name.get())) {
            return new PlanNode(
                    Kind.OTHER,
                    "Read again: " + name.get(),
                    new Reads.Inputs(),
                    ImmutableList.of(),
                    name,
                    true,
                    OptionalLong.empty(),
                    Optional.empty(),
                    ImmutableList.of(),
                    ImmutableList.of());
        }
        return operator(rel, name);
    }

    private PlanNode operator(RelNode rel, Optional<String> name) {
        List<RelNode> queries = new ArrayList<>();
        String line =
                rel instanceof TableScan scan ? words.table(scan) : operators.line(rel, queries);
        Optional<PlanWords.Reading> reading = words.reading(rel);
        if (reading.isPresent()) {
            return leaf(rel, line, name, reading.get());
        }
        return new PlanNode(
                kind(rel),
                line,
                new Reads.Inputs(),
                ImmutableList.copyOf(words.kept(rel)),
                name,
                false,
                words.rows(rel),
                Optional.empty(),
                nodes(rel.getInputs()),
                nodes(queries));
    }

    private PlanNode leaf(
            RelNode rel, String line, Optional<String> name, PlanWords.Reading reading) {
        return new PlanNode(
                kind(rel),
                line,
                reading.reads(),
                ImmutableList.copyOf(reading.kept()),
                name,
                false,
                reading.rows(),
                Optional.empty(),
                ImmutableList.of(),
                nodes(reading.queries()));
    }

    private ImmutableList<PlanNode> nodes(List<RelNode> rels) {
        return rels.stream().map(this::node).collect(ImmutableList.toImmutableList());
    }

    private static Kind kind(RelNode rel) {
        return switch (rel) {
            case TableScan ignored -> Kind.READ;
            case Filter ignored -> Kind.FILTER;
            case Project ignored -> Kind.PROJECT;
            case Join ignored -> Kind.JOIN;
            case Aggregate ignored -> Kind.GROUP;
            case Sort ignored -> Kind.SORT;
            case SetOp ignored -> Kind.SET;
            default -> Kind.OTHER;
        };
    }
}

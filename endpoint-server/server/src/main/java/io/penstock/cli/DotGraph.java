package io.penstock.cli;

import com.google.common.collect.ImmutableList;

import io.penstock.pipe.Dependencies;
import io.penstock.pipe.Dependencies.Kind;
import io.penstock.pipe.Dependencies.Link;
import io.penstock.pipe.Dependencies.Relation;
import io.penstock.pipe.Dependencies.Resource;

import java.util.Locale;

/**
 * Dependencies in Graphviz's language: rows flow along the arrows.
 *
 * <p>Source: the grammar at https://graphviz.org/doc/info/lang.html.
 */
final class DotGraph {
    private DotGraph() {}

    /** The graph, a statement on each line. */
    static ImmutableList<String> of(Dependencies dependencies) {
        ImmutableList.Builder<String> lines = ImmutableList.builder();
        lines.add("digraph project {", "  rankdir=LR;", "  node [fontname=\"sans-serif\"];");
        dependencies.resources().forEach(resource -> lines.add(node(resource)));
        dependencies.links().stream()
                .filter(link -> !link.isInside())
                .map(DotGraph::edge)
                .distinct()
                .forEach(lines::add);
        return lines.add("}").build();
    }

    private static String node(Resource resource) {
        return "  %s [shape=%s, tooltip=%s];"
                .formatted(
                        quoted(resource.name()),
                        shape(resource.kind()),
                        quoted(DependenciesCommand.kind(resource)));
    }

    private static String shape(Kind kind) {
        return switch (kind) {
            case PIPE -> "box";
            case DATA_SOURCE -> "cylinder";
            case CONNECTION -> "component";
            case TABLE, SERVICE_TABLE -> "tab";
            case UNKNOWN -> "diamond";
        };
    }

    private static String edge(Link link) {
        boolean reads = link.relation() == Relation.READS;
        String from = quoted((reads ? link.to() : link.from()).name());
        String to = quoted((reads ? link.from() : link.to()).name());
        String style = link.relation() == Relation.USES ? " [style=dotted, arrowhead=none]" : "";
        String label =
                link.relation() == Relation.WRITES
                        ? " [label=%s]"
                                .formatted(quoted(link.relation().name().toLowerCase(Locale.ROOT)))
                        : style;
        return "  " + from + " -> " + to + label + ";";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}

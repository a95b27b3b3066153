package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who reads whom: nodes of one pipe read each other by name, and other pipes by theirs. */
final class References {
    /** Longer chains than people write, and far from the end of any stack. */
    private static final int MAX_DEPTH = 64;

    private final ImmutableMap<String, Pipe> pipes;
    private final ImmutableMap<String, Place> nodes;

    References(Iterable<Pipe> all) {
        Map<String, Pipe> byName = new HashMap<>();
        Map<String, Place> places = new HashMap<>();
        for (Pipe pipe : all) {
            byName.put(Ascii.toLowerCase(pipe.name()), pipe);
            for (Node node : pipe.nodes()) {
                places.put(key(pipe, node.name()), new Place(pipe, node));
            }
        }
        pipes = ImmutableMap.copyOf(byName);
        nodes = ImmutableMap.copyOf(places);
    }

    /** A node and the pipe it belongs to. */
    record Place(Pipe pipe, Node node) {
        String shown() {
            return pipe.name() + "." + node.name();
        }

        /** By id, because comparing whole pipes would cost more than rendering them. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Place place && node.id().equals(place.node.id());
        }

        @Override
        public int hashCode() {
            return node.id().hashCode();
        }
    }

    /** What a name in a node's SQL means: a node of the same pipe or another pipe, if any. */
    Optional<Place> resolve(Pipe pipe, String name) {
        return Optional.ofNullable(nodes.get(key(pipe, name))).or(() -> resolve(name));
    }

    /** What a name in a client's SQL means: a pipe, if any. */
    Optional<Place> resolve(String name) {
        return Optional.ofNullable(pipes.get(Ascii.toLowerCase(name)))
                .map(pipe -> new Place(pipe, pipe.output()));
    }

    private static String key(Pipe pipe, String node) {
        return Ascii.toLowerCase(pipe.name()) + "." + Ascii.toLowerCase(node);
    }

    /** A node and every node that it may read, itself first. */
    ImmutableSet<Place> reachable(Place start) {
        Set<Place> found = new LinkedHashSet<>();
        List<Place> open = new ArrayList<>(List.of(start));
        while (!open.isEmpty()) {
            Place place = open.remove(open.size() - 1);
            if (found.add(place)) {
                open.addAll(read(place).reverse());
            }
        }
        return ImmutableSet.copyOf(found);
    }

    private ImmutableList<Place> read(Place place) {
        return place.node().template().tables().stream()
                .flatMap(name -> resolve(place.pipe(), name).stream())
                .collect(ImmutableList.toImmutableList());
    }

    /** Ids of the nodes that others name. */
    ImmutableSet<String> readNodes() {
        return nodes.values().stream()
                .flatMap(place -> read(place).stream())
                .map(place -> place.node().id())
                .collect(ImmutableSet.toImmutableSet());
    }

    /** Reports every circle of nodes that read each other, once. */
    void reportCycles(Findings findings) {
        Set<Place> done = new HashSet<>();
        for (Place place :
                ImmutableList.sortedCopyOf(Comparator.comparing(Place::shown), nodes.values())) {
            visit(place, new LinkedHashSet<>(), done, findings);
        }
    }

    private void visit(Place place, LinkedHashSet<Place> path, Set<Place> done, Findings findings) {
        if (done.contains(place)) {
            return;
        }
        if (!path.add(place)) {
            report(place, path, findings);
            return;
        }
        if (path.size() > MAX_DEPTH) {
            findings.problem(
                    ProjectProblem.at(
                            place.node().position(),
                            "The node '%s' is read through over %d others; read something nearer"
                                    .formatted(place.node().name(), MAX_DEPTH)));
            done.addAll(path);
            return;
        }
        read(place).forEach(next -> visit(next, path, done, findings));
        path.remove(place);
        done.add(place);
    }

    private static void report(Place place, LinkedHashSet<Place> path, Findings findings) {
        List<String> circle = new ArrayList<>();
        boolean inside = false;
        for (Place step : path) {
            inside |= step.equals(place);
            if (inside) {
                circle.add(step.shown());
            }
        }
        circle.add(place.shown());
        findings.problem(
                ProjectProblem.at(
                        place.node().position(),
                        "The node '%s' reads itself: %s; one of them must read something else"
                                .formatted(place.node().name(), String.join(" -> ", circle))));
    }
}

package io.penstock.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;

import io.penstock.pipe.Project;
import io.penstock.pipe.ProjectProblem;

import java.util.Optional;

/**
 * What a check of a project found.
 *
 * @param settings what is wrong with the configuration
 * @param errors what is wrong with datafiles, in the order of files and lines
 * @param warnings what their author should know
 * @param project absent when its files could not be read
 */
record CheckReport(
        ImmutableList<String> settings,
        ImmutableList<ProjectProblem> errors,
        ImmutableList<ProjectProblem> warnings,
        Optional<Project> project) {

    static CheckReport ofSettings(ImmutableList<String> settings) {
        return new CheckReport(settings, ImmutableList.of(), ImmutableList.of(), Optional.empty());
    }

    static CheckReport ofErrors(ImmutableList<ProjectProblem> errors) {
        return new CheckReport(ImmutableList.of(), errors, ImmutableList.of(), Optional.empty());
    }

    boolean good() {
        return settings.isEmpty() && errors.isEmpty();
    }

    /** One line for people. */
    static String summary(Project project) {
        return "all good: pipes %d, nodes %d, connections %d"
                .formatted(project.pipes().size(), nodes(project), project.connections().size());
    }

    private static int nodes(Project project) {
        return project.pipes().values().stream().mapToInt(pipe -> pipe.nodes().size()).sum();
    }

    /** One document for programs. */
    ObjectNode json() {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("result", good() ? "success" : "failed");
        settings.forEach(document.putArray("settings")::add);
        add(document.putArray("errors"), errors);
        add(document.putArray("warnings"), warnings);
        project.ifPresent(
                known -> {
                    document.put("pipes", known.pipes().size());
                    document.put("nodes", nodes(known));
                    document.put("connections", known.connections().size());
                });
        return document;
    }

    /** Each as an object with its place. */
    static void add(ArrayNode array, Iterable<ProjectProblem> problems) {
        problems.forEach(
                problem ->
                        array.addObject()
                                .put("file", problem.file())
                                .put("line", problem.line())
                                .put("column", problem.column())
                                .put("message", problem.message()));
    }
}

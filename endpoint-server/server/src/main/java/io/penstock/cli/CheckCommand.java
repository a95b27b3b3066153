package io.penstock.cli;

import io.penstock.pipe.Node;
import io.penstock.pipe.Pipe;
import io.penstock.pipe.Project;
import io.penstock.pipe.ProjectProblem;
import io.penstock.spi.error.ErrorKind;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** Validates a project without serving it; tells every error at once. */
@Command(
        name = "check",
        description = {
            "Validates a project without serving it: files, connections, and the SQL of every"
                    + " node.",
            "Every error is told at once as file:line:column: message. A database that is down"
                    + " gives a warning only."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  penstock check examples/flights")
final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "The project's folder; this folder when left out.")
    private Path folder = Path.of("");

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        SortedSet<ProjectProblem> errors = new TreeSet<>();
        SortedSet<ProjectProblem> warnings = new TreeSet<>();
        try (Workbench bench = Workbench.open(terminal, ProjectFolder.of(terminal, folder))) {
            warnings.addAll(bench.project().notices());
            for (Pipe pipe : bench.project().pipes().values()) {
                pipe.nodes().forEach(node -> check(bench, pipe, node, errors, warnings));
            }
            warnings.forEach(problem -> say("@|yellow warning:|@ ", problem));
            errors.forEach(problem -> say("@|red error:|@ ", problem));
            terminal.print(summary(bench.project(), errors.size()));
        }
        return errors.isEmpty() ? Penstock.GOOD : Penstock.WRONG_INPUT;
    }

    private static void check(
            Workbench bench,
            Pipe pipe,
            Node node,
            SortedSet<ProjectProblem> errors,
            SortedSet<ProjectProblem> warnings) {
        for (BoundSql variant : bench.project().bindVariants(pipe, node)) {
            try {
                bench.queries().plan(bench.query(variant));
            } catch (QueryException e) {
                boolean outside = e.code().kind() == ErrorKind.EXTERNAL;
                (outside ? warnings : errors).add(Workbench.problem(pipe.file(), e));
            }
        }
    }

    private void say(String mark, ProjectProblem problem) {
        terminal.err().println(terminal.ansi().string(mark) + problem);
    }

    private static String summary(Project project, int errors) {
        int nodes = project.pipes().values().stream().mapToInt(p -> p.nodes().size()).sum();
        return "%d pipes, %d nodes, %d connections: %s"
                .formatted(
                        project.pipes().size(),
                        nodes,
                        project.connections().size(),
                        errors == 0 ? "all good" : errors == 1 ? "1 error" : errors + " errors");
    }
}

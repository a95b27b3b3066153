package io.penstock.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.pipe.Project;
import io.penstock.pipe.ProjectProblem;
import io.penstock.server.EnvironmentSecrets;
import io.penstock.server.ServerConfig;
import io.penstock.server.ServerCore;
import io.penstock.server.deploy.Deployment;
import io.penstock.server.deploy.DeploymentListener;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Validates a project without serving it; tells every error at once. */
@Command(
        name = "check",
        description = {
            "Validates a project without serving it: files, connections, and the SQL of every"
                    + " node.",
            "Errors are told at once as file:line:column: message. A database that is down gives a"
                    + " warning only."
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
        ServerConfig config =
                ServerConfig.read(
                        ProjectFolder.of(terminal, folder),
                        ImmutableMap.of(),
                        terminal.environment());
        Findings findings = new Findings();
        try (ServerCore core =
                ServerCore.open(config, new EnvironmentSecrets(terminal.environment()), findings)) {
            core.deployments().checkFirst();
            Deployment deployment = core.deployments().live();
            deployment.warnings().forEach(terminal::warn);
            findings.errors.forEach(terminal::error);
            if (findings.errors.isEmpty()) {
                terminal.print(summary(deployment.project()));
            }
        }
        return findings.errors.isEmpty() ? Penstock.GOOD : Penstock.WRONG_INPUT;
    }

    /** Keeps what the check of the only deployment found. */
    private static final class Findings implements DeploymentListener {
        private ImmutableList<ProjectProblem> errors = ImmutableList.of();

        @Override
        public void checked(Deployment deployment, ImmutableList<ProjectProblem> problems) {
            errors = problems;
        }

        @Override
        public void deployed(Deployment deployment) {}

        @Override
        public void refused(ImmutableList<ProjectProblem> problems) {}
    }

    private static String summary(Project project) {
        int nodes = project.pipes().values().stream().mapToInt(p -> p.nodes().size()).sum();
        return "all good: pipes %d, nodes %d, connections %d"
                .formatted(project.pipes().size(), nodes, project.connections().size());
    }
}

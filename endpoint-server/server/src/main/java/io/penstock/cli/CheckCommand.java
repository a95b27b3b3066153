package io.penstock.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.pipe.Project;
import io.penstock.pipe.ProjectException;
import io.penstock.pipe.ProjectProblem;
import io.penstock.server.ConfigException;
import io.penstock.server.EnvironmentSecrets;
import io.penstock.server.ServerConfig;
import io.penstock.server.ServerCore;
import io.penstock.server.deploy.Deployment;
import io.penstock.server.deploy.DeploymentListener;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Validates a project without serving it; tells every error at once. */
@Command(
        name = "check",
        description = {
            "Validates a project without serving it: files, connections, and the SQL of every"
                    + " node.",
            "Errors are told at once as file:line:column: message, or with --output json as one"
                    + " document. A database that is down gives a warning only."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  penstock check examples/flights", "  penstock check shop --output json"})
final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private OutputOption output = new OutputOption();

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
        CheckReport report = report(ProjectFolder.of(terminal, folder));
        if (output.isJson()) {
            OutputOption.print(report.json(), terminal);
        } else {
            report.settings().forEach(terminal::error);
            report.warnings().forEach(terminal::warn);
            report.errors().forEach(terminal::error);
            report.project()
                    .filter(project -> report.good())
                    .ifPresent(project -> terminal.print(CheckReport.summary(project)));
        }
        return report.good() ? Penstock.GOOD : Penstock.WRONG_INPUT;
    }

    private CheckReport report(Path project) {
        try {
            return check(ServerConfig.read(project, ImmutableMap.of(), terminal.environment()));
        } catch (ConfigException e) {
            return CheckReport.ofSettings(e.problems());
        } catch (ProjectException e) {
            return CheckReport.ofErrors(e.problems());
        }
    }

    private CheckReport check(ServerConfig config) {
        Findings findings = new Findings();
        try (ServerCore core =
                ServerCore.open(config, new EnvironmentSecrets(terminal.environment()), findings)) {
            core.deployments().checkFirst();
            Deployment deployment = core.deployments().live();
            Project project = deployment.project();
            return new CheckReport(
                    ImmutableList.of(),
                    findings.errors,
                    deployment.warnings(),
                    Optional.of(project));
        }
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
}

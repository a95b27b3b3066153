package io.penstock.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.pipe.Project;
import io.penstock.pipe.ProjectException;
import io.penstock.pipe.ProjectProblem;
import io.penstock.pipe.SecretLookup;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

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
        }
    }

    private CheckReport check(ServerConfig config) {
        SecretLookup secrets = new EnvironmentSecrets(terminal.environment());
        try {
            return check(config, () -> Project.load(config.project(), secrets));
        } catch (ProjectException e) {
            return CheckReport.ofErrors(checkReadable(config, secrets, e.problems()));
        }
    }

    /** What a wrong file hides is checked without it, until nothing new is wrong. */
    private ImmutableList<ProjectProblem> checkReadable(
            ServerConfig config, SecretLookup secrets, ImmutableList<ProjectProblem> first) {
        Set<ProjectProblem> problems = new TreeSet<>(first);
        while (true) {
            ImmutableSet<String> files =
                    problems.stream()
                            .map(ProjectProblem::file)
                            .collect(ImmutableSet.toImmutableSet());
            try {
                problems.addAll(
                        check(config, () -> Project.loadReadable(config.project(), secrets, files))
                                .errors());
                return ImmutableList.copyOf(problems);
            } catch (ProjectException e) {
                if (!problems.addAll(e.problems())) {
                    return ImmutableList.copyOf(problems);
                }
            }
        }
    }

    private CheckReport check(ServerConfig config, Supplier<Project> reading) {
        Findings findings = new Findings();
        SecretLookup secrets = new EnvironmentSecrets(terminal.environment());
        try (ServerCore core = ServerCore.openIdle(config, secrets, findings, reading)) {
            core.deployments().checkFirst();
            Deployment deployment = core.deployments().live();
            return new CheckReport(
                    ImmutableList.of(),
                    findings.errors,
                    deployment.warnings(),
                    Optional.of(deployment.project()));
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

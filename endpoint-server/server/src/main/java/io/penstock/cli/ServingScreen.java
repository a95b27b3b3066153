package io.penstock.cli;

import com.google.common.collect.ImmutableList;

import io.penstock.pipe.ProjectProblem;
import io.penstock.server.deploy.Deployment;
import io.penstock.server.deploy.DeploymentListener;

/** Tells a project's author what became of each edit. Thread: safe for many at once. */
record ServingScreen(Terminal terminal) implements DeploymentListener {

    @Override
    public void checked(Deployment deployment, ImmutableList<ProjectProblem> problems) {
        deployment.warnings().forEach(terminal::warn);
        problems.forEach(terminal::error);
    }

    @Override
    public void deployed(Deployment deployment) {
        deployment.warnings().forEach(terminal::warn);
        terminal.note("version %d is live".formatted(deployment.version()));
    }

    @Override
    public void refused(ImmutableList<ProjectProblem> problems) {
        problems.forEach(terminal::error);
        terminal.error("the edit is not live; the last good version goes on serving");
    }
}

package io.penstock.server.audit;

import com.google.common.collect.ImmutableList;

import io.penstock.pipe.ProjectProblem;
import io.penstock.server.deploy.Deployment;
import io.penstock.server.deploy.DeploymentListener;

import java.time.Instant;

/**
 * Notes reloads, and tells them on.
 *
 * @param next hears everything too
 */
public record AuditedDeployments(DeploymentListener next, AuditLog audit)
        implements DeploymentListener {
    @Override
    public void checked(Deployment deployment, ImmutableList<ProjectProblem> problems) {
        next.checked(deployment, problems);
    }

    @Override
    public void deployed(Deployment deployment) {
        note(
                AuditEvent.Kind.DEPLOYED,
                "version %d: %d pipes, %d connections"
                        .formatted(
                                deployment.version(),
                                deployment.project().pipes().size(),
                                deployment.project().connections().size()));
        next.deployed(deployment);
    }

    @Override
    public void refused(ImmutableList<ProjectProblem> problems) {
        note(
                AuditEvent.Kind.DEPLOYMENT_REFUSED,
                "%d problems; the first is in %s:%d"
                        .formatted(
                                problems.size(), problems.get(0).file(), problems.get(0).line()));
        next.refused(problems);
    }

    private void note(AuditEvent.Kind kind, String detail) {
        audit.note(new AuditEvent(Instant.now(), kind, "", "", "project", detail, "", ""));
    }
}

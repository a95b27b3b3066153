package io.penstock.server.deploy;

import com.google.common.collect.ImmutableList;

import io.penstock.pipe.ProjectProblem;

/** Hears of checks and reloads. Thread: called by whoever causes the reload, one at a time. */
public interface DeploymentListener {
    /** Hears nothing. */
    DeploymentListener NONE =
            new DeploymentListener() {
                @Override
                public void deployed(Deployment deployment) {}

                @Override
                public void refused(ImmutableList<ProjectProblem> problems) {}
            };

    /**
     * The first deployment has been checked while it was already served.
     *
     * @param problems what its author has to mend; the pipes concerned answer with these errors
     */
    default void checked(Deployment deployment, ImmutableList<ProjectProblem> problems) {}

    /** A new version is live. */
    void deployed(Deployment deployment);

    /** An edit is broken; the last good version goes on. */
    void refused(ImmutableList<ProjectProblem> problems);
}

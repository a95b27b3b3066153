package io.penstock.server;

import com.google.common.collect.ImmutableList;

import io.penstock.pipe.Project;
import io.penstock.pipe.ProjectProblem;
import io.penstock.server.deploy.Deployment;
import io.penstock.server.deploy.DeploymentListener;
import io.penstock.server.metadata.MetadataException;
import io.penstock.server.token.TokenKeeper;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.Supplier;

/** Keeps tokens as the datafiles of each new version declare them. */
record TokenDeclarations(DeploymentListener next, Supplier<TokenKeeper> tokens)
        implements DeploymentListener {
    private static final Logger log = LoggerFactory.getLogger(TokenDeclarations.class);

    /** A project is served even when its tokens can't be written down. */
    static void declare(TokenKeeper tokens, Project project) {
        try {
            tokens.declare(project);
        } catch (MetadataException e) {
            log.error("TOKEN lines of the project are not in force: {}", e.getMessage());
        }
    }

    @Override
    public void checked(Deployment deployment, ImmutableList<ProjectProblem> problems) {
        next.checked(deployment, problems);
    }

    @Override
    public void deployed(Deployment deployment) {
        declare(tokens.get(), deployment.project());
        next.deployed(deployment);
    }

    @Override
    public void refused(ImmutableList<ProjectProblem> problems) {
        next.refused(problems);
    }
}

package io.penstock.server.deploy;

import com.google.common.collect.ImmutableList;

import io.penstock.pipe.Project;
import io.penstock.pipe.ProjectException;
import io.penstock.pipe.ProjectProblem;
import io.penstock.pipe.SecretLookup;
import io.penstock.query.QueryLimits;
import io.penstock.query.QueryService;
import io.penstock.spi.engine.Engine;
import io.penstock.spi.error.QueryException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The deployment that is live, and how the next one takes its place: built beside it, checked,
 * swapped. A broken one never goes live. Thread: safe for many at once; reloads wait for each
 * other.
 */
public final class Deployments implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Deployments.class);

    private final Path folder;
    private final SecretLookup secrets;
    private final QueryLimits limits;
    private final Engine engine;
    private final QueryService queries;
    private final Deployer deployer;
    private final DeploymentListener listener;
    private volatile Deployment live;

    /** What a reload came to. */
    public sealed interface Outcome {
        /** The edit is live. */
        record Deployed(Deployment deployment) implements Outcome {}

        /** The last good version goes on. */
        record Refused(ImmutableList<ProjectProblem> problems) implements Outcome {}
    }

    /**
     * Deploys the first version.
     *
     * @param project the first version; reloads read its folder again
     * @param drivers the folder with people's own JDBC drivers
     * @param limits how much checking one node may take
     * @throws ProjectException when it is broken
     */
    public Deployments(
            Project project,
            SecretLookup secrets,
            Path drivers,
            Engine engine,
            QueryService queries,
            QueryLimits limits,
            DeploymentListener listener) {
        this.folder = project.folder();
        this.secrets = secrets;
        this.limits = limits;
        this.engine = engine;
        this.queries = queries;
        this.listener = listener;
        this.deployer = new Deployer(drivers);
        this.live = build(project, Optional.empty());
    }

    /** The live deployment, held; the caller releases it. */
    public Deployment hold() {
        while (true) {
            Deployment deployment = live;
            if (deployment.hold()) {
                return deployment;
            }
        }
    }

    /** The live deployment, to look at: its connections may close at any time. */
    public Deployment live() {
        return live;
    }

    /** Reads the project again; a good one is live when this returns. */
    public synchronized Outcome reload() {
        try {
            Deployment next = build(Project.load(folder, secrets), Optional.of(live));
            Deployment replaced = live;
            live = next;
            replaced.release();
            log.info(
                    "Version {} is live: {} pipes, {} connections",
                    next.version(),
                    next.project().pipes().size(),
                    next.sources().size());
            listener.deployed(next);
            return new Outcome.Deployed(next);
        } catch (ProjectException e) {
            e.problems().forEach(problem -> log.warn("Not deployed: {}", problem));
            listener.refused(e.problems());
            return new Outcome.Refused(e.problems());
        }
    }

    private Deployment build(Project project, Optional<Deployment> previous) {
        Deployment deployment = deployer.deploy(project, previous);
        try {
            engine.allow(ReadableFolders.of(project));
        } catch (QueryException e) {
            deployment.release();
            throw new ProjectException(
                    ImmutableList.of(new ProjectProblem("", 1, 1, Problems.message(e))));
        }
        ProjectValidation.Report report = ProjectValidation.of(deployment, queries, limits);
        if (!report.problems().isEmpty()) {
            deployment.release();
            throw new ProjectException(report.problems().asList());
        }
        return deployment.withWarnings(
                ImmutableList.<ProjectProblem>builder()
                        .addAll(project.notices())
                        .addAll(report.warnings())
                        .build());
    }

    @Override
    public void close() {
        live.release();
    }
}

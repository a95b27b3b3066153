package io.penstock.server.deploy;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;

import io.penstock.pipe.Project;
import io.penstock.pipe.ProjectException;
import io.penstock.pipe.ProjectProblem;
import io.penstock.pipe.SecretLookup;
import io.penstock.query.QueryLimits;
import io.penstock.query.QueryService;
import io.penstock.spi.Source;
import io.penstock.spi.engine.Engine;
import io.penstock.spi.error.QueryException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The deployment that is live, and how the next one takes its place: built beside it, checked,
 * swapped. A broken one never goes live. Thread: safe for many at once; reloads wait for each
 * other.
 */
public final class Deployments implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Deployments.class);

    private final SecretLookup secrets;
    private final QueryLimits limits;
    private final Engine engine;
    private final QueryService queries;
    private final Deployer deployer;
    private final DeploymentListener listener;
    private volatile Deployment live;
    private volatile boolean closed;

    /** What a reload came to. */
    public sealed interface Outcome {
        /** The edit is live. */
        record Deployed(Deployment deployment) implements Outcome {}

        /** The last good version goes on. */
        record Refused(ImmutableList<ProjectProblem> problems) implements Outcome {}
    }

    /**
     * Opens the first version; {@link #checkFirst} looks at its SQL.
     *
     * @param project the first version; reloads read its folder again
     * @param drivers the folder with people's own JDBC drivers
     * @param usage what was asked of the server; not closed here
     * @param limits how much checking one node may take
     * @throws ProjectException when a connection is wrong
     */
    public Deployments(
            Project project,
            SecretLookup secrets,
            Path drivers,
            Source usage,
            Engine engine,
            QueryService queries,
            QueryLimits limits,
            DeploymentListener listener) {
        this.secrets = secrets;
        this.limits = limits;
        this.engine = engine;
        this.queries = queries;
        this.listener = listener;
        this.deployer = new Deployer(drivers, usage, queries, limits);
        this.live = open(project, Optional.empty());
    }

    /** The live deployment, held; the caller releases it. */
    public Deployment hold() {
        while (true) {
            Deployment deployment = live;
            if (deployment.hold()) {
                return deployment;
            }
            checkState(!closed, "the server is closed");
        }
    }

    /** The live deployment, to look at: its connections may close at any time. */
    public Deployment live() {
        return live;
    }

    /**
     * Checks the first deployment, which was not checked when it went live: its planning takes a
     * second in a cold JVM, and the server listens meanwhile. Warms the planner up, too.
     */
    public synchronized void checkFirst() {
        Deployment first = live;
        if (first.version() > 1 || closed) {
            return;
        }
        ImmutableList<ProjectProblem> problems = check(first, first);
        problems.forEach(problem -> log.warn("To be mended: {}", problem));
        listener.checked(first, problems);
    }

    /** Reads the project again; a good one is live when this returns. */
    public synchronized Outcome reload() {
        try {
            Deployment next = next();
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

    private Deployment next() {
        Deployment next = open(live.project().reload(secrets), Optional.of(live));
        ImmutableList<ProjectProblem> problems = check(next, live);
        if (!problems.isEmpty()) {
            next.release();
            throw new ProjectException(problems);
        }
        return next;
    }

    /** Opens what the project needs; it is not checked yet. */
    private Deployment open(Project project, Optional<Deployment> previous) {
        Deployment deployment = deployer.deploy(project, previous);
        try {
            engine.allow(ReadableFolders.of(project));
        } catch (QueryException e) {
            deployment.release();
            throw new ProjectException(
                    ImmutableList.of(new ProjectProblem("", 1, 1, Problems.message(e))));
        }
        return deployment;
    }

    /** Looks at what is new; what was found of a node stays while all it may name is the same. */
    private ImmutableList<ProjectProblem> check(Deployment deployment, Deployment before) {
        boolean same = deployment.catalog().sources().equals(before.catalog().sources());
        ProjectValidation.Report report =
                ProjectValidation.of(
                        deployment,
                        queries,
                        limits,
                        same ? stillTrue(deployment, before) : ImmutableMap.of());
        ImmutableList<ProjectProblem> warnings =
                ImmutableList.<ProjectProblem>builder()
                        .addAll(deployment.project().notices())
                        .addAll(report.warnings())
                        .build();
        deployment.setFindings(new Deployment.Findings(warnings, report.checks()));
        return report.problems();
    }

    /** A name that came or went may mean something else in the SQL that contains it. */
    private static Map<String, NodeCheck> stillTrue(Deployment now, Deployment before) {
        ImmutableSet<String> changed =
                Sets.symmetricDifference(
                                now.catalog().globalNames(), before.catalog().globalNames())
                        .stream()
                        .map(Ascii::toLowerCase)
                        .collect(ImmutableSet.toImmutableSet());
        return changed.isEmpty()
                ? before.findings().checks()
                : Maps.filterValues(
                        before.findings().checks(), check -> !check.mentionsAny(changed));
    }

    @Override
    public synchronized void close() {
        closed = true;
        live.release();
    }
}

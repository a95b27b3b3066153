package io.penstock.server.deploy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.pipe.Pipe;
import io.penstock.pipe.Project;
import io.penstock.pipe.ProjectProblem;
import io.penstock.planner.catalog.Catalog;
import io.penstock.query.QueryLimits;
import io.penstock.query.QueryService;
import io.penstock.query.listing.CatalogListing;
import io.penstock.query.listing.GrantedNames;
import io.penstock.query.listing.Visibility;
import io.penstock.server.system.SystemSource;
import io.penstock.spi.Source;
import io.penstock.spi.access.PipeGrant;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.engine.Caller;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A project as it is served: its datafiles, its open connections, and what its author should know.
 * Immutable but for the count of its users and what checks found: a replaced deployment lives until
 * its last query ends. Thread: safe for many at once.
 */
public final class Deployment {
    private final Project project;
    private final Catalog catalog;
    private final ImmutableMap<String, SharedSource> sources;
    private final QueryService queries;
    private final QueryLimits limits;
    private final AtomicInteger users = new AtomicInteger(1);
    private volatile Findings findings;

    /**
     * A deployment of what was opened.
     *
     * @param connections a catalog of the connections
     * @param queries finds out the pipes' columns when somebody lists them
     * @param limits how much that may take
     */
    Deployment(
            Project project,
            Catalog connections,
            ImmutableMap<String, SharedSource> sources,
            QueryService queries,
            QueryLimits limits) {
        this.project = project;
        this.sources = sources;
        this.queries = queries;
        this.limits = limits;
        this.findings = new Findings(project.notices(), ImmutableMap.of());
        this.catalog =
                connections.withSystem(
                        ImmutableMap.<String, Source>builder()
                                .putAll(SystemSource.all(this::listing))
                                .putAll(connections.system())
                                .buildOrThrow());
    }

    /** The datafiles. */
    public Project project() {
        return project;
    }

    /** What queries may name. */
    public Catalog catalog() {
        return catalog;
    }

    /**
     * What does not keep it from being served, such as a database that is down; the first
     * deployment's are complete once it has been checked.
     */
    public ImmutableList<ProjectProblem> warnings() {
        return findings.warnings();
    }

    /**
     * What a check found.
     *
     * @param warnings for the author
     * @param checks of nodes by their ids, good while connections and names are the same
     */
    record Findings(
            ImmutableList<ProjectProblem> warnings, ImmutableMap<String, NodeCheck> checks) {}

    Findings findings() {
        return findings;
    }

    void setFindings(Findings found) {
        findings = found;
    }

    /** 1 for the first, one more for each reload. */
    public long version() {
        return catalog.version();
    }

    /** What a caller may name. */
    public CatalogListing listing(Caller caller) {
        return new CatalogListing(
                catalog, new PipeViews(this, queries, limits).all(), visibility(caller));
    }

    private Visibility visibility(Caller caller) {
        ReadPolicy policy = caller.policy();
        return policy.everything()
                ? Visibility.EVERYTHING
                : new GrantedNames(policy, catalog, granted(policy));
    }

    /** A pipe is granted by its name or its id. */
    private ImmutableSet<String> granted(ReadPolicy policy) {
        ImmutableSet<String> wanted =
                policy.pipes().stream().map(PipeGrant::pipe).collect(ImmutableSet.toImmutableSet());
        return project.pipes().values().stream()
                .filter(pipe -> wanted.contains(pipe.name()) || wanted.contains(pipe.id()))
                .map(Pipe::name)
                .collect(ImmutableSet.toImmutableSet());
    }

    ImmutableMap<String, SharedSource> sources() {
        return sources;
    }

    /**
     * One more user, who calls {@link #release} at the end.
     *
     * @return false when it has been closed meanwhile
     */
    public boolean hold() {
        int now = users.get();
        while (now > 0) {
            if (users.compareAndSet(now, now + 1)) {
                return true;
            }
            now = users.get();
        }
        return false;
    }

    /** One user less; the last one closes the connections that no other deployment uses. */
    public void release() {
        if (users.decrementAndGet() == 0) {
            sources.values().forEach(SharedSource::release);
        }
    }
}

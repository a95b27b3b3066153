package io.penstock.server.deploy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.pipe.Project;
import io.penstock.pipe.ProjectProblem;
import io.penstock.planner.catalog.Catalog;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A project as it is served: its datafiles, its open connections, and what its author should know.
 * Immutable but for the count of its users: a replaced deployment lives until its last query ends.
 * Thread: safe for many at once.
 */
public final class Deployment {
    private final Project project;
    private final Catalog catalog;
    private final ImmutableMap<String, SharedSource> sources;
    private final ImmutableList<ProjectProblem> warnings;
    private final AtomicInteger users = new AtomicInteger(1);

    Deployment(
            Project project,
            Catalog catalog,
            ImmutableMap<String, SharedSource> sources,
            ImmutableList<ProjectProblem> warnings) {
        this.project = project;
        this.catalog = catalog;
        this.sources = sources;
        this.warnings = warnings;
    }

    /** The datafiles. */
    public Project project() {
        return project;
    }

    /** What queries may name. */
    public Catalog catalog() {
        return catalog;
    }

    /** What does not keep it from being served, such as a database that is down. */
    public ImmutableList<ProjectProblem> warnings() {
        return warnings;
    }

    /** 1 for the first, one more for each reload. */
    public long version() {
        return catalog.version();
    }

    /** The same with more for its author to know. */
    Deployment withWarnings(ImmutableList<ProjectProblem> more) {
        return new Deployment(project, catalog, sources, more);
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

package io.penstock.server.deploy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;

import io.penstock.pipe.ConnectionFile;
import io.penstock.pipe.Project;
import io.penstock.pipe.ProjectException;
import io.penstock.pipe.ProjectProblem;
import io.penstock.planner.catalog.Catalog;
import io.penstock.query.QueryLimits;
import io.penstock.query.QueryService;
import io.penstock.spi.ConnectionSettings;
import io.penstock.spi.Source;
import io.penstock.spi.SourceFactory;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** Makes deployments of projects: opens connections, keeps those that did not change. */
public final class Deployer {
    private final ImmutableMap<String, SourceFactory> factories;
    private final Path drivers;
    private final Source usage;
    private final QueryService queries;
    private final QueryLimits limits;

    /**
     * A deployer.
     *
     * @param drivers the folder with people's own JDBC drivers; it may be missing
     * @param usage what was asked of the server; not closed here
     * @param queries finds out the pipes' columns when somebody lists them
     * @param limits how much that may take
     */
    public Deployer(Path drivers, Source usage, QueryService queries, QueryLimits limits) {
        this.drivers = drivers;
        this.usage = usage;
        this.queries = queries;
        this.limits = limits;
        this.factories =
                Maps.uniqueIndex(ServiceLoader.load(SourceFactory.class), SourceFactory::type);
    }

    /**
     * Opens the project's connections.
     *
     * @param previous whose connections are used again where they fit
     * @throws ProjectException with everything that is wrong in connection files
     */
    public Deployment deploy(Project project, Optional<Deployment> previous) {
        Map<String, SharedSource> opened = new LinkedHashMap<>();
        ImmutableList.Builder<ProjectProblem> problems = ImmutableList.builder();
        for (ConnectionFile file : project.connections()) {
            try {
                opened.put(file.name(), source(project, file, previous));
            } catch (QueryException e) {
                problems.add(Problems.of(e, file.file(), 1, 1));
            }
        }
        ImmutableList<ProjectProblem> found = problems.build();
        if (!found.isEmpty()) {
            opened.values().forEach(SharedSource::release);
            throw new ProjectException(found);
        }
        long version = previous.map(Deployment::version).orElse(0L) + 1;
        ImmutableMap<String, Source> sources =
                ImmutableMap.copyOf(Maps.transformValues(opened, SharedSource::source));
        return new Deployment(
                project,
                new Catalog(version, sources, project.globalNames())
                        .withSystem(ImmutableMap.of(usage.name(), usage)),
                ImmutableMap.copyOf(opened),
                queries,
                limits);
    }

    private SharedSource source(
            Project project, ConnectionFile file, Optional<Deployment> previous) {
        ConnectionSettings settings = file.settings(project.folder(), drivers);
        Optional<SharedSource> same =
                previous.flatMap(p -> Optional.ofNullable(p.sources().get(file.name())))
                        .filter(shared -> shared.fits(settings));
        return same.map(SharedSource::hold)
                .orElseGet(() -> new SharedSource(settings, factory(file).open(settings)));
    }

    private SourceFactory factory(ConnectionFile file) {
        SourceFactory factory = factories.get(file.type());
        if (factory == null) {
            throw new QueryException(
                    SourceError.SETTING_INVALID,
                    "Connection '%s' has TYPE %s; known are %s"
                            .formatted(
                                    file.name(),
                                    file.type(),
                                    String.join(", ", factories.keySet())));
        }
        return factory;
    }
}

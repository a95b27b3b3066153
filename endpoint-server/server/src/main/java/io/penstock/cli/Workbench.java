package io.penstock.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.pipe.ConnectionFile;
import io.penstock.pipe.Project;
import io.penstock.pipe.ProjectException;
import io.penstock.pipe.ProjectProblem;
import io.penstock.planner.catalog.Catalog;
import io.penstock.query.Query;
import io.penstock.query.QueryLimits;
import io.penstock.query.QueryService;
import io.penstock.server.ServerConfig;
import io.penstock.spi.EngineFactory;
import io.penstock.spi.Source;
import io.penstock.spi.SourceFactory;
import io.penstock.spi.engine.Engine;
import io.penstock.spi.engine.EngineSettings;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SqlPosition;
import io.penstock.spi.sql.BoundSql;

import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;

/**
 * A project opened in this process, to ask it things without a server. Owner: who opened it closes
 * it. Thread: one at a time.
 */
final class Workbench implements AutoCloseable {
    private final Project project;
    private final ServerConfig config;
    private final ImmutableMap<String, Source> sources;
    private final Engine engine;
    private final QueryService queries;

    private Workbench(
            Project project,
            ServerConfig config,
            ImmutableMap<String, Source> sources,
            Engine engine) {
        this.project = project;
        this.config = config;
        this.sources = sources;
        this.engine = engine;
        this.queries = new QueryService(engine, config.planCacheEntries());
    }

    /**
     * Reads the project, opens its connections and an engine.
     *
     * @throws ProjectException with everything that is wrong in datafiles or connection settings
     * @throws io.penstock.server.ConfigException with everything that is wrong in the configuration
     */
    static Workbench open(Terminal terminal, Path folder) {
        ServerConfig config = ServerConfig.read(folder, ImmutableMap.of(), terminal.environment());
        Project project = Project.load(folder, ProjectOption.secrets(terminal));
        ImmutableMap<String, Source> sources = openSources(project, config);
        return new Workbench(project, config, sources, openEngine(project, config));
    }

    Project project() {
        return project;
    }

    ImmutableMap<String, Source> sources() {
        return sources;
    }

    QueryService queries() {
        return queries;
    }

    /** A query with the limits of the project's configuration. */
    Query query(BoundSql sql) {
        return new Query(
                new QueryContext("cli", config.queryTimeout()),
                new Catalog(1, sources, project.globalNames()),
                sql,
                new QueryLimits(config.queryTimeout(), config.sqlLimit()));
    }

    @Override
    public void close() {
        engine.close();
        sources.values().forEach(Source::close);
    }

    private static ImmutableMap<String, Source> openSources(Project project, ServerConfig config) {
        ImmutableMap<String, SourceFactory> factories =
                byName(ServiceLoader.load(SourceFactory.class), SourceFactory::type);
        ImmutableMap.Builder<String, Source> sources = ImmutableMap.builder();
        ImmutableList.Builder<ProjectProblem> problems = ImmutableList.builder();
        for (ConnectionFile connection : project.connections()) {
            SourceFactory factory = factories.get(connection.type());
            if (factory == null) {
                problems.add(unknownType(connection, factories));
                continue;
            }
            try {
                sources.put(
                        connection.name(),
                        factory.open(connection.settings(project.folder(), config.driversDir())));
            } catch (QueryException e) {
                problems.add(problem(connection.file(), e));
            }
        }
        ImmutableList<ProjectProblem> found = problems.build();
        if (!found.isEmpty()) {
            sources.buildOrThrow().values().forEach(Source::close);
            throw new ProjectException(found);
        }
        return sources.buildOrThrow();
    }

    private static ProjectProblem unknownType(
            ConnectionFile connection, ImmutableMap<String, SourceFactory> factories) {
        return new ProjectProblem(
                connection.file(),
                1,
                1,
                "Connection '%s' has the unknown TYPE %s; known are %s"
                        .formatted(
                                connection.name(),
                                connection.type(),
                                String.join(", ", factories.keySet())));
    }

    /** A failure as a problem of a file; where it gives no place, the file's beginning. */
    static ProjectProblem problem(String file, QueryException failure) {
        String message = Optional.ofNullable(failure.getMessage()).orElse(failure.code().name());
        SqlPosition position = failure.position().orElse(SqlPosition.of(1, 1));
        return new ProjectProblem(
                position.file().orElse(file), position.line(), position.column(), message);
    }

    private static Engine openEngine(Project project, ServerConfig config) {
        ImmutableMap<String, EngineFactory> factories =
                byName(ServiceLoader.load(EngineFactory.class), EngineFactory::name);
        EngineFactory factory =
                Optional.ofNullable(factories.get("duckdb"))
                        .orElseThrow(() -> new IllegalStateException("engine duckdb is missing"));
        return factory.open(
                new EngineSettings(
                        config.enginePermits(),
                        config.engineThreads(),
                        config.engineMemory(),
                        readable(project),
                        config.dataDir().resolve("tmp")));
    }

    /** The project's folder, and folders elsewhere that its connections name. */
    private static ImmutableList<Path> readable(Project project) {
        ImmutableList.Builder<Path> folders = ImmutableList.builder();
        folders.add(project.folder());
        project.connections().stream()
                .flatMap(
                        connection ->
                                Optional.ofNullable(connection.values().get("FILES_PATH")).stream())
                .map(path -> project.folder().resolve(path).normalize())
                .filter(path -> !path.startsWith(project.folder()))
                .forEach(folders::add);
        return folders.build();
    }

    private static <T> ImmutableMap<String, T> byName(
            ServiceLoader<T> found, Function<T, String> name) {
        ImmutableMap.Builder<String, T> map = ImmutableMap.builder();
        found.forEach(service -> map.put(name.apply(service), service));
        return map.buildOrThrow();
    }
}

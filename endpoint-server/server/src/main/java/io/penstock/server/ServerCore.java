package io.penstock.server;

import io.penstock.pipe.Project;
import io.penstock.pipe.SecretLookup;
import io.penstock.query.QueryLimits;
import io.penstock.query.QueryService;
import io.penstock.server.deploy.DeploymentListener;
import io.penstock.server.deploy.Deployments;
import io.penstock.server.deploy.ReadableFolders;
import io.penstock.spi.EngineFactory;
import io.penstock.spi.engine.Engine;
import io.penstock.spi.engine.EngineSettings;

import java.util.ServiceLoader;

/**
 * What stands below the doors: the engine, the query service on it, and the project as it is
 * deployed. Owner: whoever opened it closes it. Thread: safe for many at once.
 *
 * @param engine closed with this
 * @param queries the one door
 * @param deployments closed with this
 */
public record ServerCore(Engine engine, QueryService queries, Deployments deployments)
        implements AutoCloseable {

    /**
     * Reads the project, starts the engine, deploys.
     *
     * @throws io.penstock.pipe.ProjectException with everything that is wrong with the project
     * @throws io.penstock.spi.error.QueryException when the engine can't start
     */
    public static ServerCore open(
            ServerConfig config, SecretLookup secrets, DeploymentListener listener) {
        Project project = Project.load(config.project(), secrets);
        Engine engine = startEngine(config, project);
        try {
            QueryService queries = new QueryService(engine, config.planCacheEntries());
            return new ServerCore(
                    engine,
                    queries,
                    new Deployments(
                            project,
                            secrets,
                            config.driversDir(),
                            engine,
                            queries,
                            new QueryLimits(config.queryTimeout(), config.sqlLimit()),
                            listener));
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /** An engine that may read what the project's connections name. */
    public static Engine startEngine(ServerConfig config, Project project) {
        EngineFactory factory =
                ServiceLoader.load(EngineFactory.class)
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalStateException("no engine on the class path"));
        return factory.open(
                new EngineSettings(
                        config.enginePermits(),
                        config.engineThreads(),
                        config.engineMemory(),
                        ReadableFolders.of(project),
                        config.dataDir().resolve("tmp")));
    }

    @Override
    public void close() {
        deployments.close();
        engine.close();
    }
}

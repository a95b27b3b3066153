package io.penstock.server;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import com.google.common.util.concurrent.Uninterruptibles;

import io.penstock.pipe.Project;
import io.penstock.pipe.SecretLookup;
import io.penstock.query.QueryLimits;
import io.penstock.query.QueryService;
import io.penstock.server.deploy.DeploymentListener;
import io.penstock.server.deploy.Deployments;
import io.penstock.server.usage.UsageLog;
import io.penstock.server.usage.UsageSource;
import io.penstock.spi.EngineFactory;
import io.penstock.spi.Source;
import io.penstock.spi.engine.Engine;
import io.penstock.spi.engine.EngineSettings;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

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
     * @param usage keeps what is asked; absent when this process only looks
     * @throws io.penstock.pipe.ProjectException with everything that is wrong with the project
     * @throws io.penstock.spi.error.QueryException when the engine can't start
     */
    public static ServerCore open(
            ServerConfig config,
            SecretLookup secrets,
            DeploymentListener listener,
            Optional<UsageLog> usage) {
        return open(
                config,
                secrets,
                listener,
                new UsageSource(config.dataDir(), usage),
                () -> Project.load(config.project(), secrets),
                () -> startEngine(config, ImmutableList.of(config.project())));
    }

    /**
     * Deploys a project that is looked at and not served: no query can run.
     *
     * @param reading gives the project
     * @throws io.penstock.pipe.ProjectException with what is wrong with it
     */
    public static ServerCore openIdle(
            ServerConfig config,
            SecretLookup secrets,
            DeploymentListener listener,
            Supplier<Project> reading) {
        return open(
                config,
                secrets,
                listener,
                new UsageSource(config.dataDir(), Optional.empty()),
                reading,
                IdleEngine::new);
    }

    private static ServerCore open(
            ServerConfig config,
            SecretLookup secrets,
            DeploymentListener listener,
            Source usage,
            Supplier<Project> reading,
            Callable<Engine> engineStart) {
        // Reading the project and loading the engine's library take the longest of a start: both at
        // once. Deploying lets the engine read the other folders that the project names.
        FutureTask<Engine> starting = new FutureTask<>(engineStart);
        Thread.ofPlatform().name("engine-start").start(starting);
        Project project = load(reading, starting);
        Engine engine = started(starting);
        try {
            QueryService queries = new QueryService(engine, config.planCacheEntries());
            return new ServerCore(
                    engine,
                    queries,
                    new Deployments(
                            project,
                            secrets,
                            config.driversDir(),
                            usage,
                            engine,
                            queries,
                            new QueryLimits(config.queryTimeout(), config.sqlLimit()),
                            listener));
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private static Project load(Supplier<Project> reading, Future<Engine> starting) {
        try {
            return reading.get();
        } catch (RuntimeException e) {
            try {
                started(starting).close();
            } catch (RuntimeException engine) {
                e.addSuppressed(engine);
            }
            throw e;
        }
    }

    private static Engine started(Future<Engine> starting) {
        try {
            return Objects.requireNonNull(Uninterruptibles.getUninterruptibly(starting));
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            Throwables.throwIfUnchecked(cause);
            throw new IllegalStateException("The engine did not start", cause);
        }
    }

    /** An engine that may read these folders. */
    public static Engine startEngine(ServerConfig config, ImmutableList<Path> readable) {
        EngineFactory factory =
                ServiceLoader.load(EngineFactory.class)
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalStateException("no engine on the class path"));
        return factory.open(
                new EngineSettings(
                        config.enginePermits(),
                        config.engineThreads(),
                        config.engineNiceness(),
                        config.engineMemory(),
                        ImmutableList.<Path>builder()
                                .addAll(readable)
                                .add(UsageSource.folder(config.dataDir()))
                                .build(),
                        config.dataDir().resolve("tmp")));
    }

    @Override
    public void close() {
        deployments.close();
        queries.close();
        engine.close();
    }
}

package io.penstock.cli;

import com.google.common.collect.ImmutableMap;

import io.penstock.pipe.Project;
import io.penstock.query.Query;
import io.penstock.query.QueryLimits;
import io.penstock.query.QueryPlan;
import io.penstock.query.QueryResult;
import io.penstock.query.QueryService;
import io.penstock.server.EnvironmentSecrets;
import io.penstock.server.ServerConfig;
import io.penstock.server.ServerCore;
import io.penstock.server.deploy.Deployer;
import io.penstock.server.deploy.Deployment;
import io.penstock.server.deploy.ReadableFolders;
import io.penstock.server.usage.UsageSource;
import io.penstock.spi.Source;
import io.penstock.spi.engine.Engine;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.sql.BoundSql;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A project opened in this process, to ask it things without a server. Its pipes are not checked: a
 * mistake in one must not keep people from asking others. Owner: who opened it closes it. Thread:
 * one at a time.
 */
final class Workbench implements AutoCloseable {
    private final ServerConfig config;
    private final Deployment deployment;
    private final Engine engine;
    private final QueryService queries;

    private Workbench(
            ServerConfig config, Deployment deployment, Engine engine, QueryService queries) {
        this.config = config;
        this.deployment = deployment;
        this.engine = engine;
        this.queries = queries;
    }

    /**
     * Reads the project, opens its connections and an engine.
     *
     * @throws io.penstock.pipe.ProjectException with everything that is wrong in datafiles or
     *     connection settings
     * @throws io.penstock.server.ConfigException with everything that is wrong in the configuration
     */
    static Workbench open(Terminal terminal, Path folder) {
        ServerConfig config = ServerConfig.read(folder, ImmutableMap.of(), terminal.environment());
        Project project = Project.load(folder, new EnvironmentSecrets(terminal.environment()));
        Engine engine = ServerCore.startEngine(config, ReadableFolders.of(project));
        try {
            QueryService queries = new QueryService(engine, config.planCacheEntries());
            Deployment deployment =
                    new Deployer(
                                    config.driversDir(),
                                    new UsageSource(config.dataDir(), Optional.empty()),
                                    queries,
                                    limits(config))
                            .deploy(project, Optional.empty());
            return new Workbench(config, deployment, engine, queries);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private static QueryLimits limits(ServerConfig config) {
        return new QueryLimits(config.queryTimeout(), config.sqlLimit());
    }

    Project project() {
        return deployment.project();
    }

    ImmutableMap<String, Source> sources() {
        return deployment.catalog().sources();
    }

    /** Starts a query with the limits of the project's configuration; the caller closes it. */
    QueryResult run(BoundSql sql) {
        return queries.run(query(sql));
    }

    /** How a query would run. */
    QueryPlan plan(BoundSql sql) {
        return queries.plan(query(sql));
    }

    /** How a query ran. */
    QueryPlan analyze(BoundSql sql) {
        return queries.analyze(query(sql));
    }

    private Query query(BoundSql sql) {
        return new Query(
                new QueryContext("cli", config.queryTimeout()),
                deployment.catalog(),
                sql,
                limits(config));
    }

    @Override
    public void close() {
        engine.close();
        deployment.release();
    }
}

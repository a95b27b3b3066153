package io.penstock.benchmark;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.planner.catalog.Catalog;
import io.penstock.planner.dispatch.Way;
import io.penstock.planner.explain.PlanNode;
import io.penstock.query.Query;
import io.penstock.query.QueryLimits;
import io.penstock.query.QueryPlan;
import io.penstock.query.QueryResult;
import io.penstock.query.QueryService;
import io.penstock.spi.ConnectionSettings;
import io.penstock.spi.EngineFactory;
import io.penstock.spi.Source;
import io.penstock.spi.SourceFactory;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.Engine;
import io.penstock.spi.engine.EngineSettings;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.sql.BoundSql;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;

/**
 * The query service over a folder of files, as the server puts it together. Owner: whoever opened
 * it closes it.
 */
final class Product implements AutoCloseable {
    private static final QueryLimits LIMITS = new QueryLimits(Duration.ofMinutes(5), 64 * 1024);

    private final Engine engine;
    private final ImmutableMap<String, Source> sources;
    private final Catalog catalog;
    private final Map<Way, QueryService> ways = new EnumMap<>(Way.class);
    private QueryService service;

    /**
     * Opens the product.
     *
     * @param schema the name under which the files' tables stand
     */
    Product(String schema, Path files, Path work) {
        this(files, work, ImmutableMap.of(schema, source(schema, "files", folder(files), files)));
    }

    /**
     * Opens the product over files and one database.
     *
     * @param shop the name under which the tables of the database's schema {@code public} stand
     */
    Product(String schema, Path files, Path work, String shop, String url) {
        this(
                files,
                work,
                ImmutableMap.of(
                        schema,
                        source(schema, "files", folder(files), files),
                        shop,
                        source(
                                shop,
                                "jdbc",
                                ImmutableMap.of("JDBC_URL", url, "JDBC_SCHEMA", "public"),
                                files)));
    }

    private Product(Path files, Path work, ImmutableMap<String, Source> opened) {
        engine =
                first(EngineFactory.class)
                        .open(
                                new EngineSettings(
                                        4,
                                        2,
                                        10,
                                        4L << 30,
                                        ImmutableList.of(files),
                                        work.resolve("spill")));
        sources = opened;
        catalog = new Catalog(1, sources, sources.keySet());
        service = new QueryService(engine, 1000);
        for (Way way : Way.values()) {
            ways.put(way, new QueryService(engine, 1000, way));
        }
    }

    private static Source source(
            String schema, String type, ImmutableMap<String, String> settings, Path files) {
        return ServiceLoader.load(SourceFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(factory -> factory.type().equals(type))
                .findFirst()
                .orElseThrow()
                .open(
                        new ConnectionSettings(
                                schema,
                                type,
                                settings,
                                ImmutableMap.of(),
                                files,
                                files.resolve("drivers")));
    }

    private static ImmutableMap<String, String> folder(Path files) {
        return ImmutableMap.of("FILES_PATH", files.toString());
    }

    private static <T> T first(Class<T> type) {
        return ServiceLoader.load(type).findFirst().orElseThrow();
    }

    /** Runs a query to its last row; the number of rows. */
    long drain(BoundSql sql) {
        return drain(start(sql));
    }

    /** The same in one way, until a deadline; an error afterwards. */
    long drain(Way way, BoundSql sql, Duration deadline) {
        return drain(service(way).run(query(sql, deadline)));
    }

    private QueryService service(Way way) {
        return Objects.requireNonNull(ways.get(way), "way");
    }

    private static long drain(QueryResult running) {
        long rows = 0;
        try (QueryResult result = running) {
            BatchStream batches = result.rows();
            while (batches.next()) {
                rows += batches.batch().getRowCount();
            }
        }
        return rows;
    }

    /** Plans and starts a query; the caller closes it. */
    QueryResult start(BoundSql sql) {
        return service.run(query(sql));
    }

    /** The same in one way. */
    QueryResult start(Way way, BoundSql sql) {
        return service(way).run(query(sql));
    }

    /** Plans a query without running it. */
    void plan(BoundSql sql) {
        service.plan(query(sql));
    }

    /** Plans a query, or finds its plan, without running it. */
    void describe(BoundSql sql) {
        service.describe(query(sql));
    }

    /** Runs a query and says what each operator was expected to do, and did. */
    PlanNode analyze(BoundSql sql) {
        return service.analyze(query(sql)).tree();
    }

    /** How a query would run in one way. */
    QueryPlan plan(Way way, BoundSql sql) {
        return service(way).plan(query(sql));
    }

    /** Forgets all plans, and what sources gave. */
    void forgetPlans() {
        service = new QueryService(engine, 1000);
        ways.replaceAll((way, forgotten) -> new QueryService(engine, 1000, way));
    }

    private Query query(BoundSql sql) {
        return query(sql, LIMITS.timeout());
    }

    private Query query(BoundSql sql, Duration deadline) {
        return new Query(new QueryContext("BENCHMARK", deadline), catalog, sql, LIMITS);
    }

    @Override
    public void close() {
        sources.values().forEach(Source::close);
        engine.close();
    }
}

package io.penstock.server.door;

import io.penstock.query.QueryService;
import io.penstock.query.SourceRead;
import io.penstock.spi.engine.Door;
import io.penstock.spi.engine.Engine;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/**
 * What the server tells Prometheus about itself: requests and their times by pipe, permits, plan
 * cache, JVM. Thread: safe for many at once.
 */
public final class ServerMetrics {
    /** The value of {@code Content-Type}. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter requests;
    private final Histogram seconds;
    private final Counter rows;

    /** Metrics of this engine and query service. */
    public ServerMetrics(Engine engine, QueryService queries) {
        requests =
                Counter.builder()
                        .name("penstock_requests_total")
                        .help(
                                "Calls by door, pipe and HTTP status; 499: client gone or query"
                                        + " cancelled")
                        .labelNames("door", "pipe", "status")
                        .register(registry);
        seconds =
                Histogram.builder()
                        .name("penstock_request_seconds")
                        .help("Time from a call's arrival to its last byte")
                        .classicOnly()
                        .classicUpperBounds(
                                .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10)
                        .labelNames("door", "pipe")
                        .register(registry);
        rows =
                Counter.builder()
                        .name("penstock_result_rows_total")
                        .help("Rows sent to clients by door and pipe")
                        .labelNames("door", "pipe")
                        .register(registry);
        registerEngine(engine);
        registerPlanCache(queries);
        registerSources(queries);
        gauge(
                "penstock_arrow_bytes",
                "Memory of results that are not closed yet",
                () -> engine.status().bytes() + queries.allocatedBytes());
        gauge(
                "penstock_cancel_seconds_max",
                "Longest time that one of the last hundred cancelled queries went on afterwards",
                () -> longestCancel(queries));
        JvmMetrics.builder().register(registry);
    }

    private static double longestCancel(QueryService queries) {
        return queries.cancelled().stream()
                .mapToDouble(query -> query.took().toNanos() / 1e9)
                .max()
                .orElse(0);
    }

    private void registerEngine(Engine engine) {
        gauge(
                "penstock_engine_permits",
                "Queries that may run at once",
                () -> engine.status().permits());
        gauge("penstock_engine_running", "Queries that run now", () -> engine.status().running());
        gauge(
                "penstock_engine_waiting",
                "Queries that wait for a permit",
                () -> engine.status().waiting());
        gauge(
                "penstock_engine_unread",
                "Results that nobody has read from for a while; others have their permits",
                () -> engine.status().unread());
        counter(
                "penstock_engine_restarts_total",
                "Engines replaced because a query had damaged them",
                () -> engine.status().restarts());
    }

    private void registerPlanCache(QueryService queries) {
        gauge("penstock_plan_cache_entries", "Plans kept", () -> queries.planCache().entries());
        counter(
                "penstock_plan_cache_hits_total",
                "Queries that found their plan",
                () -> queries.planCache().hits());
        counter(
                "penstock_plan_cache_misses_total",
                "Queries that had to be planned",
                () -> queries.planCache().misses());
    }

    /** Labels are connections of projects, never names that callers invent. */
    private void registerSources(QueryService queries) {
        source(
                "penstock_source_queries_total",
                "Queries that a connection was asked",
                queries,
                SourceRead::queries);
        source(
                "penstock_source_errors_total",
                "Queries that failed there",
                queries,
                SourceRead::errors);
        source(
                "penstock_source_rows_total",
                "Rows that were read of a connection",
                queries,
                SourceRead::rows);
        source(
                "penstock_source_bytes_total",
                "Bytes of them as Arrow; of files the bytes that were read",
                queries,
                SourceRead::bytes);
        source(
                "penstock_source_seconds_total",
                "Time that was waited for a connection; none for files",
                queries,
                read -> read.time().toNanos() / 1e9);
    }

    private void source(
            String name, String help, QueryService queries, ToDoubleFunction<SourceRead> value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("connection")
                .callback(
                        callback ->
                                queries.sourceTotals()
                                        .forEach(
                                                read ->
                                                        callback.call(
                                                                value.applyAsDouble(read),
                                                                read.connection())))
                .register(registry);
    }

    /** Adds a number that is asked for whenever somebody looks. */
    public void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    private void counter(String name, String help, DoubleSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    /**
     * Counts a call that has ended.
     *
     * @param pipe empty for a pipe that does not exist: names that callers invent are not kept; and
     *     for SQL, which may read many
     */
    void count(Door door, String pipe, int status, double took, long resultRows) {
        requests.labelValues(door.label(), pipe, Integer.toString(status)).inc();
        seconds.labelValues(door.label(), pipe).observe(took);
        rows.labelValues(door.label(), pipe).inc(resultRows);
    }

    /** All metrics as text. */
    public byte[] text() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(bytes, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}

package io.penstock.server;

import com.google.common.base.Stopwatch;
import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.pipe.SecretLookup;
import io.penstock.query.QueryLimits;
import io.penstock.server.audit.AuditEvent;
import io.penstock.server.audit.AuditLog;
import io.penstock.server.audit.AuditedDeployments;
import io.penstock.server.avatica.AvaticaDoor;
import io.penstock.server.deploy.Deployment;
import io.penstock.server.deploy.DeploymentListener;
import io.penstock.server.deploy.Deployments;
import io.penstock.server.deploy.NodeColumns;
import io.penstock.server.deploy.ProjectWatcher;
import io.penstock.server.door.Admission;
import io.penstock.server.door.CallLog;
import io.penstock.server.door.CallRecord;
import io.penstock.server.door.ServerMetrics;
import io.penstock.server.door.SqlDoor;
import io.penstock.server.flight.FlightDoor;
import io.penstock.server.http.AvaticaHandler;
import io.penstock.server.http.CallLimits;
import io.penstock.server.http.ClientWatch;
import io.penstock.server.http.FrontHandler;
import io.penstock.server.http.HttpDoor;
import io.penstock.server.http.HttpSettings;
import io.penstock.server.http.PipeHandler;
import io.penstock.server.http.QueryAnswers;
import io.penstock.server.http.RequestGate;
import io.penstock.server.http.Routes;
import io.penstock.server.http.SqlHandler;
import io.penstock.server.http.TokensHandler;
import io.penstock.server.issuer.Issuer;
import io.penstock.server.issuer.IssuerFile;
import io.penstock.server.limit.CallLimiter;
import io.penstock.server.tls.Certificates;
import io.penstock.server.tls.TlsException;
import io.penstock.server.tls.TlsSettings;
import io.penstock.server.token.TokenKeeper;
import io.penstock.server.usage.UsageLog;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A running server. Owner: whoever started it closes it. Thread: safe for many at once.
 *
 * <p>Closing is graceful: running queries may end within {@link ServerConfig#stopTimeout}, new ones
 * get 503.
 */
public final class PenstockServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PenstockServer.class);

    private final ServerConfig config;
    private final TokenKeeper tokens;
    private final ServerCore core;
    private final Certificates certificates;
    private final Optional<UsageLog> usage;
    private final AuditLog audit;
    private final Admission admission;
    private final CallLimiter limiter;
    private final RequestGate gate = new RequestGate();
    private final ClientWatch clients = new ClientWatch();
    private final ServerMetrics metrics;
    private final CallLog calls;
    private final SqlDoor sql;
    private final Optional<ProjectWatcher> watcher;
    private final AvaticaDoor avatica;
    private final HttpDoor door;
    private final Optional<FlightDoor> flight;

    private PenstockServer(
            ServerConfig config,
            TokenKeeper tokens,
            ServerCore core,
            Certificates certificates,
            Optional<UsageLog> usage,
            AuditLog audit) {
        this.config = config;
        this.tokens = tokens;
        this.core = core;
        this.certificates = certificates;
        this.usage = usage;
        this.audit = audit;
        this.admission = new Admission(config.admission());
        this.limiter = new CallLimiter(config.limits(), config.dataDir());
        this.metrics = new ServerMetrics(core.engine(), core.queries());
        this.calls = new CallLog(metrics, ended(usage, limiter), audit);
        this.sql = new SqlDoor(core.deployments(), core.queries(), limits(), calls, this::seeEdits);
        this.flight = bindFlight();
        this.watcher =
                config.watch()
                        ? Optional.of(
                                ProjectWatcher.start(config.project(), core.deployments()::reload))
                        : Optional.empty();
        this.avatica = new AvaticaDoor(sql, config.avatica());
        usage.ifPresent(
                log ->
                        metrics.gauge(
                                "penstock_usage_lost",
                                "Calls and events that could not be kept",
                                log::lost));
        metrics.gauge(
                "penstock_avatica_connections", "Open JDBC connections", avatica::connections);
        metrics.gauge("penstock_avatica_statements", "Their statements", avatica::statements);
        this.door = new HttpDoor(http(), certificates.http(), handler());
        metrics.gauge("penstock_connections", "Open connections over HTTP", door::connections);
        metrics.gauge(
                "penstock_calls_running", "Calls that have a place to work", admission::running);
        metrics.gauge("penstock_calls_waiting", "Calls that wait for a place", admission::waiting);
    }

    /** Whoever counts calls that have ended. */
    private static CallRecord.Sink ended(Optional<UsageLog> usage, CallLimiter limiter) {
        return call -> {
            limiter.add(call);
            usage.ifPresent(log -> log.add(call));
        };
    }

    private Optional<FlightDoor> bindFlight() {
        OptionalInt port = config.flight().port();
        if (port.isEmpty()) {
            return Optional.empty();
        }
        FlightDoor.Parts parts =
                new FlightDoor.Parts(
                        sql,
                        tokens,
                        audit,
                        config.bodyLimit(),
                        config.sqlLimit(),
                        version(),
                        certificates.flight(),
                        admission,
                        limiter);
        try {
            FlightDoor bound =
                    FlightDoor.bind(config.host(), port.getAsInt(), config.flight(), parts);
            observe(bound);
            return Optional.of(bound);
        } catch (UncheckedIOException e) {
            throw new ConfigException(
                    ImmutableList.of(
                            "flight-port is %d, which can't be listened on at %s: %s; choose another with --flight-port N, or none with --flight-port off"
                                    .formatted(
                                            port.getAsInt(),
                                            config.host(),
                                            Throwables.getRootCause(e).getMessage())));
        }
    }

    private void observe(FlightDoor bound) {
        metrics.gauge(
                "penstock_flight_streams",
                "Answers that Flight SQL is sending",
                () -> bound.status().streams());
        metrics.gauge(
                "penstock_flight_statements",
                "Statements that are prepared through Flight SQL",
                () -> bound.status().statements());
        metrics.gauge(
                "penstock_flight_bytes",
                "Memory of Flight SQL's metadata and parameters; results are the engine's",
                () -> bound.status().bytes());
    }

    private static String version() {
        return Optional.ofNullable(PenstockServer.class.getPackage().getImplementationVersion())
                .orElse("0");
    }

    private FrontHandler handler() {
        CallLimits limits = new CallLimits(limits(), config.resultLimit(), config.bodyLimit());
        QueryAnswers answers = new QueryAnswers(core.queries(), clients, config.resultLimit());
        PipeHandler pipes = new PipeHandler(core.deployments(), answers, calls, limits);
        SqlHandler callersSql = new SqlHandler(core.deployments(), answers, calls, limits);
        return new FrontHandler(
                gate,
                admission,
                limiter,
                tokens,
                audit,
                http(),
                this::seeEdits,
                new Routes(
                        core.deployments(),
                        this::reload,
                        pipes,
                        callersSql,
                        core.queries(),
                        metrics,
                        new NodeColumns(core.queries(), limits()),
                        new TokensHandler(tokens.administration(), audit, config.bodyLimit())),
                new AvaticaHandler(
                        avatica, admission, tokens, limiter, audit, config.bodyLimit(), clients));
    }

    private HttpSettings http() {
        return new HttpSettings(
                config.host(),
                config.port(),
                config.urlLimit(),
                config.bodyLimit(),
                config.tls().required(),
                config.tls().strictFor(),
                config.proxies(),
                config.admission().places() + config.admission().queue(),
                config.connections());
    }

    private QueryLimits limits() {
        return new QueryLimits(config.queryTimeout(), config.sqlLimit());
    }

    private void seeEdits() {
        watcher.ifPresent(ProjectWatcher::checkBeforeRequest);
    }

    /** Starts with secrets from the environment, and nobody told of reloads. */
    public static PenstockServer start(ServerConfig config) {
        return start(
                config,
                new EnvironmentSecrets(ImmutableMap.copyOf(System.getenv())),
                DeploymentListener.NONE);
    }

    /**
     * Starts everything and listens. SQL is checked right after: a pipe whose SQL is wrong answers
     * with its error and does not keep the others from being served.
     *
     * @param listener told of the first deployment's check and of each reload
     * @throws io.penstock.pipe.ProjectException with everything that is wrong with the project
     * @throws io.penstock.spi.error.QueryException when the engine can't start
     * @throws java.io.UncheckedIOException when the port is taken or the data folder can't be
     *     written
     */
    public static PenstockServer start(
            ServerConfig config, SecretLookup secrets, DeploymentListener listener) {
        Certificates certificates = open(config.tls());
        TokenStart tokens = new TokenStart(config.tokens());
        PenstockServer server = open(config, tokens, secrets, listener, certificates);
        try {
            server.door.start();
        } catch (RuntimeException e) {
            server.closeParts();
            throw e;
        }
        log.info("Listening on {}", server.url());
        Thread.ofPlatform().daemon().name("first-check").start(server::startRest);
        return server;
    }

    private static PenstockServer open(
            ServerConfig config,
            TokenStart tokens,
            SecretLookup secrets,
            DeploymentListener listener,
            Certificates certificates) {
        Optional<UsageLog> usage = openUsage(config);
        AuditLog audit = usage.map(log -> new AuditLog(log::add)).orElse(AuditLog.LOG_ONLY);
        try {
            ServerCore core =
                    ServerCore.open(
                            config,
                            secrets,
                            new TokenDeclarations(
                                    new AuditedDeployments(listener, audit), tokens::tokens),
                            usage);
            try {
                TokenDeclarations.declare(tokens.tokens(), core.deployments().live().project());
                return new PenstockServer(
                        config, tokens.tokens(), core, certificates, usage, audit);
            } catch (RuntimeException e) {
                core.close();
                throw e;
            }
        } catch (RuntimeException e) {
            tokens.closeAfter(e);
            usage.ifPresent(UsageLog::close);
            certificates.close();
            throw e;
        }
    }

    /** A server whose data folder can't be written serves all the same. */
    private static Optional<UsageLog> openUsage(ServerConfig config) {
        try {
            return config.usage() ? Optional.of(UsageLog.open(config.dataDir())) : Optional.empty();
        } catch (UncheckedIOException e) {
            log.warn("Calls are not kept: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Certificates are tried at once: one that is wrong must not be found out by a client. */
    private static Certificates open(TlsSettings settings) {
        try {
            return Certificates.open(settings);
        } catch (TlsException e) {
            throw new ConfigException(ImmutableList.of("TLS can't be had: " + e.getMessage()));
        }
    }

    /** Where clients find it: {@code http://127.0.0.1:7181}, or {@code https} with TLS. */
    public URI url() {
        String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
        String scheme = certificates.http().isPresent() ? "https" : "http";
        return URI.create(scheme + "://" + host + ":" + port());
    }

    /** What the first answer over HTTP need not wait for. */
    private void startRest() {
        tokens.follow(this::endQueries, this::noteKeys);
        core.deployments().checkFirst();
        flight.ifPresent(FlightDoor::serve);
    }

    private void noteKeys(String issuer, String detail) {
        audit.note(
                new AuditEvent(
                        Instant.now(),
                        AuditEvent.Kind.ISSUER_KEYS,
                        "",
                        "",
                        issuer,
                        detail,
                        "",
                        ""));
    }

    private void reloadIssuers(Path file) {
        List<String> problems = new ArrayList<>();
        ImmutableList<Issuer> read = IssuerFile.read(file, config.project(), problems::add);
        if (problems.isEmpty()) {
            tokens.trust(read);
        } else {
            log.warn("{} is not taken, and who is trusted stays as it was: {}", file, problems);
            noteKeys(file.getFileName().toString(), "not taken: " + problems.getFirst());
        }
    }

    /** What runs for a token that was deleted computes for nobody. */
    private void endQueries(String callerId) {
        core.queries().running().stream()
                .filter(query -> query.caller().id().equals(callerId))
                .forEach(query -> core.queries().cancel(query.id()));
    }

    /** Where Flight SQL is spoken: {@code grpc://127.0.0.1:7182}; absent when it is off. */
    public Optional<URI> flightUrl() {
        return flight.map(FlightDoor::url);
    }

    /** The port it listens on. */
    public int port() {
        return door.port();
    }

    /** The token that may do everything. */
    public Secret adminToken() {
        return new Secret(tokens.adminToken().text());
    }

    /** What is served now. */
    public Deployment deployment() {
        return core.deployments().live();
    }

    /** The way of SQL into this server, for doors of other kinds. */
    public SqlDoor sql() {
        return sql;
    }

    /**
     * Reads the project, the certificates and the file of issuers again; what is good of them is
     * live when this returns.
     */
    public Deployments.Outcome reload() {
        certificates.reload();
        config.issuersFile().ifPresent(this::reloadIssuers);
        return core.deployments().reload();
    }

    @Override
    public void close() {
        gate.close();
        flight.ifPresent(FlightDoor::refuseNew);
        if (!isQuietWithin(config.stopTimeout())) {
            log.warn(
                    "{} queries did not end within {} and are cancelled",
                    core.queries().running().size(),
                    config.stopTimeout());
            core.queries().cancelAll();
            gate.awaitEmpty(config.stopTimeout());
        }
        closeParts();
    }

    private boolean isQuietWithin(Duration limit) {
        Stopwatch waited = Stopwatch.createStarted();
        return gate.awaitEmpty(limit)
                && flight.map(door -> door.awaitQuiet(limit.minus(waited.elapsed()))).orElse(true);
    }

    private void closeParts() {
        watcher.ifPresent(ProjectWatcher::close);
        flight.ifPresent(FlightDoor::close);
        avatica.close();
        door.close();
        clients.close();
        core.close();
        tokens.close();
        certificates.close();
        limiter.close();
        usage.ifPresent(UsageLog::close);
    }
}

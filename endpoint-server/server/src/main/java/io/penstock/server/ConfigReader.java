package io.penstock.server;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.pipe.RateLimit;
import io.penstock.server.avatica.AvaticaLimits;
import io.penstock.server.door.AdmissionSettings;
import io.penstock.server.flight.FlightSettings;
import io.penstock.server.http.AddressRange;
import io.penstock.server.http.ConnectionLimits;
import io.penstock.server.http.Proxies;
import io.penstock.server.issuer.Issuer;
import io.penstock.server.issuer.IssuerFile;
import io.penstock.server.limit.LimitSettings;
import io.penstock.server.tls.TlsFiles;
import io.penstock.server.tls.TlsSettings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads a {@link ServerConfig}; collects problems so that they are told all at once. */
final class ConfigReader {
    /** Every setting there is. */
    static final ImmutableSet<String> KEYS =
            ImmutableSet.of(
                    "host",
                    "port",
                    "tls-certificate",
                    "tls-key",
                    "tls-client-ca",
                    "require-tls",
                    "hsts",
                    "trusted-proxies",
                    "proxy-header",
                    "flight-port",
                    "flight-tls-certificate",
                    "flight-tls-key",
                    "flight-tls-client-ca",
                    "flight-idle-timeout",
                    "flight-rows-timeout",
                    "flight-result-timeout",
                    "avatica-connections",
                    "avatica-statements",
                    "avatica-idle-timeout",
                    "avatica-rows-timeout",
                    "avatica-result-timeout",
                    "data-dir",
                    "drivers-dir",
                    "admin-token",
                    "metadata-url",
                    "jwt-issuers",
                    "engine-permits",
                    "engine-threads",
                    "engine-niceness",
                    "engine-memory",
                    "query-timeout",
                    "result-limit",
                    "url-limit",
                    "sql-limit",
                    "body-limit",
                    "header-limit",
                    "header-timeout",
                    "idle-timeout",
                    "slow-client-timeout",
                    "slow-client-rate",
                    "connections",
                    "connections-per-address",
                    "limits",
                    "limit-token-rate",
                    "limit-address-rate",
                    "limit-daily-calls",
                    "limit-daily-bytes",
                    "limit-token-calls",
                    "admission-queue",
                    "admission-timeout",
                    "admission-share",
                    "plan-cache-entries",
                    "stop-timeout",
                    "watch",
                    "usage");

    private static final Splitter LIST = Splitter.on(',').trimResults().omitEmptyStrings();

    /** Longer than anybody asks for. */
    private static final Duration LONGEST_HSTS = Duration.ofDays(3_650);

    private final Path project;
    private final Settings settings;

    ConfigReader(
            Path project,
            ImmutableMap<String, String> options,
            ImmutableMap<String, String> environment) {
        this.project = project;
        this.settings = new Settings(project, KEYS, options, environment);
    }

    ServerConfig read() {
        int processors = Runtime.getRuntime().availableProcessors();
        int port = settings.integer("port", 7181, 0, 65_535);
        AvaticaLimits avatica = avatica();
        FlightSettings flight = flight(port, avatica.callTimeout());
        ServerConfig config =
                new ServerConfig(
                        project,
                        settings.text("host").orElse("127.0.0.1"),
                        port,
                        tls(flight),
                        proxies(),
                        connections(),
                        admission(processors),
                        limits(),
                        flight,
                        avatica,
                        settings.folder("data-dir", ".penstock"),
                        settings.folder("drivers-dir", "drivers"),
                        settings.text("admin-token").map(Secret::new),
                        metadataUrl(),
                        issuers(),
                        issuersFile(),
                        permits(processors),
                        settings.integer("engine-threads", processors, 1, 10_000),
                        settings.integer("engine-niceness", 10, 0, 19),
                        settings.size("engine-memory", defaultMemory(), 64L << 20, Long.MAX_VALUE),
                        avatica.callTimeout(),
                        settings.size("result-limit", 100L << 20, 1, Long.MAX_VALUE),
                        (int) settings.size("url-limit", 8 << 10, 256, 1 << 20),
                        (int) settings.size("sql-limit", 8 << 10, 16, 1 << 24),
                        (int) settings.size("body-limit", 1 << 20, 1, 1 << 30),
                        settings.integer("plan-cache-entries", 1_000, 0, 1_000_000),
                        settings.duration("stop-timeout", Duration.ofSeconds(15)),
                        settings.bool("watch", false),
                        settings.bool("usage", true));
        ImmutableList<String> found = settings.problems();
        if (!found.isEmpty()) {
            throw new ConfigException(found);
        }
        return config;
    }

    private FlightSettings flight(int httpPort, Duration callTimeout) {
        return new FlightSettings(
                flightPort(httpPort),
                settings.duration("flight-idle-timeout", Duration.ofMinutes(10)),
                settings.duration("flight-rows-timeout", Duration.ofMinutes(1)),
                callTimeout,
                settings.duration("flight-result-timeout", Duration.ofHours(1)));
    }

    /** A URL may hold a password, so it is not shown. */
    private Optional<Secret> metadataUrl() {
        Optional<String> url = settings.text("metadata-url");
        if (url.isPresent() && !url.get().startsWith("jdbc:postgresql:")) {
            settings.problem(
                    "metadata-url must be like"
                            + " jdbc:postgresql://host/database?user=..&password=..");
        }
        return url.map(Secret::new);
    }

    private Optional<Path> issuersFile() {
        return settings.text("jwt-issuers").map(name -> project.resolve(name).normalize());
    }

    private ImmutableList<Issuer> issuers() {
        Optional<Path> file = issuersFile();
        if (file.isPresent() && !Files.isReadable(file.get())) {
            settings.problem("jwt-issuers", "a file that can be read, with issuers in YAML");
            return ImmutableList.of();
        }
        return file.map(readable -> IssuerFile.read(readable, project, settings::problem))
                .orElse(ImmutableList.of());
    }

    private AvaticaLimits avatica() {
        return new AvaticaLimits(
                settings.integer("avatica-connections", 1_000, 0, 1_000_000),
                settings.integer("avatica-statements", 100, 1, 1_000_000),
                settings.duration("avatica-idle-timeout", Duration.ofHours(1)),
                settings.duration("avatica-rows-timeout", Duration.ofMinutes(1)),
                settings.duration("query-timeout", Duration.ofSeconds(10)),
                settings.duration("avatica-result-timeout", Duration.ofHours(1)));
    }

    /** Beside a port for HTTP that nobody chose stands one for Flight SQL that nobody chose. */
    private OptionalInt flightPort(int httpPort) {
        if (settings.text("flight-port").filter("off"::equals).isPresent()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(
                (int)
                        settings.number(
                                "flight-port",
                                httpPort == 0 ? 0 : 7182,
                                0,
                                65_535,
                                "off, or a number",
                                Long::valueOf));
    }

    private int permits(int processors) {
        return settings.integer("engine-permits", Math.max(8, 4 * processors), 1, 10_000);
    }

    private AdmissionSettings admission(int processors) {
        return new AdmissionSettings(
                permits(processors),
                settings.integer("admission-share", processors, 1, 10_000),
                Math.max(1, processors / 2),
                settings.integer("admission-queue", 256, 0, 10_000),
                settings.duration("admission-timeout", Duration.ofSeconds(5)));
    }

    private LimitSettings limits() {
        LimitSettings.Profile profile =
                settings.choice("limits", LimitSettings.Profile.NONE, LimitSettings.Profile::label);
        return new LimitSettings(
                rate("limit-token-rate"),
                rate("limit-address-rate"),
                settings.text("limit-daily-calls").isPresent()
                        ? OptionalLong.of(
                                settings.integer("limit-daily-calls", 1, 1, 1_000_000_000))
                        : profile.dailyCalls(),
                settings.text("limit-daily-bytes").isPresent()
                        ? OptionalLong.of(settings.size("limit-daily-bytes", 1, 1, 1L << 50))
                        : profile.dailyBytes(),
                settings.text("limit-token-calls").isPresent()
                        ? OptionalInt.of(settings.integer("limit-token-calls", 1, 1, 1_000_000))
                        : OptionalInt.empty());
    }

    private Optional<RateLimit> rate(String key) {
        try {
            return settings.text(key).map(RateLimit::parse);
        } catch (IllegalArgumentException e) {
            settings.problem(key, RateLimit.SHAPE);
            return Optional.empty();
        }
    }

    private ConnectionLimits connections() {
        return new ConnectionLimits(
                settings.integer("connections", 10_000, 1, 1_000_000),
                settings.integer("connections-per-address", 0, 0, 1_000_000),
                settings.duration("header-timeout", Duration.ofSeconds(10)),
                settings.duration("idle-timeout", Duration.ofSeconds(30)),
                settings.duration("slow-client-timeout", Duration.ofSeconds(10)),
                settings.size("slow-client-rate", 1 << 10, 0, 1 << 30),
                (int) settings.size("header-limit", 32 << 10, 1 << 10, 1 << 20));
    }

    private TlsSettings tls(FlightSettings flight) {
        Optional<TlsFiles> http = tlsFiles("tls-");
        Optional<TlsFiles> flightOwn = tlsFiles("flight-tls-");
        Optional<TlsFiles> both = flightOwn.isPresent() ? flightOwn : http;
        boolean required = settings.bool("require-tls", http.isPresent());
        if (required && flight.port().isPresent() && both.isEmpty()) {
            settings.problem(
                    "require-tls is true, and Flight SQL has no certificate; set tls-certificate"
                            + " and tls-key, or flight-port=off");
        }
        return new TlsSettings(http, both, required, strictFor());
    }

    private Optional<Duration> strictFor() {
        return settings.text("hsts").filter("off"::equals).isPresent()
                ? Optional.empty()
                : Optional.of(settings.duration("hsts", Duration.ofDays(365), LONGEST_HSTS));
    }

    private Optional<TlsFiles> tlsFiles(String prefix) {
        Optional<Path> certificate = pem(prefix + "certificate");
        Optional<Path> key = pem(prefix + "key");
        Optional<Path> authorities = pem(prefix + "client-ca");
        if (certificate.isPresent() != key.isPresent()) {
            settings.problem(
                    "%1$scertificate and %1$skey go together; %1$s%2$s is not set"
                            .formatted(prefix, certificate.isPresent() ? "key" : "certificate"));
            return Optional.empty();
        }
        if (authorities.isPresent() && certificate.isEmpty()) {
            settings.problem(
                    "%1$sclient-ca needs a certificate of the server; %1$scertificate is not set"
                            .formatted(prefix));
        }
        return certificate.map(file -> new TlsFiles(file, key.orElseThrow(), authorities));
    }

    private Proxies proxies() {
        ImmutableList.Builder<AddressRange> trusted = ImmutableList.builder();
        for (String range : LIST.split(settings.text("trusted-proxies").orElse(""))) {
            try {
                trusted.add(AddressRange.parse(range));
            } catch (IllegalArgumentException e) {
                settings.problem(
                        "trusted-proxies", "addresses and ranges such as 10.0.0.0/8, 192.168.1.7");
            }
        }
        return new Proxies(
                trusted.build(),
                settings.choice("proxy-header", Proxies.Header.X_FORWARDED, Proxies.Header::label));
    }

    private Optional<Path> pem(String key) {
        Optional<Path> file = settings.text(key).map(name -> project.resolve(name).normalize());
        if (file.isPresent() && !Files.isReadable(file.get())) {
            settings.problem(key, "a file in PEM format that can be read");
        }
        return file;
    }

    /** As much as the heap may have: a JVM takes a quarter of the machine unless told otherwise. */
    private static long defaultMemory() {
        return Math.max(256L << 20, Runtime.getRuntime().maxMemory());
    }
}

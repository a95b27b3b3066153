package io.penstock.server;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.server.avatica.AvaticaLimits;
import io.penstock.server.flight.FlightSettings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.function.Function;

/** Reads a {@link ServerConfig}; collects problems so that they are told all at once. */
final class ConfigReader {
    private static final String PREFIX = "PENSTOCK_";

    /** Variables of the launcher, which stand in the same environment. */
    private static final ImmutableSet<String> LAUNCHER =
            ImmutableSet.of("PENSTOCK_HOME", "PENSTOCK_JAVA_OPTS", "PENSTOCK_BUILD");

    /** Every setting there is. */
    static final ImmutableSet<String> KEYS =
            ImmutableSet.of(
                    "host",
                    "port",
                    "flight-port",
                    "flight-tls-certificate",
                    "flight-tls-key",
                    "flight-idle-timeout",
                    "avatica-connections",
                    "avatica-statements",
                    "avatica-idle-timeout",
                    "avatica-rows-timeout",
                    "avatica-result-timeout",
                    "data-dir",
                    "drivers-dir",
                    "admin-token",
                    "engine-permits",
                    "engine-threads",
                    "engine-memory",
                    "query-timeout",
                    "result-limit",
                    "url-limit",
                    "sql-limit",
                    "body-limit",
                    "plan-cache-entries",
                    "stop-timeout",
                    "watch");

    private static final ImmutableMap<String, Long> SIZE_UNITS =
            ImmutableMap.of("", 1L, "b", 1L, "kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30);
    private static final ImmutableMap<String, Long> TIME_UNITS =
            ImmutableMap.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L);

    private final Path project;
    private final Map<String, Setting> settings = new HashMap<>();
    private final ImmutableList.Builder<String> problems = ImmutableList.builder();

    /** A value and where it came from, for messages. */
    private record Setting(String value, String name) {}

    ConfigReader(
            Path project,
            ImmutableMap<String, String> options,
            ImmutableMap<String, String> environment) {
        this.project = project;
        readFile(project.resolve(ServerConfig.FILE));
        readEnvironment(environment);
        options.forEach((key, value) -> accept(key, new Setting(value, "--" + key)));
    }

    ServerConfig read() {
        int processors = Runtime.getRuntime().availableProcessors();
        int port = integer("port", 7181, 0, 65_535);
        AvaticaLimits avatica = avatica();
        ServerConfig config =
                new ServerConfig(
                        project,
                        text("host").orElse("127.0.0.1"),
                        port,
                        flight(port),
                        avatica,
                        folder("data-dir", ".penstock"),
                        folder("drivers-dir", "drivers"),
                        text("admin-token").map(Secret::new),
                        integer("engine-permits", Math.max(8, 4 * processors), 1, 10_000),
                        integer("engine-threads", processors, 1, 10_000),
                        size("engine-memory", defaultMemory(), 64L << 20, Long.MAX_VALUE),
                        avatica.callTimeout(),
                        size("result-limit", 100L << 20, 1, Long.MAX_VALUE),
                        (int) size("url-limit", 8 << 10, 256, 1 << 20),
                        (int) size("sql-limit", 8 << 10, 16, 1 << 24),
                        (int) size("body-limit", 1 << 20, 1, 1 << 30),
                        integer("plan-cache-entries", 1_000, 0, 1_000_000),
                        duration("stop-timeout", Duration.ofSeconds(15)),
                        bool("watch", false));
        ImmutableList<String> found = problems.build();
        if (!found.isEmpty()) {
            throw new ConfigException(found);
        }
        return config;
    }

    private FlightSettings flight(int httpPort) {
        return new FlightSettings(
                flightPort(httpPort),
                flightTls(),
                duration("flight-idle-timeout", Duration.ofMinutes(10)));
    }

    private AvaticaLimits avatica() {
        return new AvaticaLimits(
                integer("avatica-connections", 1_000, 0, 1_000_000),
                integer("avatica-statements", 100, 1, 1_000_000),
                duration("avatica-idle-timeout", Duration.ofHours(1)),
                duration("avatica-rows-timeout", Duration.ofMinutes(1)),
                duration("query-timeout", Duration.ofSeconds(10)),
                duration("avatica-result-timeout", Duration.ofHours(1)));
    }

    /** Beside a port for HTTP that nobody chose stands one for Flight SQL that nobody chose. */
    private OptionalInt flightPort(int httpPort) {
        if (text("flight-port").filter("off"::equals).isPresent()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(
                (int)
                        number(
                                "flight-port",
                                httpPort == 0 ? 0 : 7182,
                                0,
                                65_535,
                                "off, or a number",
                                Long::valueOf));
    }

    private Optional<FlightSettings.Tls> flightTls() {
        Optional<Path> certificate = pem("flight-tls-certificate");
        Optional<Path> key = pem("flight-tls-key");
        if (certificate.isPresent() != key.isPresent()) {
            problems.add(
                    "flight-tls-certificate and flight-tls-key go together; %s is not set"
                            .formatted(
                                    certificate.isPresent()
                                            ? "flight-tls-key"
                                            : "flight-tls-certificate"));
            return Optional.empty();
        }
        return certificate.map(file -> new FlightSettings.Tls(file, key.orElseThrow()));
    }

    private Optional<Path> pem(String key) {
        Optional<Path> file = text(key).map(name -> project.resolve(name).normalize());
        if (file.isPresent() && !Files.isReadable(file.get())) {
            problem(key, "a file in PEM format that can be read");
        }
        return file;
    }

    /** As much as the heap may have: a JVM takes a quarter of the machine unless told otherwise. */
    private static long defaultMemory() {
        return Math.max(256L << 20, Runtime.getRuntime().maxMemory());
    }

    private void readFile(Path file) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            problems.add("%s cannot be read: %s".formatted(ServerConfig.FILE, e.getMessage()));
        }
        properties.stringPropertyNames().stream()
                .sorted()
                .forEach(
                        key ->
                                accept(
                                        key,
                                        new Setting(
                                                properties.getProperty(key).strip(),
                                                key + " in " + ServerConfig.FILE)));
    }

    private void readEnvironment(ImmutableMap<String, String> environment) {
        environment.forEach(
                (variable, value) -> {
                    if (variable.startsWith(PREFIX) && !LAUNCHER.contains(variable)) {
                        String key =
                                Ascii.toLowerCase(variable.substring(PREFIX.length()))
                                        .replace('_', '-');
                        accept(key, new Setting(value, variable));
                    }
                });
    }

    private void accept(String key, Setting setting) {
        if (KEYS.contains(key)) {
            settings.put(key, setting);
        } else {
            problems.add(
                    "Unknown setting %s; known are %s"
                            .formatted(setting.name(), String.join(", ", KEYS)));
        }
    }

    private Optional<String> text(String key) {
        return Optional.ofNullable(settings.get(key))
                .map(Setting::value)
                .filter(value -> !value.isBlank());
    }

    private Path folder(String key, String name) {
        return project.resolve(text(key).orElse(name)).normalize();
    }

    private int integer(String key, int usual, int least, int most) {
        return (int) number(key, usual, least, most, "a number", Long::valueOf);
    }

    private long size(String key, long usual, long least, long most) {
        return number(
                key,
                usual,
                least,
                most,
                "a size such as 512KB, 100MB or 2GB",
                value -> measure(value, SIZE_UNITS));
    }

    private Duration duration(String key, Duration usual) {
        return Duration.ofMillis(
                number(
                        key,
                        usual.toMillis(),
                        1,
                        Duration.ofDays(1).toMillis(),
                        "a time such as 500ms, 10s or 2m",
                        value -> measure(value, TIME_UNITS)));
    }

    private boolean bool(String key, boolean usual) {
        return text(key)
                .map(
                        value -> {
                            if (value.equals("true") || value.equals("false")) {
                                return value.equals("true");
                            }
                            problem(key, "true or false");
                            return usual;
                        })
                .orElse(usual);
    }

    private long number(
            String key,
            long usual,
            long least,
            long most,
            String expected,
            Function<String, Long> parse) {
        Optional<String> value = text(key);
        if (value.isEmpty()) {
            return usual;
        }
        try {
            long number = parse.apply(value.get());
            if (number >= least && number <= most) {
                return number;
            }
            problem(key, "%s from %d to %d".formatted(expected, least, most));
        } catch (ArithmeticException | IllegalArgumentException e) {
            problem(key, expected);
        }
        return usual;
    }

    private void problem(String key, String expected) {
        Optional.ofNullable(settings.get(key))
                .ifPresent(
                        setting ->
                                problems.add(
                                        "%s is '%s'; it must be %s"
                                                .formatted(
                                                        setting.name(),
                                                        setting.value(),
                                                        expected)));
    }

    private static long measure(String value, ImmutableMap<String, Long> units) {
        int end = CharMatcher.inRange('0', '9').negate().indexIn(value);
        String digits = end < 0 ? value : value.substring(0, end);
        String unit = end < 0 ? "" : Ascii.toLowerCase(value.substring(end).strip());
        Long factor = units.get(unit);
        if (factor == null) {
            throw new IllegalArgumentException("unit " + unit);
        }
        return Math.multiplyExact(Long.parseLong(digits), factor);
    }
}

package io.penstock.server;

import static java.util.stream.Collectors.joining;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;

/**
 * The values of settings, from wherever they came, and what is wrong with them: problems are told
 * all at once.
 */
final class Settings {
    private static final String PREFIX = "PENSTOCK_";

    /** Variables of the launcher and of commands, which stand in the same environment. */
    private static final ImmutableSet<String> LAUNCHER =
            ImmutableSet.of(
                    "PENSTOCK_HOME", "PENSTOCK_JAVA_OPTS", "PENSTOCK_BUILD", "PENSTOCK_TOKEN");

    private static final ImmutableMap<String, Long> SIZE_UNITS =
            ImmutableMap.of("", 1L, "b", 1L, "kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30);
    private static final ImmutableMap<String, Long> TIME_UNITS =
            ImmutableMap.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private final Path project;
    private final ImmutableSet<String> keys;
    private final Map<String, Setting> settings = new HashMap<>();
    private final ImmutableList.Builder<String> problems = ImmutableList.builder();

    /** A value and where it came from, for messages. */
    private record Setting(String value, String name) {}

    /**
     * Reads all values there are.
     *
     * @param keys every setting there is
     */
    Settings(
            Path project,
            ImmutableSet<String> keys,
            ImmutableMap<String, String> options,
            ImmutableMap<String, String> environment) {
        this.project = project;
        this.keys = keys;
        readFile(project.resolve(ServerConfig.FILE));
        readEnvironment(environment);
        options.forEach((key, value) -> accept(key, new Setting(value, "--" + key)));
    }

    /** What was found wrong so far. */
    ImmutableList<String> problems() {
        return problems.build();
    }

    /** Something is wrong with several settings together. */
    void problem(String message) {
        problems.add(message);
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
        if (keys.contains(key)) {
            settings.put(key, setting);
        } else {
            problems.add(
                    "Unknown setting %s; known are %s"
                            .formatted(setting.name(), String.join(", ", keys)));
        }
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(settings.get(key))
                .map(Setting::value)
                .filter(value -> !value.isBlank());
    }

    Path folder(String key, String name) {
        return project.resolve(text(key).orElse(name)).normalize();
    }

    int integer(String key, int usual, int least, int most) {
        return (int) number(key, usual, least, most, "a number", Long::valueOf);
    }

    long size(String key, long usual, long least, long most) {
        return number(
                key,
                usual,
                least,
                most,
                "a size such as 512KB, 100MB or 2GB",
                value -> measure(value, SIZE_UNITS));
    }

    Duration duration(String key, Duration usual) {
        return duration(key, usual, Duration.ofDays(1));
    }

    Duration duration(String key, Duration usual, Duration most) {
        return Duration.ofMillis(
                number(
                        key,
                        usual.toMillis(),
                        1,
                        most.toMillis(),
                        "a time such as 500ms, 10s or 2m",
                        value -> measure(value, TIME_UNITS)));
    }

    /** One of an enumeration's values, by its label. */
    <E extends Enum<E>> E choice(String key, E usual, Function<E, String> label) {
        Optional<String> value = text(key);
        if (value.isEmpty()) {
            return usual;
        }
        List<E> all = List.of(usual.getDeclaringClass().getEnumConstants());
        return all.stream()
                .filter(one -> label.apply(one).equals(value.get()))
                .findFirst()
                .orElseGet(
                        () -> {
                            problem(
                                    key,
                                    "one of " + all.stream().map(label).collect(joining(", ")));
                            return usual;
                        });
    }

    boolean bool(String key, boolean usual) {
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

    long number(
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

    void problem(String key, String expected) {
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

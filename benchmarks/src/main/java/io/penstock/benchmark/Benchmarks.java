package io.penstock.benchmark;

import com.google.common.base.Splitter;
import com.google.common.collect.ContiguousSet;
import com.google.common.collect.ImmutableSet;

import io.penstock.fixture.tpch.TpchQueries;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * Runs the benchmarks named on the command line, all of them when none is, and prints one table.
 */
public final class Benchmarks {
    private static final String WAYS = "ways";

    private static final ImmutableSet<String> ALL =
            ImmutableSet.of(
                    "start",
                    "planning",
                    "tpch",
                    "endpoints",
                    "postgres",
                    "lookups",
                    "keys",
                    "federation",
                    WAYS,
                    "stream",
                    "avatica",
                    "flight",
                    "listing",
                    "access",
                    "overload",
                    "projects");

    /** Ten minutes long, so only when it is named. */
    private static final String SOAK = "avatica-soak";

    private Benchmarks() {}

    private static boolean isSoak(String name) {
        return name.equals(SOAK) || name.matches(SOAK + "=\\d{1,4}[sm]");
    }

    /** Ten minutes, or what stands behind the name: {@code avatica-soak=30s}. */
    private static Duration soakTime(String name) {
        if (name.equals(SOAK)) {
            return Duration.ofMinutes(10);
        }
        String time = name.substring(SOAK.length() + 1);
        long number = Long.parseLong(time.substring(0, time.length() - 1));
        return time.endsWith("s") ? Duration.ofSeconds(number) : Duration.ofMinutes(number);
    }

    private static boolean isSomeWays(String name) {
        return name.matches(WAYS + "=q\\d\\d(,q\\d\\d)*");
    }

    /** All, or those behind the name: {@code ways=q11,q18}. */
    private static ImmutableSet<Integer> queries(String name) {
        return name.equals(WAYS)
                ? ContiguousSet.closed(1, TpchQueries.COUNT)
                : Splitter.on(',')
                        .splitToStream(name.substring(WAYS.length() + 1))
                        .map(query -> Integer.valueOf(query.substring(1)))
                        .collect(ImmutableSet.toImmutableSet());
    }

    /**
     * Starts here.
     *
     * @param arguments the project's root folder, a folder for generated data, then names of
     *     benchmarks
     */
    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]).toRealPath();
        Path work = Files.createDirectories(Path.of(arguments[1])).toRealPath();
        Set<String> wanted =
                ImmutableSet.copyOf(arguments).stream()
                        .skip(2)
                        .collect(ImmutableSet.toImmutableSet());
        for (String name : wanted) {
            if (!ALL.contains(name) && !isSoak(name) && !isSomeWays(name)) {
                throw new IllegalArgumentException(
                        "no benchmark '%s'; there are %s, ways=q11,q18, and %s or %s=30s"
                                .formatted(name, ALL, SOAK, SOAK));
            }
        }
        Report report = new Report(System.out);
        for (String name : wanted.isEmpty() ? ALL : wanted) {
            report.progress("%s ...", name);
            switch (name) {
                case "start" -> new StartBenchmark(report, root).run();
                case "planning" -> new PlanningBenchmark(report, work).run();
                case "tpch" -> new TpchBenchmark(report, work).run();
                case "endpoints" -> new EndpointBenchmark(report, work).run();
                case "postgres" -> new PostgresBenchmark(report, work).run();
                case "lookups" -> new LookupBenchmark(report, work).run();
                case "keys" -> new KeysBenchmark(report, work).run();
                case "federation" -> new FederationBenchmark(report, work).run();
                case "stream" ->
                        new StreamBenchmark(report, work, root.resolve("examples/flights/data"))
                                .run();
                case "avatica" -> new AvaticaBenchmark(report, work).run();
                case "flight" -> new FlightBenchmark(report, work).run();
                case "listing" -> new ListingBenchmark(report, root, work).run();
                case "access" -> new AccessBenchmark(report, work).run();
                case "overload" -> new OverloadBenchmark(report, work).run();
                case "projects" -> new ProjectBenchmark(report, root, work).run();
                default -> {
                    if (isSoak(name)) {
                        new AvaticaSoak(report, work, soakTime(name)).run();
                    } else {
                        new WaysBenchmark(report, work, queries(name)).run();
                    }
                }
            }
        }
        report.print();
    }
}

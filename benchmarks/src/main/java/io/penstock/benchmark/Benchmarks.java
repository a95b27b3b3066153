package io.penstock.benchmark;

import com.google.common.collect.ImmutableSet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * Runs the benchmarks named on the command line, all of them when none is, and prints one table.
 */
public final class Benchmarks {
    private static final ImmutableSet<String> ALL =
            ImmutableSet.of(
                    "start",
                    "planning",
                    "tpch",
                    "endpoints",
                    "postgres",
                    "keys",
                    "federation",
                    "ways",
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
            if (!ALL.contains(name) && !isSoak(name)) {
                throw new IllegalArgumentException(
                        "no benchmark '%s'; there are %s, and %s or %s=30s"
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
                case "keys" -> new KeysBenchmark(report, work).run();
                case "federation" -> new FederationBenchmark(report, work).run();
                case "ways" -> new WaysBenchmark(report, work).run();
                case "stream" ->
                        new StreamBenchmark(report, work, root.resolve("examples/flights/data"))
                                .run();
                case "avatica" -> new AvaticaBenchmark(report, work).run();
                case "flight" -> new FlightBenchmark(report, work).run();
                case "listing" -> new ListingBenchmark(report, root, work).run();
                case "access" -> new AccessBenchmark(report, work).run();
                case "overload" -> new OverloadBenchmark(report, work).run();
                case "projects" -> new ProjectBenchmark(report, root, work).run();
                default -> new AvaticaSoak(report, work, soakTime(name)).run();
            }
        }
        report.print();
    }
}

package io.penstock.benchmark;

import static io.penstock.benchmark.Report.number;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A tenant that asks for twenty times what the server can do, for a minute: how much of its
 * capacity the server still delivers, what it answers to the rest, and what health checks and
 * another tenant notice.
 */
final class OverloadBenchmark {
    private static final int TIMES = 20;
    private static final int CONNECTIONS = 400;
    private static final int NEIGHBOUR_PER_SECOND = 20;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration ALONE = Duration.ofSeconds(20);
    private static final Duration FLOOD = Duration.ofSeconds(60);
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final String HEALTH = "/v0/health";
    private static final String HEAVY = "/v0/pipes/heavy.json";
    private static final String LIGHT = "/v0/pipes/light.json?key=4711";

    private final Report report;
    private final Path work;

    OverloadBenchmark(Report report, Path work) {
        this.report = report;
        this.work = work;
    }

    void run() throws Exception {
        Path project = AccessProject.at(work, TpchFiles.at(work, 1), "overload");
        try (ServerProcess server = new ServerProcess(project, List.of("-Xmx1g"), List.of())) {
            String flooder = AccessProject.token(server, "flooder");
            String neighbour = AccessProject.token(server, "neighbour");
            HttpLoad heavy = new HttpLoad(server.host(), server.port(), flooder);
            heavy.rate(8, WARM_UP, n -> HEAVY);
            new HttpLoad(server.host(), server.port(), neighbour).rate(4, WARM_UP, n -> LIGHT);
            double capacity = heavy.rate(8, ALONE, n -> HEAVY);
            report.progress("capacity %.1f/s", capacity);
            flood(server, flooder, capacity);
            neighbours(server, flooder, neighbour, capacity);
        }
    }

    private void flood(ServerProcess server, String flooder, double capacity) throws Exception {
        try (ServerProcess echo = ServerProcess.of(EchoServer.class, List.of("-Xmx64m"))) {
            PacedLoad.start(echo, flooder, HEALTH, 2, 200).stopAfter(WARM_UP);
            PacedLoad flood =
                    PacedLoad.start(server, flooder, HEAVY, CONNECTIONS, TIMES * capacity);
            PacedLoad health = PacedLoad.start(server, flooder, HEALTH, 2, 20);
            PacedLoad machine = PacedLoad.start(echo, flooder, HEALTH, 2, 20);
            Thread.sleep(FLOOD);
            health.stop();
            machine.stop();
            flood.stop();
            judge(flood, health, machine, capacity);
        }
    }

    private void judge(PacedLoad flood, PacedLoad health, PacedLoad machine, double capacity) {
        Map<Integer, Integer> statuses = flood.statuses();
        double goodput = statuses.getOrDefault(200, 0) / (double) FLOOD.toSeconds();
        report.progress("flood: %s; health: %s", statuses, health.statuses());
        report.add(
                "goodput at %d times capacity (%s/s) for a minute"
                        .formatted(TIMES, number(capacity)),
                number(100 * goodput / capacity) + " % of capacity",
                "at least 80 %",
                goodput >= 0.8 * capacity);
        boolean only =
                statuses.keySet().stream().allMatch(status -> status == 200 || status == 429);
        report.add("what else it answers", statuses.toString(), "429 only", only);
        report.add(
                "health beside it, milliseconds, p50; p99; slowest",
                spread(health),
                "at most 50",
                health.good().percentile(100) <= 50
                        && health.statuses().keySet().equals(Set.of(200)));
        report.add(
                "a server that does nothing, beside both, milliseconds, p50; p99; slowest",
                spread(machine),
                "to know",
                true);
    }

    private static String spread(PacedLoad load) {
        return "%s; %s; %s"
                .formatted(
                        number(load.good().percentile(50)),
                        number(load.good().percentile(99)),
                        number(load.good().percentile(100)));
    }

    private void neighbours(ServerProcess server, String flooder, String neighbour, double capacity)
            throws Exception {
        PacedLoad alone = PacedLoad.start(server, neighbour, LIGHT, 2, NEIGHBOUR_PER_SECOND);
        Thread.sleep(ALONE);
        alone.stop();
        PacedLoad flood = PacedLoad.start(server, flooder, HEAVY, CONNECTIONS, TIMES * capacity);
        Thread.sleep(SETTLE);
        PacedLoad beside = PacedLoad.start(server, neighbour, LIGHT, 2, NEIGHBOUR_PER_SECOND);
        Thread.sleep(ALONE);
        beside.stop();
        flood.stop();
        double ratio = beside.good().percentile(99) / alone.good().percentile(99);
        report.add(
                "another tenant's p99 of a lookup beside the flood against alone",
                "%s x (%s ms against %s ms; %s)"
                        .formatted(
                                number(ratio),
                                number(beside.good().percentile(99)),
                                number(alone.good().percentile(99)),
                                beside.statuses()),
                "at most 1.5 x",
                ratio <= 1.5);
    }
}

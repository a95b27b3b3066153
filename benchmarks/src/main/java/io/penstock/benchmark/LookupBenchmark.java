package io.penstock.benchmark;

import static io.penstock.benchmark.Report.median;
import static io.penstock.benchmark.Report.number;

import com.google.common.collect.ImmutableMap;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Endpoints that look one row up of which the engine makes the answer, beside one whose answer
 * PostgreSQL makes alone: what it costs that rows of a source pass through DuckDB. They take turns;
 * each figure is the median of its rounds.
 */
final class LookupBenchmark {
    private static final int NATIONS = 25;
    private static final int CONNECTIONS = 16;
    private static final int ROUNDS = 5;
    private static final Duration ROUND = Duration.ofSeconds(4);
    private static final String PLAIN = "plain";

    private static final ImmutableMap<String, String> PIPES =
            ImmutableMap.of(
                    PLAIN,
                    "SELECT c_custkey, c_name, c_acctbal FROM shop.customer WHERE c_custkey = %s",
                    "computed",
                    "SELECT c_custkey, upper(c_name) AS name, c_acctbal FROM shop.customer WHERE"
                            + " c_custkey = %s",
                    "file",
                    "SELECT c.c_custkey, c.c_name, n.name FROM shop.customer c JOIN here.nations n"
                            + " ON n.nation = c.c_nationkey WHERE c.c_custkey = %s",
                    "two",
                    "SELECT c.c_custkey, c.c_name, d.c_acctbal FROM shop.customer c JOIN"
                            + " other.customer d ON d.c_custkey = c.c_custkey WHERE c.c_custkey ="
                            + " %s");

    private static final ImmutableMap<String, String> WORDS =
            ImmutableMap.of(
                    "computed", "with a column that is computed here",
                    "file", "joined with 25 rows of a CSV file",
                    "two", "joined with the row of another connection");

    private final Report report;
    private final Path work;

    LookupBenchmark(Report report, Path work) {
        this.report = report;
        this.work = work;
    }

    /** Rates of an endpoint, and what a call takes of the server's processor time in ms. */
    private static final class Figures {
        private final List<Double> rates = new ArrayList<>();
        private final List<Double> busy = new ArrayList<>();

        double rate() {
            return median(rates.stream().mapToDouble(value -> value).toArray());
        }

        double busy() {
            return median(busy.stream().mapToDouble(value -> value).toArray());
        }
    }

    void run() throws Exception {
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60)).start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            Customers.make(url);
            Path project = project(url);
            try (ServerProcess server = new ServerProcess(project, List.of("-Xmx1g"), List.of())) {
                compare(server);
            }
        }
    }

    private void compare(ServerProcess server) throws IOException, InterruptedException {
        HttpLoad http = new HttpLoad(server.host(), server.port());
        Map<String, Figures> all = new LinkedHashMap<>();
        for (String pipe : PIPES.keySet()) {
            http.warmUp(CONNECTIONS, n -> path(pipe, n));
            all.put(pipe, new Figures());
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (Map.Entry<String, Figures> entry : all.entrySet()) {
                Duration before = server.busy();
                double rate = http.rate(CONNECTIONS, ROUND, n -> path(entry.getKey(), n));
                double busy = server.busy().minus(before).toNanos() / 1e6;
                entry.getValue().rates.add(rate);
                entry.getValue().busy.add(busy / (rate * ROUND.toSeconds()));
                report.progress("%s %.0f/s", entry.getKey(), rate);
            }
        }
        Figures plain = all.remove(PLAIN);
        all.forEach((pipe, figures) -> add(pipe, figures, plain));
    }

    private void add(String pipe, Figures figures, Figures plain) {
        report.add(
                "keyed lookup in PostgreSQL %s, 16 connections, against the same without"
                        .formatted(WORDS.get(pipe)),
                String.format(
                        Locale.ROOT,
                        "%s %% (%,.0f/s against %,.0f/s); %s ms of processor a call against %s",
                        number(100 * figures.rate() / plain.rate()),
                        figures.rate(),
                        plain.rate(),
                        number(figures.busy()),
                        number(plain.busy())),
                "to know",
                true);
    }

    private static String path(String pipe, int n) {
        return "/v0/pipes/%s.json?key=%d".formatted(pipe, Customers.key(n));
    }

    private Path project(String url) throws IOException {
        Path project = Files.createDirectories(work.resolve("lookups"));
        for (String connection : List.of("shop", "other")) {
            Files.writeString(
                    project.resolve(connection + ".connection"),
                    "TYPE jdbc\nJDBC_URL %s\nJDBC_SCHEMA public\nJDBC_POOL_SIZE %d\n"
                            .formatted(url, CONNECTIONS));
        }
        Files.writeString(project.resolve("here.connection"), "TYPE files\nFILES_PATH data/\n");
        Files.writeString(
                Files.createDirectories(project.resolve("data")).resolve("nations.csv"),
                IntStream.range(0, NATIONS)
                        .mapToObj(nation -> "%d,nation %d\n".formatted(nation, nation))
                        .collect(Collectors.joining("", "nation,name\n", "")));
        for (Map.Entry<String, String> pipe : PIPES.entrySet()) {
            Files.writeString(
                    project.resolve(pipe.getKey() + ".pipe"),
                    """
                    NODE lookup
                    SQL >
                        %%
                        %s

                    TYPE endpoint
                    """
                            .formatted(pipe.getValue().formatted("{{Int32(key, 1)}}")));
        }
        return project;
    }
}

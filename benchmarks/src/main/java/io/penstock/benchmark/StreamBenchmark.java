package io.penstock.benchmark;

import static io.penstock.benchmark.Report.median;
import static io.penstock.benchmark.Report.number;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * All 3,000,000 flights of the example as NDJSON, from a server with a heap of 512 MB. Heap growth
 * is the live heap (after a collection) in the middle of the answer less the live heap before it.
 */
final class StreamBenchmark {
    private static final long ROWS = 3_000_000;
    private static final int ROUNDS = 5;

    private record Download(double rowsPerSecond, double firstByteMillis) {}

    private final Report report;
    private final Path work;
    private final Path flights;

    StreamBenchmark(Report report, Path work, Path flights) {
        this.report = report;
        this.work = work;
        this.flights = flights;
    }

    void run() throws IOException {
        Path project = Files.createDirectories(work.resolve("stream"));
        Files.writeString(
                project.resolve("lake.connection"),
                "TYPE files\nFILES_PATH %s\n".formatted(flights));
        Files.writeString(
                project.resolve("all_flights.pipe"),
                "NODE everything\nSQL >\n    SELECT * FROM lake.flights\n\nTYPE endpoint\n");
        List<String> settings = List.of("result-limit=2GB", "query-timeout=120s");
        try (ServerProcess server = new ServerProcess(project, List.of("-Xmx512m"), settings)) {
            download(server, () -> {});
            speed(server);
            memory(server);
        }
    }

    private void speed(ServerProcess server) throws IOException {
        double[] rates = new double[ROUNDS];
        double[] firsts = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            Download download = download(server, () -> {});
            rates[round] = download.rowsPerSecond();
            firsts[round] = download.firstByteMillis();
        }
        report.add(
                "3,000,000 rows as NDJSON, -Xmx512m, rows/s",
                String.format(Locale.ROOT, "%,.0f", median(rates)),
                "at least 800,000",
                median(rates) >= 800_000);
        report.add(
                "its first byte",
                number(median(firsts)) + " ms",
                "under 300 ms",
                median(firsts) < 300);
    }

    private void memory(ServerProcess server) throws IOException {
        long before = server.liveHeap();
        long[] inside = new long[1];
        download(server, () -> inside[0] = server.liveHeap());
        long growth = Math.max(0, inside[0] - before);
        report.add(
                "its heap growth",
                number(growth / 1048576.0)
                        + " MB (live before it "
                        + number(before / 1048576.0)
                        + " MB)",
                "under 64 MB",
                growth < 64L << 20);
    }

    @FunctionalInterface
    private interface Halfway {
        void here() throws IOException;
    }

    private Download download(ServerProcess server, Halfway halfway) throws IOException {
        long start = System.nanoTime();
        byte[] buffer = new byte[256 * 1024];
        long rows = 0;
        double first = 0;
        boolean passed = false;
        try (InputStream in = open(server, "/v0/pipes/all_flights.ndjson").getInputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (first == 0) {
                    first = (System.nanoTime() - start) / 1e6;
                }
                for (int i = 0; i < read; i++) {
                    if (buffer[i] == '\n') {
                        rows++;
                    }
                }
                if (!passed && rows > ROWS / 2) {
                    passed = true;
                    halfway.here();
                }
            }
        }
        double rate = rows / ((System.nanoTime() - start) / 1e9);
        if (rows != ROWS) {
            throw new IOException("got " + rows + " rows");
        }
        report.progress("%d rows, %.0f rows/s, first byte after %.1f ms", rows, rate, first);
        return new Download(rate, first);
    }

    private static HttpURLConnection open(ServerProcess server, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) server.uri(path).toURL().openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + ServerProcess.TOKEN);
        return connection;
    }
}

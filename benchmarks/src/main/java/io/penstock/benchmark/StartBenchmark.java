package io.penstock.benchmark;

import static io.penstock.benchmark.Report.median;
import static io.penstock.benchmark.Report.number;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * From the launcher's start on the flights example to the first answer of an endpoint; the build
 * and the class archive are there.
 */
final class StartBenchmark {
    private static final int ROUNDS = 5;

    private final Report report;
    private final Path root;

    StartBenchmark(Report report, Path root) {
        this.report = report;
        this.root = root;
    }

    void run() throws IOException, InterruptedException {
        once();
        double[] seconds = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            seconds[round] = once();
            report.progress("first answer after %.2f s", seconds[round]);
        }
        report.add(
                "start of the packaged server to the first answer",
                number(median(seconds)) + " s",
                "within 3 s",
                median(seconds) <= 3);
    }

    private double once() throws IOException, InterruptedException {
        long start = System.nanoTime();
        ProcessBuilder builder =
                new ProcessBuilder(
                        root.resolve("penstock").toString(),
                        "dev",
                        "examples/flights",
                        "--port",
                        "0");
        builder.directory(root.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("PENSTOCK_ADMIN_TOKEN", ServerProcess.TOKEN);
        Process process = builder.start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            while (line != null && !line.startsWith("Listening on ")) {
                line = output.readLine();
            }
            if (line == null) {
                throw new IOException("the server ended before it listened");
            }
            URI endpoint =
                    URI.create(
                            line.substring("Listening on ".length()).strip()
                                    + "/v0/pipes/busiest_routes.json");
            HttpURLConnection connection = (HttpURLConnection) endpoint.toURL().openConnection();
            connection.setRequestProperty("Authorization", "Bearer " + ServerProcess.TOKEN);
            try (InputStream in = connection.getInputStream()) {
                in.readAllBytes();
            }
            return (System.nanoTime() - start) / 1e9;
        } finally {
            process.destroy();
            process.waitFor(20, TimeUnit.SECONDS);
        }
    }
}

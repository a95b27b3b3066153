package io.penstock.benchmark;

import static io.penstock.benchmark.Report.median;
import static io.penstock.benchmark.Report.number;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What tokens, limits and the usage log cost: a server that keeps calls and counts limits, asked
 * with a token of few rights, against one that keeps and counts nothing, asked with the admin
 * token, which is as long. They take turns.
 */
final class AccessBenchmark {
    private static final int ROUNDS = 9;
    private static final Duration ROUND = Duration.ofSeconds(4);
    private static final int CONNECTIONS = 64;
    private static final String PATH = "/v0/pipes/one.json?a=";

    private final Report report;
    private final Path work;

    AccessBenchmark(Report report, Path work) {
        this.report = report;
        this.work = work;
    }

    void run() throws Exception {
        Path files = TpchFiles.at(work, 1);
        try (ServerProcess bare =
                        new ServerProcess(
                                AccessProject.at(work, files, "access-bare"),
                                List.of("-Xmx1g"),
                                List.of("usage=false"));
                ServerProcess full =
                        new ServerProcess(
                                AccessProject.at(work, files, "access-full"),
                                List.of("-Xmx1g"),
                                List.of(
                                        "limit-token-rate=1000000/s",
                                        "limit-address-rate=1000000/s",
                                        "limit-daily-calls=1000000000"))) {
            HttpLoad less = new HttpLoad(bare.host(), bare.port());
            HttpLoad more =
                    new HttpLoad(full.host(), full.port(), AccessProject.token(full, "tenant"));
            less.warmUp(CONNECTIONS, n -> PATH + (n & 1023));
            more.warmUp(CONNECTIONS, n -> PATH + (n & 1023));
            throughput(new Side(bare, less), new Side(full, more));
            latency(less, more);
        }
    }

    /** A server and who asks it. */
    private record Side(ServerProcess server, HttpLoad load) {
        /** A round. */
        Round round() throws IOException, InterruptedException {
            Duration before = server.busy();
            double rate = load.rate(CONNECTIONS, ROUND, n -> PATH + (n & 1023));
            double micros = server.busy().minus(before).toNanos() / 1e3;
            return new Round(rate, micros / (rate * ROUND.toSeconds()));
        }
    }

    /**
     * What came of it.
     *
     * @param rate calls a second
     * @param busy microseconds of the server's processors for a call
     */
    private record Round(double rate, double busy) {}

    private void throughput(Side less, Side more) throws IOException, InterruptedException {
        double[] shares = new double[ROUNDS];
        double[] micros = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            Round without = less.round();
            Round with = more.round();
            shares[round] = with.rate() / without.rate();
            micros[round] = with.busy() - without.busy();
            report.progress(
                    "%.0f/s and %.1f us with, %.0f/s and %.1f us without",
                    with.rate(), with.busy(), without.rate(), without.busy());
        }
        double loss = 100 * (1 - median(shares));
        report.add(
                "calls of SELECT ? AS a lost to tokens, limits and the usage log, 64 connections",
                number(loss) + " %",
                "at most 5 %",
                loss <= 5);
        report.add(
                "what they add to a call, microseconds of the server's processors",
                number(median(micros)),
                "to know",
                true);
    }

    /** One connection: what a call takes is what the rate is made of. */
    private void latency(HttpLoad less, HttpLoad more) throws InterruptedException {
        double[] differences = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            double without = 1e3 / less.rate(1, ROUND, n -> PATH + (n & 1023));
            double with = 1e3 / more.rate(1, ROUND, n -> PATH + (n & 1023));
            differences[round] = with - without;
        }
        double difference = median(differences);
        report.add(
                "what they add to a call, one connection, milliseconds",
                number(difference),
                "at most 0.1",
                difference <= 0.1);
    }
}

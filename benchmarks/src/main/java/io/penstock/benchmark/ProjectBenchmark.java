package io.penstock.benchmark;

import static io.penstock.benchmark.Report.median;
import static io.penstock.benchmark.Report.number;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.pipe.Pipe;
import io.penstock.pipe.PipeCall;
import io.penstock.pipe.Project;
import io.penstock.server.PenstockServer;
import io.penstock.server.ServerConfig;
import io.penstock.server.deploy.Deployments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What large projects cost: {@code penstock check} of 10,000 pipes in a process of its own, a
 * template that has been rendered before, and a reload after one edit among 1,000 pipes.
 */
final class ProjectBenchmark {
    private static final int LARGE = 10_000;
    private static final int MIDDLE = 1_000;
    private static final int RENDERINGS = 20_000;
    private static final int EDITS = 11;
    private static final double MAX_CHECK_SECONDS = 10;
    private static final double MAX_RENDER_MICROS = 50;
    private static final double MAX_RELOAD_MILLIS = 300;

    private final Report report;
    private final Path root;
    private final Path work;

    ProjectBenchmark(Report report, Path root, Path work) {
        this.report = report;
        this.root = root;
        this.work = work;
    }

    void run() throws IOException, InterruptedException {
        Path middle = ProjectFiles.write(work.resolve("project-middle"), MIDDLE);
        rendering(middle);
        reload(middle);
        // The first command after a build leaves its classes ready for those that follow.
        launch(ProjectFiles.writeUsual(work.resolve("project-small"), 200));
        check(
                "penstock check of %,d files in the proportions of public projects"
                        .formatted(LARGE),
                ProjectFiles.writeUsual(work.resolve("project-usual"), LARGE),
                MAX_CHECK_SECONDS);
        check(
                "the same of %,d pipes of two templates each".formatted(LARGE),
                ProjectFiles.write(work.resolve("project-large"), LARGE),
                Double.POSITIVE_INFINITY);
    }

    private Process launch(Path folder) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(root.resolve("penstock").toString(), "check", folder.toString())
                        .directory(root.toFile())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        process.waitFor();
        return process;
    }

    private void check(String what, Path folder, double most)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = launch(folder);
        double seconds = (System.nanoTime() - start) / 1e9;
        Optional<Double> cpu =
                process.info().totalCpuDuration().map(duration -> duration.toMillis() / 1e3);
        report.add(
                what,
                number(seconds)
                        + " s"
                        + cpu.map(c -> " (processors " + number(c) + " s)").orElse(""),
                Double.isFinite(most) ? "at most %.0f s".formatted(most) : "-",
                process.exitValue() == 0 && seconds <= most);
    }

    private void rendering(Path folder) {
        Project project = Project.load(folder, name -> Optional.empty());
        Pipe pipe = project.find("p_5").orElseThrow();
        PipeCall[] calls = new PipeCall[16];
        for (int i = 0; i < calls.length; i++) {
            calls[i] =
                    new PipeCall(
                            ImmutableMap.of(
                                    "city", ImmutableList.of("City " + i),
                                    "page", ImmutableList.of(Integer.toString(i))));
        }
        double[] micros = new double[EDITS];
        for (int round = -3; round < EDITS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < RENDERINGS; i++) {
                project.bind(pipe, pipe.output(), calls[i % calls.length]);
            }
            if (round >= 0) {
                micros[round] = (System.nanoTime() - start) / 1e3 / RENDERINGS;
            }
        }
        report.add(
                "rendering an endpoint of two templates that was called before",
                number(median(micros)) + " µs",
                "at most 50 µs a template",
                median(micros) / 2 <= MAX_RENDER_MICROS);
    }

    private void reload(Path folder) throws IOException {
        ServerConfig config =
                ServerConfig.read(
                        folder,
                        ImmutableMap.of("port", "0", "watch", "false"),
                        ImmutableMap.of("PENSTOCK_ADMIN_TOKEN", ServerProcess.TOKEN));
        try (PenstockServer server = PenstockServer.start(config)) {
            double[] millis = new double[EDITS];
            for (int round = -3; round < EDITS; round++) {
                Files.writeString(
                        folder.resolve("pipes/g3/p_333.pipe"),
                        ProjectFiles.pipe(333, round + 100),
                        StandardCharsets.UTF_8);
                long start = System.nanoTime();
                Deployments.Outcome outcome = server.reload();
                double took = (System.nanoTime() - start) / 1e6;
                if (!(outcome instanceof Deployments.Outcome.Deployed)) {
                    throw new IllegalStateException(outcome.toString());
                }
                report.progress(String.format(Locale.ROOT, "reload %d: %.1f ms", round, took));
                if (round >= 0) {
                    millis[round] = took;
                }
            }
            report.add(
                    "reload after an edit of one pipe among %,d".formatted(MIDDLE),
                    number(median(millis)) + " ms",
                    "at most 300 ms",
                    median(millis) <= MAX_RELOAD_MILLIS);
        }
    }
}

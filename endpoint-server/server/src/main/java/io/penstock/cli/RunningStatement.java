package io.penstock.cli;

import com.google.common.base.Stopwatch;
import com.google.common.base.Throwables;

import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One statement of a console while it runs: prints its rows as they come, shows how far it is when
 * it takes long, and ends it at Ctrl-C. Thread: one, but the signal comes on another.
 */
final class RunningStatement {
    private static final int WIDTH = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(250);

    private final Terminal terminal;
    private final SqlConnection connection;
    private final boolean showProgress;
    private final Stopwatch clock = Stopwatch.createStarted();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile String id = "";
    private boolean shown;

    RunningStatement(Terminal terminal, SqlConnection connection, boolean showProgress) {
        this.terminal = terminal;
        this.connection = connection;
        this.showProgress = showProgress;
    }

    /**
     * How a statement ended.
     *
     * @param problem absent when all rows were printed
     */
    record End(Optional<String> problem, Duration took) {}

    /**
     * Runs a statement to its end.
     *
     * @param formatted with the console's format
     * @param plain as typed, for those that name a format themselves
     */
    End run(String formatted, String plain) {
        boolean own = plain.matches("(?is).*\\bformat\\s+\\w+\\s*");
        Set<String> before = connection.running();
        CompletableFuture<HttpResponse<InputStream>> answer =
                connection.send(own ? plain : formatted);
        SignalHandler previous = terminal.handle(Signal.INT, signal -> stop(answer, before));
        try {
            HttpResponse<InputStream> response = await(answer, before);
            id = response.headers().firstValue("X-Request-Id").orElse("");
            return end(print(response));
        } catch (CancellationException | InterruptedException e) {
            return end(Optional.of("Cancelled"));
        } catch (ExecutionException | IOException e) {
            return end(Optional.of(problem(e)));
        } finally {
            clear();
            terminal.handle(Signal.INT, previous);
        }
    }

    private End end(Optional<String> problem) {
        return new End(stopped.get() ? Optional.of("Cancelled") : problem, clock.elapsed());
    }

    private String problem(Exception e) {
        return connection.unreachable(Throwables.getRootCause(e)).getMessage();
    }

    private HttpResponse<InputStream> await(
            CompletableFuture<HttpResponse<InputStream>> answer, Set<String> before)
            throws ExecutionException, InterruptedException {
        Duration patience = PATIENCE;
        while (true) {
            try {
                return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                patience = TICK;
                if (showProgress) {
                    progress(before);
                }
            }
        }
    }

    private void progress(Set<String> before) {
        Optional<Double> part = known(before).flatMap(connection::progress);
        String bar =
                part.map(
                                done -> {
                                    int full = (int) Math.round(done * WIDTH);
                                    return "[%s%s] %3d %%"
                                            .formatted(
                                                    "#".repeat(full),
                                                    ".".repeat(WIDTH - full),
                                                    Math.round(done * 100));
                                })
                        .orElse("running");
        terminal.writer()
                .printf(
                        "\r%s  %.1f s, Ctrl-C cancels \u001b[K",
                        bar, clock.elapsed().toMillis() / 1e3);
        terminal.flush();
        shown = true;
    }

    /** The statement's id: the only one that was not there before, if it is the only one. */
    private Optional<String> known(Set<String> before) {
        if (id.isEmpty()) {
            Set<String> now = new HashSet<>(connection.running());
            now.removeAll(before);
            if (now.size() == 1) {
                id = now.iterator().next();
            }
        }
        return Optional.of(id).filter(found -> !found.isEmpty());
    }

    private void clear() {
        if (shown) {
            terminal.writer().print("\r\u001b[K");
            terminal.flush();
            shown = false;
        }
    }

    private Optional<String> print(HttpResponse<InputStream> response) throws IOException {
        try (Reader body = new InputStreamReader(response.body(), StandardCharsets.UTF_8)) {
            if (response.statusCode() != 200) {
                StringBuilder text = new StringBuilder();
                body.transferTo(new AppendTo(text));
                return Optional.of(SqlConnection.message(response.statusCode(), text.toString()));
            }
            clear();
            body.transferTo(terminal.writer());
            terminal.flush();
            return Optional.empty();
        }
    }

    /** Characters into a builder. */
    private static final class AppendTo extends java.io.Writer {
        private final StringBuilder text;

        AppendTo(StringBuilder text) {
            this.text = text;
        }

        @Override
        public void write(char[] buffer, int offset, int length) {
            text.append(buffer, offset, length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** Ends the statement by its id; without one by hanging up, which the server notices. */
    private void stop(CompletableFuture<?> answer, Set<String> before) {
        stopped.set(true);
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                known(before).ifPresent(connection::cancel);
                            } catch (CommandException e) {
                                // It ended meanwhile, or the server has gone: then there is nothing
                                // to end.
                            } finally {
                                answer.cancel(true);
                            }
                        });
    }
}

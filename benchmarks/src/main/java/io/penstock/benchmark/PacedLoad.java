package io.penstock.benchmark;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Asks at a pace that answers do not slow down, as far as its connections suffice: each sends a
 * request whenever its turn has come and the answer before is read, whatever that was. A connection
 * that was closed is opened again. Owner: whoever started it stops it.
 */
final class PacedLoad {
    private final ServerProcess server;
    private final String token;
    private final String path;
    private final Latencies good = new Latencies();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    private PacedLoad(ServerProcess server, String token, String path) {
        this.server = server;
        this.token = token;
        this.path = path;
    }

    /** Starts asking. */
    static PacedLoad start(
            ServerProcess server, String token, String path, int connections, double perSecond) {
        PacedLoad load = new PacedLoad(server, token, path);
        long every = (long) (1e9 * connections / perSecond);
        for (int i = 0; i < connections; i++) {
            long offset = every * i / connections;
            load.threads.add(Thread.ofVirtual().start(() -> load.ask(offset, every)));
        }
        return load;
    }

    private void ask(long offset, long every) {
        long next = System.nanoTime() + offset;
        while (!stopped) {
            try (Socket socket = new Socket(server.host(), server.port())) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
                InputStream in = new BufferedInputStream(socket.getInputStream());
                while (!stopped) {
                    sleepUntil(next);
                    next = Math.max(next + every, System.nanoTime());
                    once(socket, in);
                }
            } catch (IOException e) {
                count(-1);
            }
        }
    }

    private static void sleepUntil(long time) {
        try {
            Thread.sleep(Duration.ofNanos(Math.max(0, time - System.nanoTime())));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void once(Socket socket, InputStream in) throws IOException {
        long sent = System.nanoTime();
        socket.getOutputStream().write(HttpLoad.request(path, server.host(), token));
        int status = HttpLoad.status(in);
        if (status == 200) {
            good.add(System.nanoTime() - sent);
        }
        count(status);
    }

    private synchronized void count(int status) {
        statuses.merge(status, 1, Integer::sum);
    }

    /** Answers by status; -1 for connections that broke. */
    synchronized Map<Integer, Integer> statuses() {
        return new TreeMap<>(statuses);
    }

    /** Times of the answers with status 200. */
    Latencies good() {
        return good;
    }

    /** Asks for so long, and then no more. */
    void stopAfter(Duration time) throws InterruptedException {
        Thread.sleep(time);
        stop();
    }

    /** Asks no more; answers that are under way are waited for. */
    PacedLoad stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        return this;
    }
}

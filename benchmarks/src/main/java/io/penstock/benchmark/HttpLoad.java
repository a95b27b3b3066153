package io.penstock.benchmark;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * Sends GET requests over connections that stay open, one after another on each, and counts the
 * answers. Plain sockets and as little work as possible, because client and server share the
 * machine's cores.
 */
final class HttpLoad {
    private static final Duration WARMING_ROUND = Duration.ofSeconds(4);
    private static final Duration WARMING_PAUSE = Duration.ofSeconds(2);
    private static final int MOST_WARMING_ROUNDS = 20;
    private static final double FASTER = 1.03;

    private final String host;
    private final int port;
    private final String token;

    HttpLoad(String host, int port) {
        this(host, port, ServerProcess.TOKEN);
    }

    /** Load by whoever has this token. */
    HttpLoad(String host, int port, String token) {
        this.host = host;
        this.port = port;
        this.token = token;
    }

    /**
     * Answers a second.
     *
     * @param path of the n-th request of a connection
     */
    double rate(int connections, Duration duration, IntFunction<String> path)
            throws InterruptedException {
        return Loop.rate(connections, duration, index -> connection(index, path));
    }

    /**
     * Sends until the server gets no faster. The JVM compiles what runs often; on few cores the
     * load itself keeps it from that, so there are pauses in which it has the processors.
     */
    void warmUp(int connections, IntFunction<String> path) throws InterruptedException {
        double best = 0;
        int steady = 0;
        for (int round = 0; round < MOST_WARMING_ROUNDS && steady < 3; round++) {
            double rate = rate(connections, WARMING_ROUND, path);
            steady = rate > best * FASTER ? 0 : steady + 1;
            best = Math.max(best, rate);
            Thread.sleep(WARMING_PAUSE);
        }
    }

    private Loop.Step connection(int index, IntFunction<String> path) {
        try {
            Socket socket = new Socket(host, port);
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
            AtomicLong sent = new AtomicLong(index * 7919L);
            return new Loop.Step() {
                @Override
                public void once() throws IOException {
                    String asked = path.apply((int) (sent.getAndIncrement() & 0x7fffffff));
                    socket.getOutputStream().write(request(asked, host, token));
                    answer(in);
                }

                @Override
                public void close() throws IOException {
                    socket.close();
                }
            };
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A request's bytes. */
    static byte[] request(String path, String host, String token) {
        return "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(path, host, token)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void answer(InputStream in) throws IOException {
        int status = status(in);
        if (status != 200) {
            throw new IOException("answered with status " + status);
        }
    }

    /** Reads an answer to its end. */
    static int status(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).substring(9, 12));
        long length = -1;
        boolean chunked = false;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = true;
            }
        }
        if (chunked) {
            for (int size = Integer.parseInt(line(in), 16);
                    size > 0;
                    size = Integer.parseInt(line(in), 16)) {
                in.skipNBytes(size);
                line(in);
            }
            line(in);
        } else {
            in.skipNBytes(length);
        }
        return status;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("connection closed");
            }
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return text.toString();
    }
}

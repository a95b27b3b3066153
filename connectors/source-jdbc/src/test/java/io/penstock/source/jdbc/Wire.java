package io.penstock.source.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A wire to a server on this machine that counts round trips, and that can be held or cut. Owner:
 * whoever made it closes it.
 */
final class Wire implements AutoCloseable {
    private final ServerSocket door;
    private final int server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger roundTrips = new AtomicInteger();
    private volatile boolean held;

    Wire(int server) throws IOException {
        this.server = server;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** How often a client spoke after it had heard something, or first. */
    int roundTrips() {
        return roundTrips.get();
    }

    /** Nothing passes from now on, like a server that is stopped or a cable that is pulled. */
    void hold() {
        held = true;
    }

    /** Everything passes again. */
    synchronized void release() {
        held = false;
        notifyAll();
    }

    private synchronized void awaitRelease() throws InterruptedException {
        while (held) {
            wait();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Socket other = new Socket(InetAddress.getLoopbackAddress(), server);
                client.setTcpNoDelay(true);
                other.setTcpNoDelay(true);
                open.add(client);
                open.add(other);
                AtomicBoolean heard = new AtomicBoolean(true);
                pass(
                        client,
                        other,
                        () -> {
                            if (heard.getAndSet(false)) {
                                roundTrips.incrementAndGet();
                            }
                        });
                pass(other, client, () -> heard.set(true));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void pass(Socket from, Socket to, Runnable seen) {
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            byte[] buffer = new byte[64 * 1024];
                            try (from;
                                    to) {
                                InputStream in = from.getInputStream();
                                OutputStream out = to.getOutputStream();
                                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                                    awaitRelease();
                                    seen.run();
                                    out.write(buffer, 0, n);
                                }
                            } catch (IOException | InterruptedException e) {
                                // Either end has gone.
                            }
                        });
    }

    /** All connections end. */
    void cut() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    @Override
    public void close() throws IOException {
        release();
        door.close();
        cut();
    }
}

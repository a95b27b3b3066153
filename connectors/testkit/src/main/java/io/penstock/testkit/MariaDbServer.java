package io.penstock.testkit;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One MariaDB for all tests of this JVM, where the machine has its programs: on a free loopback
 * port, with a folder of its own, without passwords. It ends with the JVM.
 */
public final class MariaDbServer {
    /** What a test that is skipped says. */
    public static final String MISSING = "no MariaDB: mariadbd is not on this machine";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private MariaDbServer() {}

    /** Started when first asked for. */
    private static final class Holder {
        static final int PORT = start();
    }

    /** Whether there is one to start; for {@code @EnabledIf}. */
    public static boolean isInstalled() {
        return program("mariadbd").isPresent() && program("mariadb-install-db").isPresent();
    }

    /**
     * The server's JDBC URL as its administrator.
     *
     * @param database which one; empty for none
     */
    public static String url(String database) {
        return "jdbc:mariadb://127.0.0.1:%d/%s?user=root".formatted(Holder.PORT, database);
    }

    private static Optional<Path> program(String name) {
        return Stream.concat(
                        Stream.of(
                                System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)),
                        Stream.of("/usr/sbin", "/usr/local/sbin", "/usr/local/bin"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static int start() {
        try {
            Path folder = Files.createTempDirectory("penstock-mariadb");
            Path log = folder.resolve("log");
            int port = freePort();
            finished(install(folder), log);
            Process server = process(serve(folder, port), log);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, folder)));
            await(server, port, log);
            return port;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> install(Path folder) {
        return ImmutableList.of(
                program("mariadb-install-db").orElseThrow().toString(),
                "--no-defaults",
                "--datadir=" + folder.resolve("data"),
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--innodb-log-file-size=8M");
    }

    /** As root it must be told that it may; as anybody else that is its user anyway. */
    private static List<String> serve(Path folder, int port) {
        return ImmutableList.of(
                program("mariadbd").orElseThrow().toString(),
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--datadir=" + folder.resolve("data"),
                "--socket=" + folder.resolve("socket"),
                "--pid-file=" + folder.resolve("pid"),
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--innodb-log-file-size=8M",
                "--innodb-flush-log-at-trx-commit=0",
                "--sync-binlog=0");
    }

    private static Process process(List<String> command, Path log) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private static void finished(List<String> command, Path log) throws IOException {
        try {
            if (process(command, log).waitFor() != 0) {
                throw failed(log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static IllegalStateException failed(Path log) throws IOException {
        return new IllegalStateException("MariaDB does not start:\n" + Files.readString(log));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void await(Process server, int port, Path log) throws IOException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!answers(port)) {
            if (!server.isAlive() || Instant.now().isAfter(end)) {
                throw failed(log);
            }
            Thread.onSpinWait();
        }
    }

    /** The server speaks first. */
    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            socket.setSoTimeout(1_000);
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void end(Process server, Path folder) {
        server.destroyForcibly();
        try {
            server.waitFor();
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        } catch (InterruptedException | IOException e) {
            // The JVM ends; the folder is a temporary one.
        }
    }
}

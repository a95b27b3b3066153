package io.penstock.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The packaged server in a JVM of its own, serving a project on a free port. Owner: whoever started
 * it closes it.
 */
final class ServerProcess implements AutoCloseable {
    private static final String LISTENING = "Listening on ";

    /** As long as those that servers make: each call brings it, and long headers take time. */
    static final String TOKEN = "p." + "benchmark".repeat(20) + ".token";

    private final Process process;
    private final URI address;

    /**
     * Starts the server and waits until it listens.
     *
     * @param jvm flags for the JVM, such as {@code -Xmx512m}
     * @param settings keys and values of the configuration
     */
    ServerProcess(Path project, List<String> jvm, List<String> settings) throws IOException {
        this(command(jvm, "io.penstock.cli.Penstock", serve(project, settings)));
    }

    /**
     * Starts the server by its launcher, as people do: with the classes that an earlier run left
     * ready.
     */
    static ServerProcess launched(Path root, Path project, List<String> settings)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(root.resolve("penstock").toString()));
        command.addAll(serve(project, settings));
        return new ServerProcess(command);
    }

    private static List<String> serve(Path project, List<String> settings) {
        List<String> arguments =
                new ArrayList<>(List.of("serve", project.toString(), "--port", "0"));
        settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return arguments;
    }

    /** Starts another server that says where it listens in the same words. */
    static ServerProcess of(Class<?> main, List<String> jvm, String... arguments)
            throws IOException {
        return new ServerProcess(command(jvm, main.getName(), List.of(arguments)));
    }

    private static List<String> command(List<String> jvm, String main, List<String> arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString()));
        // The flags that this JVM was started with for Arrow and DuckDB are the server's too.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--"))
                .forEach(command::add);
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        return command;
    }

    private ServerProcess(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PENSTOCK_ADMIN_TOKEN", TOKEN);
        builder.redirectError(Files.createTempFile("penstock-benchmark", ".log").toFile());
        process = builder.start();
        address = listening(process);
    }

    private static URI listening(Process process) throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(LISTENING)) {
                Thread.ofVirtual().start(() -> output.lines().forEach(more -> {}));
                return URI.create(line.substring(LISTENING.length()).strip());
            }
        }
        throw new IOException("the server ended before it listened");
    }

    String host() {
        return address.getHost();
    }

    int port() {
        return address.getPort();
    }

    URI uri(String path) {
        return address.resolve(path);
    }

    /** Time that it has had of processors. */
    Duration busy() throws IOException {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IOException("the system does not tell processor times"));
    }

    /** Makes the server's JVM collect its garbage. */
    void collect() throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process command =
                new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.run")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            if (command.waitFor() != 0) {
                throw new IOException("jcmd could not reach the server");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The live heap, after a collection; bytes. */
    long liveHeap() throws IOException {
        collect();
        return (long) metric("jvm_memory_used_bytes{area=\"heap\"}");
    }

    /** What {@code /metrics} says behind this name and these labels. */
    double metric(String name) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri("/metrics").toURL().openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + TOKEN);
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .map(line -> Double.valueOf(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow(() -> new IOException("/metrics does not tell " + name));
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

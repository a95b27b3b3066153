package io.penstock.cli;

import com.google.common.collect.ImmutableMap;

import io.penstock.server.ServerConfig;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What {@code dev} and {@code serve} have in common. */
final class ServerOptions {
    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "The project's folder; this folder when left out.")
    private Path folder = Path.of("");

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Listen here; 0 for any free port. Default: 7181.")
    private Optional<String> port = Optional.empty();

    @Option(
            names = "--flight-port",
            paramLabel = "N",
            description =
                    "Speak Flight SQL here; 0 for any free port, off for none. Default: 7182, or"
                            + " any free port with --port 0.")
    private Optional<String> flightPort = Optional.empty();

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Listen on this address. Default: 127.0.0.1, this machine only.")
    private Optional<String> host = Optional.empty();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Where the server keeps what is its own, such as the token. Default: .penstock"
                            + " in the project.")
    private Optional<Path> dataDir = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any other setting, such as query-timeout=30s; may be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /**
     * The server's configuration.
     *
     * @param watch whether edits are followed
     */
    ServerConfig config(Terminal terminal, boolean watch) {
        Map<String, String> options = new LinkedHashMap<>(settings);
        port.ifPresent(value -> options.put("port", value));
        flightPort.ifPresent(value -> options.put("flight-port", value));
        host.ifPresent(value -> options.put("host", value));
        dataDir.ifPresent(
                value -> options.put("data-dir", terminal.folder().resolve(value).toString()));
        options.put("watch", Boolean.toString(watch));
        return ServerConfig.read(
                ProjectFolder.of(terminal, folder),
                ImmutableMap.copyOf(options),
                terminal.environment());
    }
}

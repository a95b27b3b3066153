package io.penstock.cli;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;

import io.penstock.server.EnvironmentSecrets;
import io.penstock.server.PenstockServer;
import io.penstock.server.ServerConfig;
import io.penstock.server.deploy.DeploymentListener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A project served to this process alone: on a free port of this machine, with a token and a data
 * folder of its own. Owner: who opened it closes it.
 */
final class ProjectServer implements AutoCloseable {
    private final PenstockServer server;
    private final Path data;

    private ProjectServer(PenstockServer server, Path data) {
        this.server = server;
        this.data = data;
    }

    /**
     * Starts.
     *
     * @param watch whether edits of the project's files are seen
     * @throws io.penstock.pipe.ProjectException with everything that is wrong with the project
     */
    static ProjectServer open(Terminal terminal, Path folder, boolean watch) throws IOException {
        Path data = Files.createTempDirectory("penstock");
        try {
            ServerConfig config =
                    ServerConfig.read(
                            folder,
                            ImmutableMap.of(
                                    "port", "0",
                                    "host", "127.0.0.1",
                                    "flight-port", "off",
                                    "watch", String.valueOf(watch),
                                    "stop-timeout", "1s",
                                    "metadata-url", "",
                                    "data-dir", data.toString()),
                            terminal.environment());
            PenstockServer server =
                    PenstockServer.start(
                            config,
                            new EnvironmentSecrets(terminal.environment()),
                            DeploymentListener.NONE);
            return new ProjectServer(server, data);
        } catch (RuntimeException e) {
            delete(data);
            throw e;
        }
    }

    URI url() {
        return server.url();
    }

    String token() {
        return server.adminToken().value();
    }

    /** A connection that the caller closes. */
    SqlConnection connect() {
        return new SqlConnection(url(), token());
    }

    private static void delete(Path data) {
        try {
            MoreFiles.deleteRecursively(data, RecursiveDeleteOption.ALLOW_INSECURE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
        delete(data);
    }
}

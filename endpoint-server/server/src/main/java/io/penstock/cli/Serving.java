package io.penstock.cli;

import io.penstock.server.EnvironmentSecrets;
import io.penstock.server.PenstockServer;
import io.penstock.server.ServerConfig;
import io.penstock.server.deploy.DeploymentListener;

import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.logging.Level;

/** Runs a server until the process is told to stop. */
record Serving(Terminal terminal) {

    /**
     * Starts the server, says where it listens, and waits. The process ends by a signal: then
     * running queries may end, and the server closes.
     *
     * @param ready called once it listens
     * @throws CommandException when the port is taken or the data folder can't be written
     */
    void run(ServerConfig config, DeploymentListener listener, Consumer<PenstockServer> ready)
            throws InterruptedException {
        LogLines.start(Level.INFO);
        PenstockServer server = start(config, listener);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
        terminal.print("Listening on " + server.url());
        server.flightUrl().ifPresent(url -> terminal.print("Flight SQL on " + url));
        ready.accept(server);
        terminal.out().flush();
        new CountDownLatch(1).await();
    }

    private PenstockServer start(ServerConfig config, DeploymentListener listener) {
        try {
            return PenstockServer.start(
                    config, new EnvironmentSecrets(terminal.environment()), listener);
        } catch (UncheckedIOException e) {
            throw new CommandException(
                    "The server did not start on %s port %d: %s; another port is chosen with --port N"
                            .formatted(config.host(), config.port(), e.getMessage()));
        }
    }
}

package io.penstock.cli;

import io.penstock.server.PenstockServer;
import io.penstock.server.ServerConfig;
import io.penstock.server.token.AdminToken;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** Serves a project for its author: follows edits and shows how to call each endpoint. */
@Command(
        name = "dev",
        description = {
            "Serves a project and follows edits of its files.",
            "A good edit is live at the next request. A broken one is explained, and the last good"
                    + " version goes on serving."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  penstock dev examples/flights", "  penstock dev --port 0"})
final class DevCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private ServerOptions options = new ServerOptions();

    DevCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        ServerConfig config = options.config(terminal, true);
        new Serving(terminal)
                .run(config, new ServingScreen(terminal), server -> welcome(config, server));
        return Penstock.GOOD;
    }

    private void welcome(ServerConfig config, PenstockServer server) {
        terminal.print("Token: " + server.adminToken().value());
        terminal.print("");
        terminal.print("Endpoints:");
        new EndpointGuide(server.url(), shellToken(config))
                .lines(server.deployment().project())
                .forEach(terminal::print);
        terminal.print("");
        terminal.print("Formats: json, ndjson, csv, csvwithnames, parquet, prometheus.");
        terminal.print(
                "Edits below %s are followed. Stop with Ctrl-C.".formatted(config.project()));
    }

    /** What a shell puts in for the token, which is too long to read in each line. */
    private static String shellToken(ServerConfig config) {
        return config.adminToken().isPresent()
                ? "$PENSTOCK_ADMIN_TOKEN"
                : "$(cat '%s')".formatted(config.dataDir().resolve(AdminToken.FILE));
    }
}

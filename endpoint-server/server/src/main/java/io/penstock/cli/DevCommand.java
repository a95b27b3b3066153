package io.penstock.cli;

import io.penstock.server.PenstockServer;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** Serves a project for its author: follows edits and shows how to call each endpoint. */
@Command(
        name = "dev",
        description = {
            "Serves a project and follows edits of its files.",
            "A good edit is live at the next request; a broken one is explained and the last good"
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
        try (PenstockServer server = PenstockServer.start(options.config(terminal, true))) {
            terminal.print("Listening on " + server.url());
            new CountDownLatch(1).await();
        }
        return Penstock.GOOD;
    }
}

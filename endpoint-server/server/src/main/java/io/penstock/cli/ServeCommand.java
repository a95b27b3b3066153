package io.penstock.cli;

import io.penstock.server.PenstockServer;
import io.penstock.server.deploy.DeploymentListener;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import sun.misc.Signal;

import java.util.concurrent.Callable;

/** Serves a project; it changes only when told to. */
@Command(
        name = "serve",
        description = {
            "Serves a project.",
            "It reads the project's files again on SIGHUP or POST /v0/admin/reload."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock serve examples/flights",
            "  penstock serve --host 0.0.0.0 --port 8080 --data-dir /var/lib/penstock"
        })
final class ServeCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

    private final Terminal terminal;

    @Mixin private ServerOptions options = new ServerOptions();

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        new Serving(terminal)
                .run(
                        options.config(terminal, false),
                        DeploymentListener.NONE,
                        ServeCommand::reloadOnHangup);
        return Penstock.GOOD;
    }

    /** Operators send SIGHUP after they changed files. Systems without it have the call. */
    private static void reloadOnHangup(PenstockServer server) {
        try {
            Signal.handle(new Signal("HUP"), signal -> server.reload());
        } catch (IllegalArgumentException e) {
            log.info("This system has no SIGHUP; reload by POST /v0/admin/reload");
        }
    }
}

package io.penstock.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.pipe.ProjectException;
import io.penstock.server.ConfigException;
import io.penstock.server.ServerConfig;
import io.penstock.spi.Source;
import io.penstock.spi.error.QueryException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Looks at everything that a start needs and says what to do about what is missing. */
@Command(
        name = "doctor",
        description = {
            "Looks at what a start needs: Java, memory, folders, every connection; and at settings"
                    + " that let in more than they should.",
            "Each line says ok, or what to do."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  penstock doctor examples/flights")
final class DoctorCommand implements Callable<Integer> {
    private static final int OLDEST_JAVA = 21;
    private static final long LEAST_HEAP = 256L << 20;

    private final Terminal terminal;
    private boolean healthy = true;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "The project's folder; this folder when left out.")
    private Path folder = Path.of("");

    DoctorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        java();
        memory();
        Path project = ProjectFolder.of(terminal, folder);
        try {
            ServerConfig config =
                    ServerConfig.read(project, ImmutableMap.of(), terminal.environment());
            good("configuration", "%s:%d".formatted(config.host(), config.port()));
            dataFolder(config.dataDir());
            port(config);
            security(config);
        } catch (ConfigException e) {
            e.problems().forEach(problem -> bad("configuration", problem));
        }
        connections(project);
        return healthy ? Penstock.GOOD : Penstock.WRONG_INPUT;
    }

    private void security(ServerConfig config) {
        ImmutableList<WeakSettings.Weakness> found = WeakSettings.of(config);
        found.forEach(weakness -> bad(weakness.subject(), weakness.advice()));
        if (found.isEmpty()) {
            good("security", "nothing is open that should not be");
        }
    }

    private void java() {
        int version = Runtime.version().feature();
        report(
                version >= OLDEST_JAVA,
                "java",
                Runtime.version() + " in " + System.getProperty("java.home"),
                "%d is too old; start with a JDK %d or newer".formatted(version, OLDEST_JAVA));
        report(
                ByteBuffer.class.getModule().isOpen("java.nio", Penstock.class.getModule()),
                "java flags",
                "java.nio is open to Arrow",
                "java.nio is closed; start with ./penstock, or give java @.mvn/jvm.flags");
    }

    private void memory() {
        long heap = Runtime.getRuntime().maxMemory();
        report(
                heap >= LEAST_HEAP,
                "memory",
                "the heap may grow to %d MB".formatted(heap >> 20),
                "the heap may grow to %d MB only; set PENSTOCK_JAVA_OPTS=-Xmx1g"
                        .formatted(heap >> 20));
    }

    private void dataFolder(Path data) {
        try {
            Files.createDirectories(data);
            Files.delete(Files.createTempFile(data, "doctor", ".tmp"));
            good("data folder", data + " can be written");
        } catch (IOException e) {
            bad(
                    "data folder",
                    data
                            + " can't be written; give its owner the right, or name another with"
                            + " --data-dir");
            return;
        }
    }

    private void port(ServerConfig config) {
        try (ServerSocket socket =
                new ServerSocket(config.port(), 1, InetAddress.getByName(config.host()))) {
            good("port", socket.getLocalPort() + " is free");
        } catch (IOException e) {
            bad(
                    "port",
                    "%d on %s is taken; stop what listens there, or start with --port N"
                            .formatted(config.port(), config.host()));
        }
    }

    private void connections(Path project) {
        try (Workbench bench = Workbench.open(terminal, project)) {
            good(
                    "project",
                    "%d pipes, %d connections"
                            .formatted(bench.project().pipes().size(), bench.sources().size()));
            bench.sources().values().forEach(this::connection);
        } catch (ProjectException e) {
            e.problems().forEach(problem -> bad("project", problem.toString()));
        } catch (ConfigException e) {
            bad("project", "not looked at, because the configuration is wrong");
        }
    }

    private void connection(Source source) {
        try {
            good("connection " + source.name(), source.tables().size() + " tables");
        } catch (QueryException e) {
            bad(
                    "connection " + source.name(),
                    Optional.ofNullable(e.getMessage()).orElse(e.code().name()));
        }
    }

    private void report(boolean fine, String what, String good, String bad) {
        if (fine) {
            good(what, good);
        } else {
            bad(what, bad);
        }
    }

    private void good(String what, String text) {
        terminal.print(terminal.ansi().string("@|green ok|@   ") + what + ": " + text);
    }

    private void bad(String what, String text) {
        healthy = false;
        terminal.print(terminal.ansi().string("@|red do|@   ") + what + ": " + text);
    }
}

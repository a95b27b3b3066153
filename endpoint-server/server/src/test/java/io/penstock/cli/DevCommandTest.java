package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.pipe.Project;
import io.penstock.server.EnvironmentSecrets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** What serving shows; the running server itself has tests of its own. */
@Timeout(60) // a server that starts by mistake would wait for a signal
final class DevCommandTest {
    @TempDir private Path folder;

    @Test
    void everyEndpointHasALineToPaste() throws IOException {
        Files.writeString(
                folder.resolve("board.pipe"),
                """
                DESCRIPTION >
                    Departures of an airport.
                    A page at a time.

                NODE board_rows
                SQL >
                    %
                    SELECT {{ String(airport, required=True, example='New York') }} AS a,
                        {{ Int32(page, 2) }} AS b
                TYPE endpoint
                """);
        Files.writeString(
                folder.resolve("block.pipe"), "NODE block_rows\nSQL >\n    SELECT 1 AS a\n");
        Project project = Project.load(folder, new EnvironmentSecrets(ImmutableMap.of()));
        EndpointGuide guide =
                new EndpointGuide(
                        URI.create("http://127.0.0.1:7181"), "$(cat '/data/admin-token')");
        assertThat(guide.lines(project))
                .isEqualTo(
                        ImmutableList.of(
                                "  board  Departures of an airport.",
                                "    parameters: airport (String, needed), page (Int32, 2)",
                                "    curl -s"
                                    + " \"http://127.0.0.1:7181/v0/pipes/board.json?airport=New+York&token=$(cat"
                                    + " '/data/admin-token')\""));
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        CommandRun.in(folder, "init", ".");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandRun run =
                    CommandRun.in(
                            folder, "serve", "--port", Integer.toString(taken.getLocalPort()));
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("port " + taken.getLocalPort(), "--port N");
        }
    }

    @Test
    void aFileThatCanNotBeReadDoesNotStart() throws IOException {
        Files.writeString(folder.resolve("broken.pipe"), "NOTE broken_rows\n");
        CommandRun run = CommandRun.in(folder, "dev", "--port", "0");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("error: broken.pipe:1:1: ").contains("NOTE");
    }

    @Test
    void aWrongSettingDoesNotStart() {
        CommandRun run =
                CommandRun.in(folder, "dev", "--port", "many", "--set", "query-timeout=soon");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines())
                .anyMatch(line -> line.contains("--port is 'many'"))
                .anyMatch(line -> line.contains("--query-timeout is 'soon'"));
    }
}

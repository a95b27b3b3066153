package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ObjectArrays;

import io.penstock.server.PenstockServer;
import io.penstock.server.ServerConfig;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;

class TokenCommandTest {
    @TempDir private Path folder;

    @Test
    void tokensAreMadeRefreshedAndDeleted() throws Exception {
        TestProject project =
                TestProject.in(folder)
                        .pipe("own", "%\nSELECT id FROM lake.ev WHERE id = {{Int32(n, 1)}}")
                        .file(
                                "pipes/declared.pipe",
                                """
                                TOKEN site READ
                                NODE d
                                SQL >
                                    SELECT 1 AS x
                                TYPE endpoint
                                """);
        try (PenstockServer server = project.start("admin-token", "")) {
            String url = server.url().toString();
            assertThat(run(url, "ls").out()).contains("workspace admin token", "ADMIN", "site");

            String value =
                    good(run(url, "create", "static", "reader", "--scope", "PIPES:READ:own"));
            assertThat(value).matches("p\\..+\\.[\\w-]{43}");
            assertThat(run(url, "scopes", "reader").out().strip()).isEqualTo("PIPES:READ:own");
            assertThat(run(url, "copy", "reader").err()).contains("kept by nobody");
            assertThat(run(url, "create", "static", "reader").err()).contains("already");

            String again = good(run(url, "refresh", "reader"));
            assertThat(again).isNotEqualTo(value);
            assertThat(
                            CommandRun.with(
                                            ImmutableMap.of("PENSTOCK_TOKEN", again),
                                            folder,
                                            "token",
                                            "ls",
                                            "--url",
                                            url)
                                    .err())
                    .contains("needs the scope TOKENS");

            assertThat(good(run(url, "copy", "site"))).matches("p\\..+\\.[\\w-]{43}");
            assertThat(good(run(url, "copy", "admin"))).isEqualTo(server.adminToken().value());
            String jwt =
                    good(
                            run(
                                    url,
                                    "create",
                                    "jwt",
                                    "one",
                                    "--ttl",
                                    "1h",
                                    "--resource",
                                    "own",
                                    "--fixed-params",
                                    "n=2",
                                    "--rps",
                                    "5"));
            assertThat(jwt.split("\\.", -1)).hasSize(3);
            assertThat(run(url, "create", "jwt", "one", "--ttl", "x", "--resource", "own").err())
                    .contains("--ttl is 'x'");
            assertThat(good(run(url, "rm", "reader"))).isEqualTo("Deleted reader");
            assertThat(run(url, "rm", "reader").err()).contains("There is no token");
            assertThat(run(url, "ls", "--output", "json").out())
                    .doesNotContain(server.adminToken().value());
            String refreshed = good(run(url, "refresh", "admin"));
            assertThat(server.adminToken().value()).isEqualTo(refreshed);
        }
    }

    /** Where no server listens, the data folder is asked; the next server knows what was done. */
    @Test
    void tokensAreManagedWithoutAServer() throws Exception {
        TestProject project =
                TestProject.in(folder).pipe("own", "SELECT id FROM lake.ev ORDER BY id");
        project.file("penstock.properties", "port=0\nflight-port=off\ndata-dir=kept\n");
        assertThat(here("ls").err()).contains("none has kept tokens in " + folder.resolve("kept"));
        assertThat(folder.resolve("kept")).doesNotExist();
        start().close();

        String value = good(here("create", "static", "reader", "--scope", "PIPES:READ:own"));
        assertThat(here("ls").out()).contains("workspace admin token", "PIPES:READ:own");
        assertThat(here("create", "static", "READER").err()).contains("already");
        assertThat(here("copy", "reader").err()).contains("kept by nobody");
        String admin = good(here("copy", "admin"));
        String jwt = good(here("create", "jwt", "one", "--ttl", "1h", "--resource", "own"));
        String manager = good(here("create", "static", "boss", "--scope", "TOKENS"));
        CommandRun limited =
                CommandRun.with(
                        ImmutableMap.of("PENSTOCK_TOKEN", manager),
                        folder,
                        "token",
                        "rm",
                        "reader");
        assertThat(limited.err()).contains("does not permit PIPES:READ:own itself");

        try (PenstockServer server = start();
                TestClient client = new TestClient(server)) {
            assertThat(server.adminToken().value()).isEqualTo(admin);
            assertThat(status(client, value)).isEqualTo(200);
            assertThat(status(client, jwt)).isEqualTo(200);
            // Its port is nobody's business here: the data folder is asked beside it.
            assertThat(good(here("rm", "reader"))).isEqualTo("Deleted reader");
            Instant end = Instant.now().plusSeconds(60);
            while (status(client, value) == 200) {
                assertThat(Instant.now()).isBefore(end);
                Thread.sleep(50);
            }
            assertThat(status(client, value)).isEqualTo(403);
        }
    }

    private PenstockServer start() {
        return PenstockServer.start(
                ServerConfig.read(folder, ImmutableMap.of(), ImmutableMap.of()));
    }

    private static int status(TestClient client, String token) {
        return client.send(
                        client.bare("/v0/pipes/own.json")
                                .header("Authorization", "Bearer " + token))
                .statusCode();
    }

    private CommandRun here(String... arguments) {
        return CommandRun.in(folder, ObjectArrays.concat("token", arguments));
    }

    /** The server is where the project says, and so is its admin token. */
    @Test
    void theProjectsServerIsAsked() throws Exception {
        TestProject project =
                TestProject.in(folder).pipe("own", "SELECT id FROM lake.ev ORDER BY id");
        try (PenstockServer server = project.start("admin-token", "configured-for-this-test")) {
            project.file(
                    "penstock.properties",
                    "port=%d\nadmin-token=configured-for-this-test\ndata-dir=nowhere\n"
                            .formatted(server.port()));
            good(here("create", "static", "reader"));
            assertThat(here("ls").out()).contains("reader");
            assertThat(folder.resolve("nowhere")).doesNotExist();
        }
    }

    private CommandRun run(String url, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "token";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "--url";
        all[arguments.length + 2] = url;
        return CommandRun.in(folder, all);
    }

    private static String good(CommandRun run) {
        assertThat(run.code()).as(run.err()).isEqualTo(0);
        return run.out().strip();
    }
}

package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

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

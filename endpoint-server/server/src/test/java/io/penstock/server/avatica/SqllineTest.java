package io.penstock.server.avatica;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import sqlline.SqlLine;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A scripted session of sqlline, with Avatica's driver and with ours. */
final class SqllineTest {
    private static final String SCRIPT =
            """
            !set outputformat csv
            !tables
            !columns lake.ev
            SELECT id, s FROM lake.ev ORDER BY id;
            SELECT nothing FROM lake.ev;
            SELECT count(*) AS many FROM public.top;
            """;

    @ParameterizedTest
    @ValueSource(strings = {"avatica", "penstock"})
    void answersAScript(String driver, @TempDir Path folder) throws Exception {
        try (PenstockServer server =
                TestProject.in(folder)
                        .pipe("top", "SELECT id, s FROM lake.ev")
                        .start("query-timeout", "60s")) {
            Path script = Files.writeString(folder.resolve("script.sql"), SCRIPT);
            String printed = run(url(server, driver), script);
            assertThat(printed)
                    .contains("'lake','ev','TABLE'", "'public','top','VIEW'")
                    .contains("'id','s'", "'1','one'", "'3','three'")
                    .contains("Unknown column 'nothing'", "42703")
                    .contains("'many'", "'3'");
        }
    }

    private static String url(PenstockServer server, String driver) {
        return driver.equals("penstock")
                ? "jdbc:penstock://127.0.0.1:%d/?token=%s"
                        .formatted(server.port(), TestProject.TOKEN)
                : "jdbc:avatica:remote:url=%s/avatica?token=%s;serialization=protobuf"
                        .formatted(server.url(), TestProject.TOKEN);
    }

    private static String run(String url, Path script) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        SqlLine sqlline = new SqlLine();
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            sqlline.setOutputStream(out);
            sqlline.setErrorStream(out);
            sqlline.begin(
                    new String[] {
                        "-u", url, "-n", "any", "-p", "any", "-f", script.toString(), "--force=true"
                    },
                    InputStream.nullInputStream(),
                    false);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}

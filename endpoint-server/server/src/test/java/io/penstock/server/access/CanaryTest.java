package io.penstock.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.BaseEncoding;

import io.penstock.server.EnvironmentSecrets;
import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;
import io.penstock.server.deploy.DeploymentListener;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Secrets that can be told apart are put wherever secrets go; whatever the server writes or answers
 * afterwards has none of them.
 */
class CanaryTest {
    private static final String ADMIN = "canary-admin-0123456789-0123456789-abcdef";
    private static final String PASSWORD = "canary-password";
    private static final String SECRET = "canary-secret";
    private static final String WRONG = "canary-wrong-token";
    private static final String CLAIM = "canary-claim";
    private static final ImmutableList<String> CANARIES =
            ImmutableList.of(ADMIN, PASSWORD, SECRET, WRONG, CLAIM, "canary-tenant");

    @TempDir private Path folder;
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final Handler ears = new Ears();
    private Level before = Level.INFO;
    private PenstockServer server;
    private TestClient client;

    /** Hears everything that is logged, with its causes. */
    private final class Ears extends Handler {
        @Override
        public void publish(LogRecord event) {
            StringWriter text = new StringWriter();
            text.append(event.getLoggerName()).append(' ').append(event.getMessage());
            if (event.getThrown() != null) {
                event.getThrown().printStackTrace(new PrintWriter(text));
            }
            log.add(text.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void start() throws Exception {
        Logger ours = Logger.getLogger("io.penstock");
        before = ours.getLevel();
        ours.setLevel(Level.FINEST);
        ears.setLevel(Level.ALL);
        Logger.getLogger("").addHandler(ears);
        TestProject project =
                TestProject.in(folder)
                        .file(
                                "far.connection",
                                """
                                TYPE jdbc
                                JDBC_URL jdbc:postgresql://127.0.0.1:1/shop
                                JDBC_USER app
                                JDBC_PASSWORD {{ tb_secret("FAR_PASSWORD") }}
                                """)
                        .pipe("far_rows", "SELECT * FROM far.public.orders")
                        .pipe(
                                "keyed",
                                "% SELECT id FROM lake.ev WHERE s <> {{tb_secret('KEY')}} AND id >"
                                        + " {{Int32(from_id, 0)}}")
                        .pipe(
                                "failing",
                                "% SELECT CAST(s AS INTEGER) + CAST({{tb_secret('KEY')}} AS"
                                        + " INTEGER) AS i FROM lake.ev");
        server =
                PenstockServer.start(
                        project.config("admin-token", ADMIN),
                        new EnvironmentSecrets(
                                ImmutableMap.of("FAR_PASSWORD", PASSWORD, "KEY", SECRET)),
                        DeploymentListener.NONE);
        client = new TestClient(server);
    }

    @AfterEach
    void stop() {
        Logger.getLogger("").removeHandler(ears);
        Logger.getLogger("io.penstock").setLevel(before);
    }

    private String get(String token, String path) {
        HttpResponse<String> response =
                client.send(client.bare(path).header("Authorization", "Bearer " + token));
        return response.statusCode() + " " + response.headers() + "\n" + response.body();
    }

    private static String unsigned(String claims) {
        BaseEncoding base64 = BaseEncoding.base64Url().omitPadding();
        return base64.encode("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8))
                + "."
                + base64.encode(claims.getBytes(StandardCharsets.UTF_8))
                + ".";
    }

    /** Everything that can be asked, by those who may and those who may not. */
    private List<String> answers() {
        List<String> answers = new ArrayList<>();
        String jwt = unsigned("{\"name\":\"%s\",\"exp\":1}".formatted(CLAIM));
        for (String path : paths()) {
            answers.add(withoutCallers(get(ADMIN, path)));
            answers.add(get(WRONG, path));
            answers.add(get(jwt, path));
            String mark = path.contains("?") ? "&" : "?";
            answers.add(get("", path + mark + "token=" + WRONG));
            answers.add(client.send(client.bare(path + mark + "%74oken=" + WRONG)).body());
            answers.add(
                    withoutCallers(
                            client.send(client.bare(path + mark + "token=" + ADMIN)).body()));
        }
        answers.add(
                client.send(
                                        client.bare("/v0/tokens/" + WRONG)
                                                .header("Authorization", "Bearer " + ADMIN)
                                                .DELETE())
                                .statusCode()
                        + "");
        answers.add(jdbc(ADMIN));
        answers.add(jdbc(WRONG));
        return answers;
    }

    /** Whoever lists tokens sees their own, which they have just shown. */
    private static String withoutCallers(String answer) {
        return answer.startsWith("{\"tokens\"") || answer.contains("\n{\"tokens\"")
                ? answer.replace(ADMIN, "")
                : answer;
    }

    private static List<String> paths() {
        return List.of(
                "/v0/pipes/far_rows.json",
                "/v0/pipes/keyed.json",
                "/v0/pipes/keyed.json?from_id=abc",
                "/v0/pipes/keyed/explain",
                "/v0/pipes/keyed?explain=true",
                "/v0/pipes/failing.json",
                "/v0/pipes/far_rows/explain",
                "/v0/pipes",
                "/v0/pipes/keyed",
                "/v0/pipes/openapi.json",
                "/docs/keyed",
                "/v0/catalog",
                "/v0/catalog/far.public.orders",
                "/v0/queries",
                "/metrics",
                "/v0/tokens",
                sql("SELECT * FROM far.public.orders"),
                sql("SELECT * FROM keyed"),
                sql("SELECT * FROM keyed WHERE"),
                sql("SELECT CAST(s AS INTEGER) AS i FROM lake.ev"),
                sql("SELECT * FROM information_schema.columns"),
                sql("% SELECT {{tb_secret('KEY')}} AS k"),
                sql("% SELECT {{error(tb_secret('KEY'))}} AS k"));
    }

    private static String sql(String text) {
        return "/v0/sql?q=" + TestClient.encode(text);
    }

    private String jdbc(String token) {
        String url =
                "jdbc:penstock://%s:%d/?token=%s"
                        .formatted(server.url().getHost(), server.url().getPort(), token);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            return String.valueOf(statement.execute("SELECT CAST(s AS INTEGER) AS i FROM lake.ev"));
        } catch (SQLException e) {
            return e.toString();
        }
    }

    @Test
    void noSecretComesOut() throws Exception {
        List<String> answers = answers();
        for (String table :
                List.of(
                        "pipe_stats_rt",
                        "pipe_stats",
                        "endpoint_errors",
                        "bi_stats_rt",
                        "audit_log")) {
            String rows = get(ADMIN, sql("SELECT * FROM tinybird." + table));
            assertThat(rows).as(table).startsWith("200 ");
            answers.add(rows);
        }
        JsonNode refused =
                TestClient.json(
                                client.send(
                                        client.bare(
                                                        sql(
                                                                "SELECT count(*) AS c FROM"
                                                                        + " tinybird.audit_log"))
                                                .header("Authorization", "Bearer " + ADMIN)))
                        .get("data");
        assertThat(refused.get(0).get("c").asInt()).isGreaterThan(20);
        client.close();
        server.close();
        assertThat(log).isNotEmpty();
        assertThat(answers).isNotEmpty();
        for (String canary : CANARIES) {
            assertThat(answers).noneMatch(answer -> answer.contains(canary));
            assertThat(log).noneMatch(line -> line.contains(canary));
            assertNoFileHas(canary);
        }
    }

    /** What the server wrote; the project's own files and the admin token's are the author's. */
    private void assertNoFileHas(String canary) throws Exception {
        try (Stream<Path> files = Files.walk(folder.resolve(".penstock"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as("%s", file)
                        .doesNotContain(canary);
            }
        }
    }
}

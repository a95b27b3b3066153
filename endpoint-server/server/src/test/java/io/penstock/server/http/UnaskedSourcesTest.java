package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database that may not be read is not even asked what it has: how long that takes, or that it
 * fails, would tell that it is there.
 */
class UnaskedSourcesTest {
    private static final AtomicInteger asked = new AtomicInteger();
    private static ServerSocket database;
    private static PenstockServer server;
    private static TestClient client;
    private static String limited;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        database = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(UnaskedSourcesTest::hangUp);
        server =
                TestProject.in(folder)
                        .pipe("own", "SELECT id FROM lake.ev ORDER BY id")
                        .file(
                                "dark.connection",
                                "TYPE jdbc\nJDBC_URL jdbc:postgresql://127.0.0.1:%d/db\nJDBC_SCHEMA public\n"
                                        .formatted(database.getLocalPort()))
                        .start();
        client = new TestClient(server);
        limited =
                TestClient.json(
                                client.post(
                                        "/v0/tokens/?name=limited&scope=PIPES:READ:own"
                                                + "&scope=DATASOURCES:READ:lake.ev",
                                        "application/x-www-form-urlencoded",
                                        ""))
                        .path("token")
                        .asText();
    }

    /** Somebody comes, and is sent away. */
    private static void hangUp() {
        while (!database.isClosed()) {
            try (Socket unused = database.accept()) {
                asked.incrementAndGet();
            } catch (IOException e) {
                return;
            }
        }
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        server.close();
        database.close();
    }

    private static HttpResponse<String> get(String token, String path) {
        return client.send(client.bare(path).header("Authorization", "Bearer " + token));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v0/sql?q=SELECT+*+FROM+dark.orders",
                "/v0/sql?q=SELECT+id+FROM+lake.ev+WHERE+id+IN+(SELECT+id+FROM+dark.orders)",
                "/v0/sql?q=SELECT+*+FROM+own+JOIN+dark.orders+USING+(id)",
                "/v0/sql?explain=true&q=SELECT+*+FROM+dark.orders",
                "/v0/sql?q=SELECT+*+FROM+information_schema.tables",
                "/v0/sql?q=SELECT+*+FROM+information_schema.columns",
                "/v0/catalog",
                "/v0/catalog/dark.orders",
                "/v0/pipes/own.json"
            })
    void whoMayNotReadADatabaseDoesNotHaveItAsked(String path) {
        int before = asked.get();
        HttpResponse<String> answer = get(limited, path);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 403, 404);
        if (path.startsWith("/v0/sql?q") && path.contains("dark")) {
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("There is no table 'dark.orders' that this token");
        }
        assertThat(asked.get()).isEqualTo(before);
        get(TestProject.TOKEN, "/v0/sql?q=SELECT+*+FROM+dark.orders");
        assertThat(asked.get()).isGreaterThan(before);
    }
}

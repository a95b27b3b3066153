package io.penstock.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.pipe.ProjectException;
import io.penstock.pipe.ProjectProblem;
import io.penstock.server.EnvironmentSecrets;
import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class ReloadTest {
    private static final String PATH = "/v0/pipes/a.json";

    @TempDir private Path folder;
    private final List<ProjectProblem> told = Collections.synchronizedList(new ArrayList<>());
    private TestProject project;

    @BeforeEach
    void layOut() throws Exception {
        project = TestProject.in(folder).pipe("a", "SELECT 1 AS v");
    }

    private static int value(TestClient client) {
        HttpResponse<String> response = client.get(PATH);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return TestClient.json(response).get("data").get(0).get("v").asInt();
    }

    @Test
    void inDevAGoodEditIsLiveAtTheNextRequest() throws Exception {
        try (PenstockServer server = project.start("watch", "true");
                TestClient client = new TestClient(server)) {
            assertThat(value(client)).isEqualTo(1);
            for (int i = 2; i < 6; i++) {
                project.pipe("a", "SELECT " + i + " AS v");
                // The last look may be some milliseconds old; a request right after it sees the
                // past.
                long end = System.nanoTime() + 500_000_000L;
                int seen = value(client);
                while (seen != i && System.nanoTime() < end) {
                    seen = value(client);
                }
                assertThat(seen).isEqualTo(i);
            }
        }
    }

    @Test
    void inDevNewAndDeletedFilesAreNoticed() throws Exception {
        try (PenstockServer server = project.start("watch", "true");
                TestClient client = new TestClient(server)) {
            project.file(
                    "pipes/deep/er/b.pipe",
                    "NODE b_rows\nSQL >\n    SELECT 7 AS v\nTYPE endpoint\n");
            awaitStatus(client, "/v0/pipes/b.json", 200);
            Files.delete(folder.resolve("pipes/deep/er/b.pipe"));
            awaitStatus(client, "/v0/pipes/b.json", 404);
        }
    }

    @Test
    void inDevEditsOfIncludedFilesAndOfTheConfigurationAreNoticed() throws Exception {
        project.file("x.incl", "NODE b_rows\nSQL >\n    SELECT 7 AS v\n")
                .file("pipes/b.pipe", "INCLUDE x.incl\nTYPE endpoint\n");
        try (PenstockServer server = project.start("watch", "true");
                TestClient client = new TestClient(server)) {
            awaitStatus(client, "/v0/pipes/b.json", 200);
            project.file("x.incl", "NODE b_rows\nSQL >\n    % SELECT {{ error('new') }} AS v\n");
            awaitStatus(client, "/v0/pipes/b.json", 400);
            project.file("tinybird.config.json", "{\"include\": [\"pipes/a.pipe\"]}");
            awaitStatus(client, "/v0/pipes/b.json", 404);
        }
    }

    private static void awaitStatus(TestClient client, String path, int status) {
        long end = System.nanoTime() + 2_000_000_000L;
        int seen = client.get(path).statusCode();
        while (seen != status && System.nanoTime() < end) {
            seen = client.get(path).statusCode();
        }
        assertThat(seen).isEqualTo(status);
    }

    @Test
    void aBrokenEditLeavesTheLastGoodVersionAndSaysWhatIsWrong() throws Exception {
        try (PenstockServer server = startAndTell(new CountDownLatch(1));
                TestClient client = new TestClient(server)) {
            assertThat(server.deployment().version()).isEqualTo(1);
            project.pipe("a", "SELECT nothing_here FROM lake.ev");
            HttpResponse<String> refused = reload(client);
            assertThat(refused.statusCode()).isEqualTo(400);
            JsonNode error = TestClient.json(refused).get("errors").get(0);
            assertThat(error.get("filename").asText()).isEqualTo("pipes/a.pipe");
            assertThat(error.get("line").asInt()).isEqualTo(3);
            assertThat(error.get("column").asInt()).isEqualTo(12);
            assertThat(error.get("error").asText()).contains("nothing_here");
            assertThat(told).hasSize(1);
            assertThat(value(client)).isEqualTo(1);

            project.pipe("a", "SELECT 2 AS v");
            assertThat(reload(client).statusCode()).isEqualTo(200);
            assertThat(value(client)).isEqualTo(2);
        }
    }

    private static HttpResponse<String> reload(TestClient client) {
        return client.send(
                client.request("/v0/admin/reload").POST(HttpRequest.BodyPublishers.noBody()));
    }

    @Test
    void reloadNeedsTheTokenAndPost() {
        try (PenstockServer server = project.start();
                TestClient client = new TestClient(server)) {
            assertThat(
                            client.send(
                                            client.bare("/v0/admin/reload")
                                                    .POST(HttpRequest.BodyPublishers.noBody()))
                                    .statusCode())
                    .isEqualTo(403);
            assertThat(client.get("/v0/admin/reload").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void connectionsThatDidNotChangeStayOpen() throws Exception {
        try (PenstockServer server = project.start()) {
            Object before = server.deployment().catalog().sources().get("lake");
            project.pipe("b", "SELECT 2 AS v");
            assertThat(server.reload()).isInstanceOf(Deployments.Outcome.Deployed.class);
            assertThat(server.deployment().catalog().sources().get("lake")).isSameAs(before);
            project.file("lake.connection", "TYPE files\nFILES_PATH data\n");
            server.reload();
            assertThat(server.deployment().catalog().sources().get("lake")).isNotSameAs(before);
            assertThat(server.deployment().version()).isEqualTo(3);
        }
    }

    @Test
    void aProjectWithAWrongConnectionDoesNotStart() throws Exception {
        project.file("c.connection", "TYPE carrier_pigeon\n");
        assertThatThrownBy(() -> project.start()).isInstanceOf(ProjectException.class);
    }

    @Test
    void aSourceThatIsDownIsAWarning() throws Exception {
        project.file(
                "down.connection",
                "TYPE jdbc\n"
                        + "JDBC_URL jdbc:postgresql://127.0.0.1:1/x\n"
                        + "JDBC_USER x\n"
                        + "JDBC_SCHEMA public\n");
        project.pipe("b", "SELECT * FROM down.t");
        CountDownLatch checked = new CountDownLatch(1);
        try (PenstockServer server = startAndTell(checked);
                TestClient client = new TestClient(server)) {
            assertThat(checked.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(server.deployment().warnings().toString()).contains("down");
            assertThat(value(client)).isEqualTo(1);
            assertThat(client.get("/v0/pipes/b.json").statusCode()).isEqualTo(500);
        }
    }

    @Test
    void aPipeThatIsWrongFromTheStartDoesNotStopTheOthers() throws Exception {
        project.pipe("b", "SELECT v FROM nowhere");
        CountDownLatch checked = new CountDownLatch(1);
        try (PenstockServer server = startAndTell(checked);
                TestClient client = new TestClient(server)) {
            assertThat(checked.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(told.toString()).contains("pipes/b.pipe:3:19", "nowhere");
            assertThat(value(client)).isEqualTo(1);
            HttpResponse<String> wrong = client.get("/v0/pipes/b.json");
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(TestClient.json(wrong).get("error").asText())
                    .startsWith("pipes/b.pipe:3:19");
        }
    }

    private PenstockServer startAndTell(CountDownLatch checked) {
        DeploymentListener listener =
                new DeploymentListener() {
                    @Override
                    public void checked(
                            Deployment deployment, ImmutableList<ProjectProblem> problems) {
                        told.addAll(problems);
                        checked.countDown();
                    }

                    @Override
                    public void deployed(Deployment deployment) {}

                    @Override
                    public void refused(ImmutableList<ProjectProblem> problems) {
                        told.addAll(problems);
                    }
                };
        return PenstockServer.start(
                project.config(), new EnvironmentSecrets(ImmutableMap.of()), listener);
    }
}

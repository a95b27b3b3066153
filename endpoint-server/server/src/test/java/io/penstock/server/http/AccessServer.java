package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ObjectArrays;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A server with pipes and tables of several owners, and the tokens to read them with. */
final class AccessServer implements AutoCloseable {
    static final String ADMIN = "the-admin-token-of-tests-which-is-long-enough";
    private static final ObjectMapper JSON = new ObjectMapper();

    final PenstockServer server;
    final TestClient client;

    /**
     * Starts it.
     *
     * @param options more settings: keys and values in turn
     */
    AccessServer(Path folder, String... options) throws Exception {
        server =
                TestProject.in(folder)
                        .withShop()
                        .pipe("own", "SELECT id, s FROM lake.ev ORDER BY id")
                        .pipe("others", "SELECT id, name FROM shop.shops ORDER BY id")
                        .pipe(
                                "tenant",
                                """
                                %
                                SELECT tag, COUNT(*) AS c FROM lake.tag
                                WHERE event = {{Int32(org, 1)}} AND tag <> {{String(without, '-')}}
                                GROUP BY tag ORDER BY tag
                                """)
                        .pipe("above", "SELECT tag FROM tenant ORDER BY tag")
                        .file(
                                "pipes/chain.pipe",
                                """
                                TOKEN declared READ
                                NODE inner_rows
                                SQL >
                                    SELECT id, s, n FROM lake.ev

                                NODE chain_rows
                                SQL >
                                    SELECT id FROM inner_rows ORDER BY id

                                TYPE endpoint
                                """)
                        .start(
                                ObjectArrays.concat(
                                        new String[] {"admin-token", ADMIN},
                                        options,
                                        String.class));
        client = new TestClient(server);
    }

    HttpResponse<String> call(String method, String token, String path, String body) {
        return client.send(request(method, token, path, body));
    }

    private HttpRequest.Builder request(String method, String token, String path, String body) {
        HttpRequest.Builder request =
                client.bare(path).method(method, HttpRequest.BodyPublishers.ofString(body));
        if (path.equals("/metrics")) {
            // Processes on this machine that come without a proxy need no token for it.
            request.header("X-Forwarded-For", "203.0.113.9");
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (!body.isEmpty()) {
            request.header(
                    "Content-Type", body.startsWith("{") ? "application/json" : "text/plain");
        }
        return request;
    }

    HttpResponse<String> get(String token, String path) {
        return call("GET", token, path, "");
    }

    HttpResponse<String> sql(String token, String sql) {
        return get(token, "/v0/sql?q=" + TestClient.encode(sql));
    }

    JsonNode good(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return TestClient.json(response);
    }

    JsonNode rows(HttpResponse<String> response) {
        return good(response).path("data");
    }

    void assertRefused(HttpResponse<String> response, String part) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(403);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(TestClient.json(response).path("error").asText()).contains(part);
    }

    /** Makes a static token and gives its JSON. */
    JsonNode create(String name, String... scopes) {
        StringBuilder path = new StringBuilder("/v0/tokens/?name=" + TestClient.encode(name));
        for (String scope : scopes) {
            path.append("&scope=").append(TestClient.encode(scope));
        }
        return good(call("POST", ADMIN, path.toString(), ""));
    }

    /** Makes a static token and gives its value. */
    String token(String name, String... scopes) {
        return create(name, scopes).path("token").asText();
    }

    /** The workspace, as every static token names it. */
    String workspace() throws Exception {
        String middle = token("any " + System.nanoTime()).split("\\.", -1)[1];
        return JSON.readTree(Base64.getUrlDecoder().decode(middle)).path("u").asText();
    }

    /** Claims that are right, for an hour. */
    ObjectNode claims(String name, String scopes) throws Exception {
        ObjectNode claims = JSON.createObjectNode();
        claims.put("workspace_id", workspace());
        claims.put("name", name);
        claims.put("exp", Instant.now().getEpochSecond() + 3_600);
        claims.set("scopes", JSON.readTree(scopes));
        return claims;
    }

    /** A JWT signed with the admin token. */
    static String jwt(String claims) {
        return jwt("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims, "HmacSHA256", ADMIN);
    }

    /** A JWT of any kind, made with nothing but the JDK. */
    static String jwt(String header, String claims, String algorithm, String key) {
        String signed = encoded(header) + "." + encoded(claims);
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
            byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
            return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String encoded(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}

package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableMap;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.ToolProvider;

/** JWTs as people sign them: the recipes of docs/security.md, and a limit of their own. */
class SignedJwtTest {
    private static final String SCOPE = "[{\"type\":\"PIPES:READ\",\"resource\":\"own\"}]";

    @TempDir private static Path folder;
    private static AccessServer rig;

    @BeforeAll
    static void start() throws Exception {
        rig = new AccessServer(folder);
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    /** The block of this language in the section on JWTs, for a pipe of this server. */
    private static String recipe(String language) throws Exception {
        String page = Files.readString(Path.of("../../docs/security.md"));
        String section = page.substring(page.indexOf("## JWT"), page.indexOf("## Identity"));
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(section);
        assertThat(block.find()).as(language).isTrue();
        return block.group(1).replace("top_products", "tenant").replace("shop", "org");
    }

    /** The recipe's token has the right to one pipe and to one value of its parameter. */
    private static void assertGood(String token) {
        assertThat(rig.rows(rig.get(token, "/v0/pipes/tenant.json?org=1"))).isEmpty();
        rig.assertRefused(rig.get(token, "/v0/pipes/own.json"), "does not permit");
    }

    private static String output(String... command) throws Exception {
        Path said = Files.createTempFile(folder, "said", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(
                        ImmutableMap.of(
                                "WORKSPACE_ID",
                                rig.workspace(),
                                "ADMIN_TOKEN",
                                AccessServer.ADMIN));
        Process process = builder.redirectOutput(said.toFile()).start();
        assertThat(process.waitFor()).as(Files.readString(said)).isZero();
        return Files.readString(said).strip();
    }

    private static boolean isThere(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    @Test
    void theShellSigns() throws Exception {
        assumeTrue(isThere("openssl", "version"), "OpenSSL is not there");
        assertGood(output("sh", "-c", recipe("sh") + "\nprintf '%s' \"$token\""));
    }

    @Test
    void pythonSigns() throws Exception {
        assumeTrue(isThere("python3", "-c", "import jwt; jwt.encode"), "PyJWT is not there");
        String values =
                "import os\nworkspace_id = os.environ['WORKSPACE_ID']\n"
                        + "admin_token = os.environ['ADMIN_TOKEN']\n";
        assertGood(output("python3", "-c", values + recipe("python") + "print(token)"));
    }

    @Test
    void nodeSigns() throws Exception {
        assumeTrue(isThere("node", "-e", "require('jsonwebtoken')"), "jsonwebtoken is not there");
        String values =
                "const workspace_id = process.env.WORKSPACE_ID;"
                        + "const admin_token = process.env.ADMIN_TOKEN;\n";
        assertGood(output("node", "-e", values + recipe("js") + "console.log(token)"));
    }

    @Test
    void javaSigns() throws Exception {
        Path source = folder.resolve("Recipe.java");
        Files.writeString(
                source,
                """
                import com.nimbusds.jose.*;
                import com.nimbusds.jose.crypto.*;
                import com.nimbusds.jwt.*;
                import java.nio.charset.StandardCharsets;
                import java.time.Instant;
                import java.util.*;

                public class Recipe {
                    public static String token(String workspaceId, String adminToken) throws Exception {
                        %s
                        return token;
                    }
                }
                """
                        .formatted(recipe("java")));
        int compiled =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-proc:none",
                                "-d",
                                folder.toString(),
                                source.toString());
        assertThat(compiled).isZero();
        try (URLClassLoader loader =
                new URLClassLoader(
                        new URL[] {folder.toUri().toURL()}, SignedJwtTest.class.getClassLoader())) {
            Object token =
                    loader.loadClass("Recipe")
                            .getMethod("token", String.class, String.class)
                            .invoke(null, rig.workspace(), AccessServer.ADMIN);
            assertGood(String.valueOf(token));
        }
    }

    /** TK-15: the call after the last one of a second is refused, whichever of a name's tokens. */
    @Test
    void aJwtLimitsItsName() throws Exception {
        String first = limited("slow", 4_000_000_000L);
        String second = limited("slow", 4_000_000_001L);
        List<HttpResponse<String>> answers = new ArrayList<>();
        long start = System.nanoTime();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (answers.stream().noneMatch(answer -> answer.statusCode() == 429)) {
                answers.addAll(together(client, List.of(first, second, first, second)));
            }
        }
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        assertThat(answers).allMatch(answer -> List.of(200, 429).contains(answer.statusCode()));
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 200).count())
                .isBetween(1L, seconds + 2);
        HttpResponse<String> refused =
                answers.stream().filter(one -> one.statusCode() == 429).findFirst().orElseThrow();
        assertThat(refused.body()).contains("This token's name may call 1");
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.headers().firstValue("X-RateLimit-Limit")).contains("1");
        assertThat(refused.headers().firstValue("X-RateLimit-Remaining")).contains("0");
        rig.good(rig.get(limited("another", 4_000_000_000L), "/v0/pipes/own.json"));
    }

    private static String limited(String name, long end) throws Exception {
        var claims = rig.claims(name, SCOPE).put("exp", end);
        claims.putObject("limits").put("rps", 1);
        return AccessServer.jwt(claims.toString());
    }

    private static List<HttpResponse<String>> together(HttpClient client, List<String> tokens) {
        URI url = rig.server.url().resolve("/v0/pipes/own.json");
        return tokens.stream()
                .map(
                        token ->
                                client.sendAsync(
                                        HttpRequest.newBuilder(url)
                                                .header("Authorization", "Bearer " + token)
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }
}

package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;

import io.penstock.server.issuer.TestIssuer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every route with every kind of token: what the table of routes says a token needs is what it
 * needs, and what is somebody else's is answered like what is not there, byte for byte.
 */
class AccessMatrixTest {
    private static final String OWN_PIPE = "[{\"type\":\"PIPES:READ\",\"resource\":\"own\"}]";
    private static final String ISSUERS =
            """
            - issuer: https://login.example.com
              audience: penstock
              keys: keys.json
              grants:
                - scopes: ["PIPES:READ:own"]
            """;
    private static AccessServer rig;
    private static ImmutableMap<String, Kind> kinds;

    /**
     * A kind of token.
     *
     * @param rights what routes it may call, as the table names rights; empty when it is not valid
     */
    private record Kind(String token, Optional<RouteRights> rights) {}

    private record RouteRights(boolean reads, boolean everything, boolean tokens, boolean admin) {
        boolean has(RouteRight right) {
            return switch (right) {
                case ANY -> true;
                case READING -> reads;
                case EVERYTHING -> everything;
                case TOKENS -> tokens;
                case ADMIN -> admin;
            };
        }
    }

    private static final ImmutableList<String> LISTS =
            ImmutableList.of("/v0/pipes", "/v0/pipes/openapi.json", "/docs", "/v0/catalog");
    private static final ImmutableList<String> OWN =
            ImmutableList.of(
                    "/v0/pipes/own.json",
                    "/v0/pipes/OWN.csv",
                    "/v0/pipes/own",
                    "/docs/own",
                    "/v0/sql?q=SELECT+*+FROM+own",
                    "/v0/sql?pipeline=own&q=SELECT+*+FROM+_");
    private static final RouteRights READS = new RouteRights(true, false, false, false);
    private static final RouteRights NOTHING = new RouteRights(false, false, false, false);

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        TestIssuer.Key key = TestIssuer.ec("k", Curve.P_256);
        Files.writeString(folder.resolve("keys.json"), "{\"keys\":[%s]}".formatted(key.jwk()));
        Files.writeString(folder.resolve("issuers.yaml"), ISSUERS);
        rig = new AccessServer(folder, "jwt-issuers", "issuers.yaml");
        Map<String, Kind> all = new LinkedHashMap<>();
        all.put("admin", valid(AccessServer.ADMIN, new RouteRights(true, true, true, true)));
        all.put(
                "static admin",
                valid(rig.token("m0", "ADMIN"), new RouteRights(true, true, true, true)));
        all.put(
                "read all",
                valid(
                        rig.token("m1", "WORKSPACE:READ_ALL"),
                        new RouteRights(true, true, false, false)));
        all.put(
                "tokens",
                valid(rig.token("m2", "TOKENS"), new RouteRights(false, false, true, false)));
        all.put("append", valid(rig.token("m3", "DATASOURCES:APPEND:events"), NOTHING));
        all.put("nothing", valid(rig.token("m4"), NOTHING));
        all.put("one pipe", valid(rig.token("m5", "PIPES:READ:own"), READS));
        all.put("one pipe, filter", valid(rig.token("m6", "PIPES:READ:own:id > 1"), READS));
        all.put("one table", valid(rig.token("m7", "DATASOURCES:READ:lake.ev"), READS));
        all.put("table, filter", valid(rig.token("m8", "DATASOURCES:READ:lake.ev:id > 1"), READS));
        all.put("table, columns", valid(rig.token("m9", "DATASOURCES:READ:lake.ev(id)"), READS));
        String claims = rig.claims("matrix", OWN_PIPE).toString();
        all.put("JWT", valid(AccessServer.jwt(claims), READS));
        all.put(
                "JWT, fixed",
                valid(
                        AccessServer.jwt(
                                rig.claims(
                                                "fixed",
                                                "[{\"type\":\"PIPES:READ\",\"resource\":\"own\","
                                                        + "\"fixed_params\":{\"x\":1}}]")
                                        .toString()),
                        READS));
        all.put(
                "JWT, expired",
                invalid(AccessServer.jwt(rig.claims("late", OWN_PIPE).put("exp", 1).toString())));
        all.put(
                "JWT, alg none",
                invalid(
                        AccessServer.encoded("{\"alg\":\"none\"}")
                                + "."
                                + AccessServer.encoded(claims)
                                + "."));
        String issued =
                "{\"iss\":\"https://login.example.com\",\"sub\":\"ann\",\"aud\":\"%s\",\"exp\":%d}";
        all.put(
                "issuer's JWT",
                valid(
                        TestIssuer.sign(
                                key,
                                JWSAlgorithm.ES256,
                                issued.formatted("penstock", 4_000_000_000L)),
                        READS));
        all.put(
                "issuer's JWT for others",
                invalid(
                        TestIssuer.sign(
                                key,
                                JWSAlgorithm.ES256,
                                issued.formatted("others", 4_000_000_000L))));
        all.put("garbage", invalid("garbage"));
        all.put("none", invalid(""));
        String deleted = rig.token("m10", "ADMIN");
        rig.call("DELETE", AccessServer.ADMIN, "/v0/tokens/m10", "");
        all.put("deleted", invalid(deleted));
        kinds = ImmutableMap.copyOf(all);
    }

    private static Kind valid(String token, RouteRights rights) {
        return new Kind(token, Optional.of(rights));
    }

    private static Kind invalid(String token) {
        return new Kind(token, Optional.empty());
    }

    @AfterAll
    static void stop() {
        if (rig != null) {
            rig.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyRouteAsksForItsRight() {
        List<DynamicTest> tests = new ArrayList<>();
        for (RouteTable.Route route : RouteTable.ROUTES) {
            for (String method : route.methods()) {
                kinds.forEach(
                        (name, kind) ->
                                tests.add(
                                        DynamicTest.dynamicTest(
                                                "%s %s as %s"
                                                        .formatted(method, route.shown(), name),
                                                () -> checkRight(route, method, kind))));
            }
        }
        return tests.stream();
    }

    /** Names that are nowhere, so that nothing is changed. */
    private static String missing(String shown) {
        return shown.replace("{format}", "json")
                .replaceAll("\\{\\w+}", "nowhere")
                .replace("/v0/sql", "/v0/sql?q=SELECT+1+AS+x");
    }

    private static void checkRight(RouteTable.Route route, String method, Kind kind) {
        HttpResponse<String> answer = rig.call(method, kind.token(), missing(route.shown()), "");
        int status = answer.statusCode();
        if (kind.rights().isEmpty()) {
            assertThat(status).as(answer.body()).isEqualTo(403);
            assertThat(answer.body()).doesNotContain("needs the scope");
        } else if (kind.rights().get().has(route.right())) {
            assertThat(answer.body()).doesNotContain("needs the scope");
            assertThat(status).as(answer.body()).isIn(200, 400, 403, 404, 405);
        } else {
            assertThat(status).as(answer.body()).isEqualTo(403);
            assertThat(answer.body()).contains("needs the scope");
        }
    }

    /** Ways to name an object over HTTP, and how it is called when it is the caller's. */
    private static final ImmutableMap<String, String> OBJECTS =
            ImmutableMap.<String, String>builder()
                    .put("/v0/pipes/%s.json", "others")
                    .put("/v0/pipes/%s.csv?q=SELECT+1", "others")
                    .put("/v0/pipes/%s.nonsense", "others")
                    .put("/v0/pipes/%s", "others")
                    .put("/v0/pipes/%s/explain", "others")
                    .put("/v0/pipes/%s/nodes/others_rows/explain", "others")
                    .put("/v0/pipes/%s.json?explain=true", "others")
                    .put("/docs/%s", "others")
                    .put("/v0/catalog/%s", "others")
                    .put("/v0/catalog/shop.%s", "shops")
                    .put("/v0/sql?q=SELECT+*+FROM+%s", "others")
                    .put("/v0/sql?q=SELECT+*+FROM+public.%s", "others")
                    .put("/v0/sql?q=SELECT+*+FROM+shop.%s", "shops")
                    .put("/v0/sql?q=SELECT+1+AS+x+WHERE+1+IN+(SELECT+id+FROM+%s)", "others")
                    .put("/v0/sql?pipeline=%s&q=SELECT+*+FROM+_", "others")
                    .put("/v0/sql?explain=true&q=SELECT+*+FROM+%s", "others")
                    .buildOrThrow();

    @TestFactory
    Stream<DynamicTest> whatIsSomebodyElsesIsAnsweredLikeWhatIsNotThere() {
        List<DynamicTest> tests = new ArrayList<>();
        OBJECTS.forEach(
                (path, foreign) ->
                        kinds.forEach(
                                (name, kind) -> {
                                    boolean limited =
                                            kind.rights().filter(RouteRights::everything).isEmpty();
                                    if (limited) {
                                        tests.add(
                                                DynamicTest.dynamicTest(
                                                        path + " as " + name,
                                                        () -> checkAlike(path, foreign, kind)));
                                    }
                                }));
        return tests.stream();
    }

    /** A name of the same length, so that positions are the same. */
    private static void checkAlike(String path, String foreign, Kind kind) {
        String missing = "z".repeat(foreign.length());
        HttpResponse<String> other = rig.get(kind.token(), path.formatted(foreign));
        HttpResponse<String> none = rig.get(kind.token(), path.formatted(missing));
        assertThat(other.statusCode()).as(other.body()).isEqualTo(none.statusCode());
        assertThat(other.statusCode()).isIn(400, 403, 404);
        assertThat(other.body().replace(foreign, missing)).isEqualTo(none.body());
        assertThat(headers(other)).isEqualTo(headers(none));
    }

    private static Map<String, List<String>> headers(HttpResponse<String> answer) {
        Map<String, List<String>> headers = new LinkedHashMap<>(answer.headers().map());
        headers.keySet().removeIf(name -> name.equalsIgnoreCase("x-request-id"));
        headers.keySet().removeIf(name -> name.equalsIgnoreCase("date"));
        return headers;
    }

    private static boolean isLimited(Kind kind) {
        return kind.rights().filter(rights -> !rights.everything()).isPresent();
    }

    @TestFactory
    Stream<DynamicTest> listsNameNothingOfOthers() {
        List<DynamicTest> tests = new ArrayList<>();
        kinds.forEach(
                (name, kind) -> {
                    if (isLimited(kind)) {
                        LISTS.forEach(
                                path -> tests.add(named(path, name, () -> checkList(path, kind))));
                    }
                });
        return tests.stream();
    }

    private static DynamicTest named(String path, String kind, Executable check) {
        return DynamicTest.dynamicTest(path + " as " + kind, check);
    }

    private static void checkList(String path, Kind kind) {
        assertThat(rig.get(kind.token(), path).body()).doesNotContain("others", "tenant", "shops");
    }

    @TestFactory
    Stream<DynamicTest> whatIsOnesOwnIsAnswered() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String name :
                List.of("one pipe", "one pipe, filter", "JWT", "JWT, fixed", "issuer's JWT")) {
            Kind kind = Objects.requireNonNull(kinds.get(name));
            OWN.forEach(path -> tests.add(named(path, name, () -> checkOwn(path, kind))));
        }
        return tests.stream();
    }

    private static void checkOwn(String path, Kind kind) {
        HttpResponse<String> answer = rig.get(kind.token(), path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}

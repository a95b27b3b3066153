package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.penstock.server.TestClient;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;

/** The Tokens API and JWTs, each check by its number. */
class TokensTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String READ_OWN = "[{\"type\":\"PIPES:READ\",\"resource\":\"own\"}]";
    private static AccessServer rig;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        rig = new AccessServer(folder);
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    /** TK-01. */
    @Test
    void theAdminTokenIsListed() {
        JsonNode tokens = rig.good(rig.get(AccessServer.ADMIN, "/v0/tokens/")).path("tokens");
        JsonNode admin = tokens.get(0);
        assertThat(admin.path("name").asText()).isEqualTo("workspace admin token");
        assertThat(admin.path("scopes").toString()).isEqualTo("[{\"type\":\"ADMIN\"}]");
        assertThat(admin.path("token").asText()).isEqualTo(AccessServer.ADMIN);
    }

    /** TK-02. */
    @Test
    void aTokenIsMadeWithTwoScopes() {
        JsonNode token =
                rig.create("two scopes", "PIPES:READ:own", "DATASOURCES:READ:lake.ev(id):id > 1");
        assertThat(token.path("scopes").toString())
                .isEqualTo(
                        "[{\"type\":\"PIPES:READ\",\"resource\":\"own\"},"
                                + "{\"type\":\"DATASOURCES:READ\",\"resource\":\"lake.ev\","
                                + "\"filter\":\"id > 1\",\"columns\":[\"id\"]}]");
        assertThat(token.path("token").asText()).startsWith("p.");
        JsonNode listed = rig.good(rig.get(AccessServer.ADMIN, "/v0/tokens/two%20scopes"));
        assertThat(listed.path("token").asText()).endsWith(".***");
        assertThat(listed.path("id")).isEqualTo(token.path("id"));
        assertThat(rig.get(AccessServer.ADMIN, "/v0/tokens/two%20scopes.token").body())
                .isEqualTo(
                        """
                        TOKEN "two scopes"
                        SCOPE PIPES:READ:own
                        SCOPE DATASOURCES:READ:lake.ev(id):id > 1
                        """);
    }

    /** TK-03, without the events door. */
    @Test
    void whoMayAppendMayNotRead() {
        String append = rig.token("append", "DATASOURCES:APPEND:events");
        rig.assertRefused(rig.sql(append, "SELECT 1"), "READ");
        rig.assertRefused(rig.get(append, "/v0/pipes/own.json"), "does not permit");
    }

    /** TK-04. */
    @Test
    void aRefreshedTokenHasAnotherValue() {
        JsonNode before = rig.create("refreshed", "PIPES:READ:own");
        JsonNode after =
                rig.good(rig.call("POST", AccessServer.ADMIN, "/v0/tokens/refreshed/refresh", ""));
        assertThat(after.path("id")).isEqualTo(before.path("id"));
        rig.good(rig.get(after.path("token").asText(), "/v0/pipes/own.json"));
        rig.assertRefused(
                rig.get(before.path("token").asText(), "/v0/pipes/own.json"), "not valid here");
    }

    /** TK-05. */
    @Test
    void aDeletedTokenIsNotValid() {
        String value = rig.token("deleted", "PIPES:READ:own");
        rig.good(rig.get(value, "/v0/pipes/own.json"));
        HttpResponse<String> answer =
                rig.call("DELETE", AccessServer.ADMIN, "/v0/tokens/" + value, "");
        assertThat(answer.body()).isEqualTo("{\"ok\":true}");
        rig.assertRefused(rig.get(value, "/v0/pipes/own.json"), "not valid here");
        assertThat(rig.call("DELETE", AccessServer.ADMIN, "/v0/tokens/deleted", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void changesAreInTheAuditLog() {
        JsonNode made = rig.create("audited", "PIPES:READ:own:id > 1");
        String value = made.path("token").asText();
        rig.good(rig.call("PUT", AccessServer.ADMIN, "/v0/tokens/audited?scope=TOKENS", ""));
        rig.assertRefused(
                rig.call("DELETE", "nobody", "/v0/tokens/" + value, ""), "not valid here");
        rig.good(rig.call("DELETE", AccessServer.ADMIN, "/v0/tokens/" + value, ""));
        JsonNode events =
                rig.rows(
                        rig.sql(
                                AccessServer.ADMIN,
                                "SELECT event, detail FROM tinybird.audit_log WHERE resource ="
                                        + " 'audited' ORDER BY event"));
        assertThat(events.findValuesAsText("event"))
                .containsExactly("token_changed", "token_created", "token_deleted");
        assertThat(events.get(1).path("detail").asText())
                .isEqualTo(made.path("id").asText() + ": PIPES:READ:own");
        JsonNode all = rig.rows(rig.sql(AccessServer.ADMIN, "SELECT * FROM tinybird.audit_log"));
        assertThat(all.toString()).contains("/v0/tokens/***").doesNotContain(value);
    }

    /** TK-06, for pipes. */
    @Test
    void aFilterOfAPipeHoldsWhereverItIsRead() {
        String value = rig.token("filtered", "PIPES:READ:own:id >= 2");
        assertThat(rig.rows(rig.get(value, "/v0/pipes/own.json"))).hasSize(2);
        assertThat(rig.rows(rig.sql(value, "SELECT * FROM own"))).hasSize(2);
        assertThat(
                        rig.rows(rig.sql(value, "SELECT MIN(id) AS m FROM own"))
                                .get(0)
                                .path("m")
                                .asInt())
                .isEqualTo(2);
        assertThat(rig.rows(rig.get(value, "/v0/pipes/own.json?q=SELECT+COUNT(*)+AS+c+FROM+_")))
                .hasToString("[{\"c\":2}]");
    }

    /** TK-07. */
    @Test
    void theServerSignsJwts() throws Exception {
        long end = Instant.now().getEpochSecond() + 100;
        String body = "{\"name\":\"made\",\"scopes\":" + READ_OWN + ",\"limits\":{\"rps\":7}}";
        JsonNode answer =
                rig.good(
                        rig.call(
                                "POST",
                                AccessServer.ADMIN,
                                "/v0/tokens/?expiration_time=" + end,
                                body));
        assertThat(answer.size()).isEqualTo(1);
        String jwt = answer.path("token").asText();
        String claims = jwt.split("\\.", -1)[1];
        JsonNode read = JSON.readTree(Base64.getUrlDecoder().decode(claims));
        assertThat(read.path("exp").asLong()).isEqualTo(end);
        assertThat(read.path("workspace_id").asText()).isEqualTo(rig.workspace());
        assertThat(read.path("limits").toString()).isEqualTo("{\"rps\":7}");
        assertThat(AccessServer.jwt(new String(decoded(claims), StandardCharsets.UTF_8)))
                .isEqualTo(jwt);
        rig.good(rig.get(jwt, "/v0/pipes/own.json"));
    }

    private static byte[] decoded(String part) {
        return Base64.getUrlDecoder().decode(part);
    }

    /** TK-08. */
    @Test
    void whoHasTheAdminTokenSigns() throws Exception {
        String jwt = AccessServer.jwt(rig.claims("self", READ_OWN).toString());
        assertThat(rig.rows(rig.get(jwt, "/v0/pipes/own.json"))).hasSize(3);
        assertThat(rig.rows(rig.get("", "/v0/pipes/own.json?token=" + jwt))).hasSize(3);
    }

    /** TK-09 and EP-41. */
    @Test
    void fixedParametersWin() throws Exception {
        String one = tenant("1");
        String three = tenant("3");
        String a = "[{\"tag\":\"a\",\"c\":1},{\"tag\":\"b\",\"c\":1}]";
        String c = "[{\"tag\":\"c\",\"c\":1}]";
        for (int round = 0; round < 2; round++) {
            assertThat(rig.rows(rig.get(one, "/v0/pipes/tenant.json?org=3"))).hasToString(a);
            assertThat(rig.rows(rig.get(three, "/v0/pipes/tenant.json?org=1"))).hasToString(c);
        }
        assertThat(rig.rows(rig.sql(three, "SELECT * FROM tenant"))).hasToString(c);
        assertThat(
                        rig.rows(
                                rig.get(
                                        three,
                                        "/v0/sql?org=1&q="
                                                + TestClient.encode("SELECT * FROM tenant"))))
                .hasToString(c);
        assertThat(
                        rig.rows(
                                rig.get(
                                        three,
                                        "/v0/sql?pipeline=tenant&org=1&q="
                                                + TestClient.encode("SELECT * FROM _"))))
                .hasToString(c);
        assertThat(rig.rows(rig.get(three, "/v0/pipes/tenant.json?org=1&q=SELECT+tag+FROM+_")))
                .hasToString("[{\"tag\":\"c\"}]");
        assertThat(rig.rows(rig.get(one, "/v0/pipes/tenant.json?org=3&without=a")))
                .hasToString("[{\"tag\":\"b\",\"c\":1}]");
        JsonNode shown = rig.good(rig.get(one, "/v0/pipes/tenant"));
        assertThat(shown.path("nodes").get(0).path("params").toString())
                .contains("without")
                .doesNotContain("org");
    }

    private static String tenant(String org) throws Exception {
        return AccessServer.jwt(
                rig.claims(
                                "tenant " + org,
                                "[{\"type\":\"PIPES:READ\",\"resource\":\"tenant\","
                                        + "\"fixed_params\":{\"org\":"
                                        + org
                                        + "}}]")
                        .toString());
    }

    @Test
    void whatAPipeFixesHoldsInWhatItReads() throws Exception {
        String jwt =
                AccessServer.jwt(
                        rig.claims(
                                        "above",
                                        "[{\"type\":\"PIPES:READ\",\"resource\":\"above\","
                                                + "\"fixed_params\":{\"org\":3}}]")
                                .toString());
        assertThat(rig.rows(rig.get(jwt, "/v0/pipes/above.json?org=1")))
                .hasToString("[{\"tag\":\"c\"}]");
        assertThat(rig.sql(jwt, "SELECT * FROM tenant").statusCode()).isEqualTo(403);
    }

    /** TK-10. */
    @Test
    void anotherPipeIsRefusedLikeOneThatIsMissing() throws Exception {
        String jwt = AccessServer.jwt(rig.claims("ten", READ_OWN).toString());
        rig.assertRefused(rig.get(jwt, "/v0/pipes/others.json"), "does not permit");
        assertThat(rig.get(jwt, "/v0/pipes/others.json").body().replace("others", "missing"))
                .isEqualTo(rig.get(jwt, "/v0/pipes/missing.json").body());
        assertThat(rig.get(AccessServer.ADMIN, "/v0/pipes/missing.json").statusCode())
                .isEqualTo(404);
    }

    /** TK-11. */
    @Test
    void anExpiredJwtIsRefused() throws Exception {
        ObjectNode claims = rig.claims("late", READ_OWN).put("exp", 1_700_000_000);
        refused(claims, "it expired at 2023-11-14T22:13:20Z");
    }

    /** TK-12. */
    @Test
    void onlyHs256WithTheAdminTokenSigns() throws Exception {
        String claims = rig.claims("twelve", READ_OWN).toString();
        refused(
                AccessServer.encoded("{\"alg\":\"none\"}")
                        + "."
                        + AccessServer.encoded(claims)
                        + ".",
                "is not signed");
        refused(
                AccessServer.jwt("{\"alg\":\"none\"}", claims, "HmacSHA256", AccessServer.ADMIN),
                "is not signed");
        refused(
                AccessServer.jwt("{\"typ\":\"JWT\"}", claims, "HmacSHA256", AccessServer.ADMIN),
                "is not signed");
        refused(
                AccessServer.jwt("{\"alg\":\"HS512\"}", claims, "HmacSHA512", AccessServer.ADMIN),
                "alg is HS512");
        refused(
                AccessServer.jwt("{\"alg\":\"RS256\"}", claims, "HmacSHA256", AccessServer.ADMIN),
                "alg is RS256");
        refused(
                AccessServer.jwt("{\"alg\":\"HS256\"}", claims, "HmacSHA256", "another key"),
                "its signature is not that of the admin token");
        refused(
                AccessServer.jwt(
                        "{\"alg\":\"HS256\",\"crit\":[\"x\"],\"x\":1}",
                        claims,
                        "HmacSHA256",
                        AccessServer.ADMIN),
                "crit");
    }

    /** TK-13. */
    @Test
    void anotherWorkspacesJwtIsRefused() throws Exception {
        refused(
                rig.claims("thirteen", READ_OWN)
                        .put("workspace_id", "00000000-0000-0000-0000-000000000000"),
                "it is for another workspace");
    }

    /** TK-16. */
    @Test
    void aMissingTokenIsRefused() {
        rig.assertRefused(rig.get("", "/v0/pipes/own.json"), "A token is missing");
        rig.assertRefused(rig.get("", "/v0/tokens"), "A token is missing");
    }

    @Test
    void everyWrongJwtSaysWhatIsWrong() throws Exception {
        long soon = Instant.now().getEpochSecond() + 3_600;
        refused(rig.claims("w", READ_OWN).put("nbf", soon), "it is not valid before");
        refused(rig.claims("w", READ_OWN).put("exp", "soon"), "exp is not a time");
        refused(rig.claims("w", READ_OWN).put("exp", 1e300), "exp is not a time");
        refused(rig.claims("w", READ_OWN).put("exp", -1), "exp is not a time");
        refused(rig.claims("w", READ_OWN).put("name", 1), "name is not a text");
        refused(rig.claims("w", READ_OWN).put("name", " "), "name is not a text");
        refused(rig.claims("w", READ_OWN).put("name", "n".repeat(300)), "more than 255");
        for (String claim : new String[] {"workspace_id", "name", "exp", "scopes"}) {
            ObjectNode claims = rig.claims("w", READ_OWN);
            claims.remove(claim);
            refused(claims, "it has no claim " + claim);
        }
        refused(rig.claims("w", "[{\"type\":\"ADMIN\"}]"), "it has the scope ADMIN");
        refused(rig.claims("w", "[{\"type\":\"TOKENS\"}]"), "it has the scope TOKENS");
        refused(rig.claims("w", "[{\"type\":\"X\"}]"), "is of no type");
        refused(rig.claims("w", "{}"), "scopes must be an array");
        ObjectNode limited = rig.claims("w", READ_OWN);
        limited.putObject("limits").put("rps", 0);
        refused(limited, "limits.rps is not a whole number");
        String claims = rig.claims("w", READ_OWN).toString();
        refused(
                AccessServer.jwt(claims.replace("\"name\"", "\"name\":\"x\",\"name\"")),
                "its payload names a member twice");
        refused(
                AccessServer.jwt(claims.replace("\"type\"", "\"type\":\"ADMIN\",\"type\"")),
                "its payload names a member twice");
        refused(
                AccessServer.jwt(
                        "{\"alg\":\"none\",\"alg\":\"HS256\"}",
                        claims,
                        "HmacSHA256",
                        AccessServer.ADMIN),
                "its header names a member twice");
        refused(AccessServer.jwt("[]"), "its payload is not a JSON object");
        refused(AccessServer.jwt("{"), "its payload is not JSON");
        refused(AccessServer.jwt(claims + "{}"), "its payload is not JSON");
        refused("a.b.c", "its header is not");
        refused("!.!.!", "its header is not in base64url");
        refused("x".repeat(9_000), "the limit is 8192");
    }

    private static void refused(ObjectNode claims, String part) {
        refused(AccessServer.jwt(claims.toString()), part);
    }

    private static void refused(String token, String part) {
        HttpResponse<String> answer = rig.get(token, "/v0/pipes/own.json");
        rig.assertRefused(answer, part);
        assertThat(answer.body()).doesNotContain(token);
    }

    @Test
    void whoManagesTokensGivesNoMoreThanItHas() {
        String manager = rig.token("manager", "TOKENS", "PIPES:READ:own");
        String create = "/v0/tokens?name=%s&scope=%s";
        String allowed =
                rig.good(
                                rig.call(
                                        "POST",
                                        manager,
                                        create.formatted("small", "PIPES:READ:own:id=1"),
                                        ""))
                        .path("token")
                        .asText();
        assertThat(rig.rows(rig.get(allowed, "/v0/pipes/own.json"))).hasSize(1);
        for (String wider :
                new String[] {
                    "ADMIN", "WORKSPACE:READ_ALL", "PIPES:READ:others", "DATASOURCES:READ:lake.ev"
                }) {
            rig.assertRefused(
                    rig.call("POST", manager, create.formatted("wide", wider), ""),
                    "can't give it to others");
            rig.assertRefused(
                    rig.call("PUT", manager, "/v0/tokens/small?scope=" + wider, ""),
                    "can't give it to others");
        }
        rig.assertRefused(
                rig.call(
                        "POST",
                        manager,
                        "/v0/tokens?expiration_time=99999999999",
                        "{\"name\":\"j\",\"scopes\":[{\"type\":\"PIPES:READ\",\"resource\":\"others\"}]}"),
                "can't give it to others");
        rig.create("stronger", "ADMIN");
        for (String reference : new String[] {"stronger", "admin"}) {
            rig.assertRefused(
                    rig.call("POST", manager, "/v0/tokens/" + reference + "/refresh", ""),
                    "can't give it to others");
        }
        rig.assertRefused(
                rig.call("PUT", manager, "/v0/tokens/stronger?name=mine", ""),
                "can't give it to others");
        rig.assertRefused(rig.get(allowed, "/v0/tokens"), "needs the scope TOKENS");
        assertThat(rig.get(manager, "/v0/tokens").body()).doesNotContain(AccessServer.ADMIN);
    }

    @Test
    void wrongCallsSayWhatIsWrong() {
        rig.create("once", "PIPES:READ:own");
        error("POST", "/v0/tokens?name=ONCE", "", 409, "There is a token 'ONCE' already");
        error("POST", "/v0/tokens?name=admin", "", 409, "already");
        error("POST", "/v0/tokens", "", 400, "name is missing");
        error("POST", "/v0/tokens?name=a/b", "", 400, "1 to 255 characters");
        error("POST", "/v0/tokens?name=x&scope=NONE", "", 400, "is of no type");
        error("POST", "/v0/tokens", "{\"name\":\"x\",\"scopes\":1}", 400, "must be an array");
        error("POST", "/v0/tokens", "{\"name\":\"x\",\"name\":\"y\"}", 400, "not JSON");
        error("POST", "/v0/tokens?expiration_time=1&name=x", "", 400, "which is past");
        error("POST", "/v0/tokens?expiration_time=soon&name=x", "", 400, "must be Unix seconds");
        error(
                "POST",
                "/v0/tokens?expiration_time=99999999999&name=x&scope=TOKENS",
                "",
                400,
                "A JWT can't have the scope TOKENS");
        error("GET", "/v0/tokens/none", "", 404, "There is no token");
        error("DELETE", "/v0/tokens/admin", "", 409, "can't be deleted");
        error("PUT", "/v0/tokens/admin?name=x", "", 409, "can't be changed");
        error("POST", "/v0/tokens/admin/refresh", "", 409, "configured");
        error("PATCH", "/v0/tokens/once", "", 405, "not possible");
    }

    private static void error(String method, String path, String body, int status, String part) {
        HttpResponse<String> answer = rig.call(method, AccessServer.ADMIN, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(TestClient.json(answer).path("error").asText()).contains(part);
    }

    @Test
    void aChangedTokenHasItsNewRightsAtOnce() {
        String value = rig.token("changing", "PIPES:READ:own");
        rig.good(
                rig.call(
                        "PUT",
                        AccessServer.ADMIN,
                        "/v0/tokens/changing?scope=PIPES:READ:others&name=changed",
                        ""));
        rig.assertRefused(rig.get(value, "/v0/pipes/own.json"), "does not permit");
        rig.good(rig.get(value, "/v0/pipes/others.json"));
        rig.good(rig.get(AccessServer.ADMIN, "/v0/tokens/changed"));
    }

    @Test
    void aFilesTokenIsHandedOutByARefresh() {
        JsonNode declared = rig.good(rig.get(AccessServer.ADMIN, "/v0/tokens/declared"));
        assertThat(declared.path("token").asText()).isEmpty();
        assertThat(declared.path("origin").path("type").asText()).isEqualTo("P");
        String value =
                rig.good(rig.call("POST", AccessServer.ADMIN, "/v0/tokens/declared/refresh", ""))
                        .path("token")
                        .asText();
        assertThat(rig.rows(rig.get(value, "/v0/pipes/chain.json"))).hasSize(3);
        assertThat(
                        rig.get(
                                        value,
                                        "/v0/sql?pipeline=chain&q="
                                                + TestClient.encode("SELECT * FROM inner_rows"))
                                .statusCode())
                .isEqualTo(403);
        JsonNode shown = rig.good(rig.get(value, "/v0/pipes")).path("pipes");
        assertThat(shown).hasSize(1);
        assertThat(shown.get(0).path("nodes")).hasSize(1);
        assertThat(shown.toString()).doesNotContain("inner_rows", "lake");
    }
}

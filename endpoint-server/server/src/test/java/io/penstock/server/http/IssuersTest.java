package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;

import io.penstock.server.TestClient;
import io.penstock.server.flight.FlightClients;
import io.penstock.server.issuer.TestIssuer;
import io.penstock.server.issuer.TestIssuer.Key;
import io.penstock.server.issuer.TestIssuer.Signed;

import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** Tokens of people's own identity providers, which show their keys over HTTP. */
class IssuersTest {
    private static final String FILE =
            """
            - issuer: ISSUER
              audience: [other, penstock]
              keys: KEYS
              algorithms: [RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519]
              name-claim: email
              scopes-claim: scopes
              grants:
                - {claim: groups, value: analysts, token: analysts}
                - {claim: scope, value: "read:tags", scopes: ["PIPES:READ:tenant"]}
                - claim: /realm_access/roles
                  value: [reader, boss]
                  scopes: ["DATASOURCES:READ:lake.ev:s = ${tenant}"]
                - claim: groups
                  value: listed
                  scopes: ["DATASOURCES:READ:lake.ev:id IN (${ids})"]
                - claim: groups
                  value: fixed
                  scopes:
                    - {type: PIPES:READ, resource: tenant, fixed_params: {org: "${org}", without: "${/app/tag}"}}
                - claim: groups
                  value: admins
                  scopes: [ADMIN]
            - issuer: https://strict.example.com
              audience: penstock
              keys: strict.json
              algorithms: [ES256]
              rps: 1000
              grants:
                - scopes: ["PIPES:READ:own"]
            - issuer: https://away.example.com
              audience: penstock
              keys: http://127.0.0.1:1/jwks
              grants:
                - scopes: ["PIPES:READ:own"]
            """;
    private static final String MAIL = "\"email\":\"ann@example.com\"";
    private static final String ADMINS = MAIL + ",\"groups\":[\"x\",\"admins\"]";
    private static List<Signed> keys;
    private static Key rsa;
    private static Key strict;
    private static TestIssuer issuer;
    private static AccessServer rig;

    @BeforeAll
    @Timeout(120)
    static void start(@TempDir Path folder) throws Exception {
        keys = TestIssuer.all();
        rsa = keys.get(0).key();
        strict = TestIssuer.ec("strict", Curve.P_256);
        issuer = new TestIssuer();
        issuer.show(keys.stream().map(Signed::key).distinct().toArray(Key[]::new));
        Files.writeString(folder.resolve("strict.json"), "{\"keys\":[%s]}".formatted(strict.jwk()));
        Files.writeString(
                folder.resolve("issuers.yaml"),
                FILE.replace("ISSUER", issuer.id()).replace("KEYS", issuer.keysUrl()));
        rig = new AccessServer(folder, "jwt-issuers", "issuers.yaml");
        awaitKeys();
    }

    /** They are looked at when the server starts. */
    private static void awaitKeys() throws Exception {
        while (rig.get(token(ADMINS), "/v0/pipes/own.json").statusCode() == 503) {
            Thread.sleep(20);
        }
    }

    @AfterAll
    static void stop() {
        rig.close();
        issuer.close();
    }

    private static String token(String members) throws Exception {
        return TestIssuer.sign(rsa, JWSAlgorithm.RS256, issuer.claims(members));
    }

    private static void refused(String token, String part) {
        rig.assertRefused(rig.get(token, "/v0/pipes/own.json"), part);
    }

    @TestFactory
    Stream<DynamicTest> everySignatureIsKnown() {
        return keys.stream()
                .map(
                        one ->
                                dynamicTest(
                                        one.algorithm().getName(),
                                        () -> {
                                            String token =
                                                    TestIssuer.sign(
                                                            one.key(),
                                                            one.algorithm(),
                                                            issuer.claims(ADMINS));
                                            rig.good(rig.get(token, "/v0/pipes/own.json"));
                                            refused(broken(token), "is not that of its issuer's");
                                        }));
    }

    /** With other claims under the same signature. */
    private static String broken(String token) {
        String[] parts = token.split("\\.", -1);
        String claims = new String(new Base64URL(parts[1]).decode(), StandardCharsets.UTF_8);
        return parts[0] + "." + Base64URL.encode(claims.replace("ann", "bob")) + "." + parts[2];
    }

    @Test
    void groupsHaveTheScopesOfAToken() throws Exception {
        String token = token(MAIL + ",\"groups\":\"analysts\"");
        refused(token, "permits nothing here");
        rig.token("analysts", "PIPES:READ:own");
        rig.good(rig.get(token, "/v0/pipes/own.json"));
        assertThat(rig.sql(token, "SELECT * FROM lake.ev").statusCode()).isEqualTo(403);
        rig.good(
                rig.call(
                        "PUT",
                        AccessServer.ADMIN,
                        "/v0/tokens/analysts?scope=DATASOURCES:READ:lake.ev",
                        ""));
        assertThat(rig.rows(rig.sql(token, "SELECT * FROM lake.ev"))).hasSize(3);
        assertThat(rig.get(token, "/v0/pipes/own.json").statusCode()).isEqualTo(403);
        rig.call("DELETE", AccessServer.ADMIN, "/v0/tokens/analysts", "");
        refused(token, "permits nothing here");
    }

    @Test
    void scopesOfOAuthAreWords() throws Exception {
        String token = token(MAIL + ",\"scope\":\"openid read:tags\"");
        rig.good(rig.get(token, "/v0/pipes/tenant.json"));
        refused(token(MAIL + ",\"scope\":\"openid xread:tags\""), "permits nothing here");
        refused(token(MAIL + ",\"groups\":\"read:tags analysts\""), "permits nothing here");
    }

    @Test
    void claimsCutRows() throws Exception {
        String sql = "SELECT s FROM lake.ev ORDER BY id";
        String role = MAIL + ",\"realm_access\":{\"roles\":[\"reader\"]}";
        assertThat(rig.rows(rig.sql(token(role + ",\"tenant\":\"two\""), sql)).toString())
                .isEqualTo("[{\"s\":\"two\"}]");
        refused(token(role), "it has no claim tenant");
        refused(token(role + ",\"tenant\":null"), "it has no claim tenant");
        refused(token(role + ",\"tenant\":[]"), "it has no claim tenant");
        refused(token(role + ",\"tenant\":{\"a\":1}"), "its claim tenant is not a text");
        refused(token(role + ",\"tenant\":\"a\\u0000b\""), "its claim tenant is not a text");
        refused(token(role + ",\"tenant\":[[1]]"), "its claim tenant is not a text");
    }

    @Test
    void aClaimIsNeverSql() throws Exception {
        String role = MAIL + ",\"realm_access\":{\"roles\":[\"boss\"]}";
        for (String value :
                List.of(
                        "' OR 1=1 --",
                        "x' OR 'a'='a",
                        "\\\\' OR 1=1 --",
                        "\\\" OR 1=1",
                        "one') OR (1=1",
                        "'' OR TRUE",
                        "$1 ? :x ${tenant} {{x}}",
                        "雪 é \\ud83d\\ude00",
                        "%")) {
            String token = token(role + ",\"tenant\":\"" + value + "\"");
            HttpResponse<String> answer = rig.sql(token, "SELECT s FROM lake.ev");
            assertThat(rig.rows(answer)).as(value).isEmpty();
        }
    }

    @Test
    void listsBecomeLists() throws Exception {
        String group = MAIL + ",\"groups\":[\"listed\"]";
        String sql = "SELECT id FROM lake.ev ORDER BY id";
        assertThat(rig.rows(rig.sql(token(group + ",\"ids\":[1,3]"), sql))).hasSize(2);
        assertThat(rig.rows(rig.sql(token(group + ",\"ids\":2"), sql))).hasSize(1);
        assertThat(rig.rows(rig.sql(token(group + ",\"ids\":[7]"), sql))).isEmpty();
        refused(token(group + ",\"ids\":[1e300]"), "its claim ids is not a text");
    }

    @Test
    void claimsFixParameters() throws Exception {
        String token = token(MAIL + ",\"groups\":[\"fixed\"],\"org\":1,\"app\":{\"tag\":\"a\"}");
        assertThat(rig.rows(rig.get(token, "/v0/pipes/tenant.json?org=2&without=b")).toString())
                .isEqualTo("[{\"tag\":\"b\",\"c\":1}]");
        refused(token(MAIL + ",\"groups\":[\"fixed\"],\"org\":1"), "it has no claim /app/tag");
    }

    @Test
    void anIssuerMaySayScopes() throws Exception {
        String own = MAIL + ",\"scopes\":[{\"type\":\"PIPES:READ\",\"resource\":\"own\"}]";
        rig.good(rig.get(token(own), "/v0/pipes/own.json"));
        refused(token(MAIL + ",\"scopes\":[{\"type\":\"ADMIN\"}]"), "a JWT may have PIPES:READ");
        refused(token(own + ",\"workspace_id\":\"other\""), "it is for another workspace");
        rig.good(
                rig.get(
                        token(own + ",\"workspace_id\":\"" + rig.workspace() + "\""),
                        "/v0/pipes/own.json"));
        String none =
                TestIssuer.sign(
                        strict,
                        JWSAlgorithm.ES256,
                        strictClaims(
                                "carol",
                                "\"scopes\":[{\"type\":\"PIPES:READ\"," //
                                        + "\"resource\":\"others\"}]"));
        assertThat(rig.get(none, "/v0/pipes/others.json").statusCode()).isEqualTo(403);
        rig.good(rig.get(none, "/v0/pipes/own.json"));
    }

    private static String strictClaims(String subject, String members) {
        return "{\"iss\":\"https://strict.example.com\",\"sub\":\"%s\",\"aud\":[\"penstock\"],\"exp\":%d,%s}"
                .formatted(subject, Instant.now().getEpochSecond() + 600, members);
    }

    @Test
    void everyWrongTokenSaysWhatIsWrong() throws Exception {
        String good = issuer.claims(ADMINS);
        refused(sign(good.replace(issuer.id(), "https://evil.example.com")), "its issuer 'https");
        refused(sign(good.replace("\"iss\"", "\"isx\"")), "it names no issuer (iss)");
        refused(sign(good.replace("penstock", "others")), "it is for another audience (aud)");
        refused(sign(good.replace("\"aud\"", "\"aux\"")), "it has no claim aud");
        refused(sign(good.replace("\"sub\"", "\"sux\"")), "it has no claim sub");
        refused(sign(good.replace("\"email\"", "\"e\"")), "it has no claim email");
        refused(sign(good.replace("ann@", "ann\\n@")), "its claim email has a control");
        refused(sign(good.replace("\"exp\"", "\"exq\"")), "it has no claim exp");
        refused(sign(good.replaceFirst("\"exp\":\\d+", "\"exp\":1000")), "it expired at 1970");
        refused(token(ADMINS + ",\"nbf\":4000000000"), "it is not valid before 2096");
        refused(token(ADMINS + ",\"sub\":\"bob\""), "its payload names a member twice");
        refused(token(ADMINS + ",\"x\":\"" + "x".repeat(8_192) + "\""), "the limit is 8192");
        refused(token(MAIL), "permits nothing here");
        Key foreign = TestIssuer.rsa("rsa");
        refused(TestIssuer.sign(foreign, JWSAlgorithm.RS256, good), "is not that of its issuer's");
        Key unknown = TestIssuer.rsa("new");
        refused(TestIssuer.sign(unknown, JWSAlgorithm.RS256, good), "no key 'new' that signs with");
        refused(header("{\"alg\":\"RS256\",\"kid\":7}", good), "its kid is not a text");
        refused(header("{\"alg\":\"RS256\",\"kid\":\"p256\"}", good), "no key 'p256' that signs");
        refused(header("{\"alg\":\"none\",\"kid\":\"rsa\"}", good), "it is not signed (alg none)");
        refused(header("{\"alg\":\"rs256\",\"kid\":\"rsa\"}", good), "its alg is rs256");
        refused(
                header("{\"alg\":\"RS256\",\"kid\":\"rsa\",\"crit\":[\"b64\"]}", good),
                "its header has crit");
        rig.good(rig.get(header("{\"alg\":\"RS256\"}", good), "/v0/pipes/own.json"));
    }

    private static String sign(String claims) throws Exception {
        return TestIssuer.sign(rsa, JWSAlgorithm.RS256, claims);
    }

    private static String header(String header, String claims) throws Exception {
        return TestIssuer.sign(rsa, JWSAlgorithm.RS256, header, claims);
    }

    @Test
    void aPublicKeyIsNoSecret() throws Exception {
        RSAKey key = rsa.jwk().toRSAKey();
        byte[] der = key.toRSAPublicKey().getEncoded();
        String pem =
                "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                        .formatted(
                                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
        for (String secret :
                List.of(pem, pem.strip(), key.toJSONString(), key.getModulus().toString())) {
            for (String algorithm : List.of("HS256", "HS512")) {
                String token =
                        AccessServer.jwt(
                                "{\"alg\":\"%s\",\"kid\":\"rsa\"}".formatted(algorithm),
                                issuer.claims(ADMINS),
                                "HmacSHA" + algorithm.substring(2),
                                secret);
                refused(token, "its alg is " + algorithm + "; of this issuer are accepted: RS256");
            }
        }
    }

    @Test
    void onlyTheAlgorithmsOfAnIssuerAreAccepted() throws Exception {
        String claims = strictClaims("ann", "\"x\":1");
        refused(sign(claims), "its alg is RS256; of this issuer are accepted: ES256");
        Key other = keys.get(6).key();
        refused(
                TestIssuer.sign(other, JWSAlgorithm.ES256, claims),
                "its issuer has no key 'p256' that signs with ES256");
        String mine = TestIssuer.sign(strict, JWSAlgorithm.ES256, issuer.claims(ADMINS));
        refused(mine, "its issuer has no key 'strict' that signs with ES256");
    }

    @Test
    void nothingThatATokenNamesIsAskedForKeys() throws Exception {
        try (TestIssuer evil = new TestIssuer()) {
            Key key = TestIssuer.rsa("rsa");
            evil.show(key);
            String header =
                    "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"jku\":\"%s\",\"x5u\":\"%s\",\"jwk\":%s}"
                            .formatted(evil.keysUrl(), evil.keysUrl(), key.jwk());
            refused(
                    TestIssuer.sign(key, JWSAlgorithm.RS256, header, issuer.claims(ADMINS)),
                    "is not that of its issuer's key");
            refused(
                    TestIssuer.sign(key, JWSAlgorithm.RS256, header, evil.claims(ADMINS)),
                    "is none of those that are trusted here");
            assertThat(evil.asked).isEmpty();
        }
    }

    @Test
    void anIssuersCallersHaveItsRate() throws Exception {
        String bob = TestIssuer.sign(strict, JWSAlgorithm.ES256, strictClaims("bob", "\"x\":2"));
        HttpResponse<String> answer = rig.get(bob, "/v0/pipes/own.json");
        rig.good(answer);
        assertThat(answer.headers().firstValue("X-RateLimit-Limit")).contains("1000");
        String less =
                TestIssuer.sign(
                        strict, JWSAlgorithm.ES256, strictClaims("eve", "\"limits\":{\"rps\":7}"));
        assertThat(rig.get(less, "/v0/pipes/own.json").headers().firstValue("X-RateLimit-Limit"))
                .contains("7");
    }

    @Test
    void everyDoorDecidesAlike() throws Exception {
        String good = token(MAIL + ",\"groups\":[\"listed\"],\"ids\":[1,3]");
        String bad = TestIssuer.sign(TestIssuer.rsa("rsa"), JWSAlgorithm.RS256, issuer.claims(""));
        String sql = "SELECT id FROM lake.ev ORDER BY id";
        String wrong = "its signature is not that of its issuer's key";

        assertThat(jdbc(good, sql)).containsExactly(1, 3);
        assertThatThrownBy(() -> jdbc(good, "SELECT * FROM shop.shops"))
                .hasMessageContaining("There is no table 'shop.shops' that this token may read");
        assertThatThrownBy(() -> jdbc(bad, sql)).hasMessageContaining(wrong);

        URI flight = rig.server.flightUrl().orElseThrow();
        try (FlightClients clients = new FlightClients(flight, "Bearer " + good)) {
            assertThat(clients.query(sql)).isEqualTo(List.of(List.of("1"), List.of("3")));
            assertThatThrownBy(() -> clients.query("SELECT * FROM shop.shops"))
                    .hasMessageContaining("There is no table 'shop.shops'");
        }
        try (FlightClients clients = new FlightClients(flight, "Bearer " + bad)) {
            assertThatThrownBy(() -> clients.query(sql)).hasMessageContaining(wrong);
        }
    }

    private static List<Integer> jdbc(String token, String sql) throws SQLException {
        String url = "jdbc:avatica:remote:serialization=protobuf;url=" + rig.server.url();
        Properties login = new Properties();
        login.setProperty("authentication", "BASIC");
        login.setProperty("avatica_user", "anybody");
        login.setProperty("avatica_password", token);
        List<Integer> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url + "/avatica", login);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getInt(1));
            }
        }
        return values;
    }

    /** Whether a token is good is not known: nobody is told that it is bad. */
    @Test
    void anIssuerWithoutKeysIsNobodysFault() throws Exception {
        String token =
                TestIssuer.sign(
                        rsa,
                        JWSAlgorithm.RS256,
                        issuer.claims(ADMINS).replace(issuer.id(), "https://away.example.com"));
        String reason = "the keys of its issuer https://away.example.com are not at hand";
        HttpResponse<String> answer = rig.get(token, "/v0/pipes/own.json");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(TestClient.json(answer).path("error").asText()).contains(reason);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThatThrownBy(() -> jdbc(token, "SELECT 1"))
                .hasMessageContaining(reason)
                .asString()
                .contains("57P03");
        URI flight = rig.server.flightUrl().orElseThrow();
        try (FlightClients clients = new FlightClients(flight, "Bearer " + token)) {
            assertThatThrownBy(() -> clients.query("SELECT 1"))
                    .isInstanceOfSatisfying(
                            FlightRuntimeException.class,
                            e ->
                                    assertThat(e.status().code())
                                            .isEqualTo(FlightStatusCode.UNAVAILABLE))
                    .hasMessageContaining(reason);
        }
    }

    @Test
    void callersAreNamedInTheAuditLog() throws Exception {
        String token = token(MAIL + ",\"scope\":\"read:tags\"");
        assertThat(rig.get(token, "/v0/pipes/others.json").statusCode()).isEqualTo(403);
        JsonNode rows =
                rig.rows(
                        rig.sql(
                                AccessServer.ADMIN,
                                "SELECT token_name FROM tinybird.audit_log WHERE event = 'denied'"
                                        + " AND detail LIKE '%others%'"));
        assertThat(rows.toString()).contains("ann@example.com");
    }
}

package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;

import io.penstock.server.issuer.TestIssuer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** The file of issuers is edited while the server runs. */
@Timeout(120)
class IssuersReloadTest {
    private static final String ENTRY =
            """
            - issuer: https://ISSUER.example.com
              audience: penstock
              keys: ISSUER.json
              algorithms: [ES256]
              grants:
                - {claim: groups, value: GROUP, scopes: ["PIPES:READ:own"]}
            """;

    @TempDir private Path folder;

    private static String entry(String issuer, String group) {
        return ENTRY.replace("ISSUER", issuer).replace("GROUP", group);
    }

    private TestIssuer.Key issuer(String name) throws Exception {
        TestIssuer.Key key = TestIssuer.ec(name, Curve.P_256);
        Files.writeString(folder.resolve(name + ".json"), "{\"keys\":[%s]}".formatted(key.jwk()));
        return key;
    }

    private static String token(String issuer, TestIssuer.Key key) throws Exception {
        return TestIssuer.sign(
                key,
                JWSAlgorithm.ES256,
                TestIssuer.claims(
                        "https://%s.example.com".formatted(issuer), "\"groups\":[\"staff\"]"));
    }

    private void edit(String text) throws Exception {
        Files.writeString(folder.resolve("issuers.yaml"), text);
    }

    private static void reload(AccessServer rig) {
        rig.good(rig.call("POST", AccessServer.ADMIN, "/v0/admin/reload", ""));
    }

    private static int status(AccessServer rig, String token) throws Exception {
        int status = rig.get(token, "/v0/pipes/own.json").statusCode();
        // Keys of an issuer that is new are looked at meanwhile.
        while (status == 503) {
            Thread.sleep(20);
            status = rig.get(token, "/v0/pipes/own.json").statusCode();
        }
        return status;
    }

    @Test
    void whoIsTrustedIsWhatTheFileSays() throws Exception {
        String first = token("first", issuer("first"));
        String second = token("second", issuer("second"));
        edit(entry("first", "staff"));
        try (AccessServer rig = new AccessServer(folder, "jwt-issuers", "issuers.yaml")) {
            assertThat(status(rig, first)).isEqualTo(200);
            assertThat(status(rig, second)).isEqualTo(403);
            edit(entry("first", "staff") + entry("second", "staff"));
            assertThat(status(rig, second)).isEqualTo(403);
            reload(rig);
            assertThat(status(rig, first)).isEqualTo(200);
            assertThat(status(rig, second)).isEqualTo(200);

            edit(entry("first", "bosses") + entry("second", "staff"));
            reload(rig);
            rig.assertRefused(rig.get(first, "/v0/pipes/own.json"), "permits nothing here");
            assertThat(status(rig, second)).isEqualTo(200);

            edit(entry("first", "staff"));
            reload(rig);
            assertThat(status(rig, first)).isEqualTo(200);
            rig.assertRefused(
                    rig.get(second, "/v0/pipes/own.json"), "is none of those that are trusted");

            edit("- issuer: 7\n");
            reload(rig);
            assertThat(status(rig, first)).isEqualTo(200);
            assertThat(
                            rig.rows(
                                            rig.sql(
                                                    AccessServer.ADMIN,
                                                    "SELECT resource, detail FROM"
                                                            + " tinybird.audit_log WHERE event ="
                                                            + " 'issuer_keys' AND detail LIKE 'not"
                                                            + " taken%'"))
                                    .toString())
                    .contains("issuers.yaml");
        }
    }
}

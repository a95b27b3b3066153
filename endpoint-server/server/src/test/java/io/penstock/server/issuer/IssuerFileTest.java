package io.penstock.server.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What can be written in the file of issuers, and what is said of the rest. */
class IssuerFileTest {
    private static final String GRANT = "  grants: [{scopes: ['PIPES:READ:top']}]\n";
    private static final String GOOD =
            "- issuer: https://login.example.com/realm\n  audience: penstock\n" + GRANT;

    @TempDir private Path folder;
    private final List<String> problems = new ArrayList<>();

    private ImmutableList<Issuer> read(String text) throws IOException {
        Path file = folder.resolve("issuers.yaml");
        Files.writeString(file, text);
        return IssuerFile.read(file, folder, problems::add);
    }

    @Test
    void littleHasToBeWritten() throws Exception {
        Issuer issuer = read(GOOD).getFirst();
        assertThat(problems).isEmpty();
        assertThat(issuer.id()).isEqualTo("https://login.example.com/realm");
        assertThat(issuer.keys())
                .isEqualTo(
                        new Issuer.Keys.Discovered(
                                URI.create(
                                        "https://login.example.com/realm/.well-known/openid-configuration")));
        assertThat(issuer.algorithms().toString()).isEqualTo("[RS256, ES256]");
        assertThat(issuer.audienceClaim().text()).isEqualTo("aud");
        assertThat(issuer.nameClaim().text()).isEqualTo("sub");
        assertThat(issuer.scopesClaim()).isEmpty();
        assertThat(issuer.refresh()).isEqualTo(Duration.ofMinutes(5));
        assertThat(issuer.keepKeys()).isEqualTo(Duration.ofHours(1));
        assertThat(issuer.requestsPerSecond()).isEmpty();
        assertThat(issuer.isUnencrypted()).isFalse();
    }

    @Test
    void jsonIsYaml() throws Exception {
        assertThat(
                        read(
                                "[{\"issuer\": \"http://a/\", \"audience\": [\"x\", \"y\"],"
                                        + " \"scopes-claim\": \"scopes\", \"rps\": 5,"
                                        + " \"refresh\": \"30s\"}]"))
                .hasSize(1);
        assertThat(problems).isEmpty();
    }

    @Test
    void theFileIsAList() throws Exception {
        for (String text : List.of("", "issuer: x", "[]", "7", "- x")) {
            assertThat(read(text)).as(text).isEmpty();
            assertThat(problems).as(text).hasSize(1);
            problems.clear();
        }
        assertThat(read("- issuer: [")).isEmpty();
        assertThat(problems.getFirst()).contains("is not YAML");
        problems.clear();
        assertThat(read("- issuer: a\n  issuer: b\n")).isEmpty();
        assertThat(problems.getFirst()).contains("is not YAML").contains("duplicate key issuer");
        problems.clear();
        assertThat(read(GOOD + GOOD)).hasSize(1);
        assertThat(problems)
                .containsExactly(
                        "issuers.yaml names the issuer https://login.example.com/realm twice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    issuer: plain | it must be an https address without a user, or keys must say where
                    issuer: ftp://a/b | it must be an https address
                    keys: https://u:p@a/b | it must be an https address without a user
                    keys: https://a b/ | which is no address
                    keys: gone.json | it must be a file that can be read
                    ca: gone.pem | ca is 'gone.pem'; it must be a file that can be read
                    audience: [] | audience must be a text or a list of texts
                    audience: {a: 1} | audience must be a text or a list of texts
                    audience: | audience is missing; write what its tokens for this server have as aud
                    algorithms: [RS256, HS256] | algorithms are RS256, HS256; possible are [RS256,
                    algorithms: none | algorithms are none; possible are
                    scopes-claim: [a] | scopes-claim must be a text
                    rps: 0 | rps must be a whole number from 1
                    rps: many | rps must be a whole number from 1
                    refresh: 0s | refresh is '0s'; it must be a time such as 30s
                    keep-keys: 31d | keep-keys is '31d'; it must be a time
                    keep-keys: soon | keep-keys is 'soon'; it must be a time
                    colour: red | it has 'colour'; known are issuer, audience
                    grants: 7 | grants must be a list
                    grants: [] | it permits nothing; write grants, or scopes-claim
                    grants: [{}] | grant 1: it permits nothing; write token
                    grants: [{token: t, claim: g}] | grant 1: claim and value go together
                    grants: [{token: t, value: g}] | grant 1: claim and value go together
                    grants: [{token: t, claim: g, value: {}}] | grant 1: value must be a text or a list
                    grants: [{token: t, group: g}] | grant 1: it has 'group'; known are claim, value
                    grants: [{scopes: x}] | grant 1: scopes must be an array
                    grants: [{scopes: ['PIPES:READ']}] | grant 1: The scope PIPES:READ needs the name
                    grants: [{scopes: ['PIPES:READ:a:x > 1', 'PIPES:READ:a:x < 1']}] | grant 1: Two scopes PIPES:READ
                    grants: [{scopes: ['PIPES:READ:${a}']}] | has ${..} in a name
                    grants: [{scopes: ["PIPES:READ:a:x = '${a}'"]}] | has ${..} in quotes
                    grants: [{scopes: ['PIPES:READ:a:x = "${a}"']}] | has ${..} in quotes
                    grants: [{scopes: ["PIPES:READ:a:'a''' = ' ${a}"]}] | has ${..} in quotes
                    grants: [{scopes: ["PIPES:READ:a:x = ${a} -- x"]}] | has a comment in a filter
                    grants: [{scopes: ["PIPES:READ:a:x = /* ' */ ${a}"]}] | has a comment in a filter
                    grants: [{scopes: ["PIPES:READ:a:x = ${a"]}] | has a ${ that is not the beginning
                    grants: [{scopes: ["PIPES:READ:a:x = ${}"]}] | has a ${ that is not the beginning
                    """)
    void whatIsWrongIsNamed(String line, String problem) throws Exception {
        String key = line.substring(0, line.indexOf(':') + 1);
        StringBuilder text = new StringBuilder();
        boolean replaced = false;
        for (String good : GOOD.split("\\n")) {
            boolean same = good.substring(2).startsWith(key);
            replaced |= same;
            text.append(same ? good.substring(0, 2) + line : good).append('\n');
        }
        read(replaced ? text.toString() : text + "  " + line + "\n");
        assertThat(problems)
                .as(text.toString())
                .anySatisfy(
                        one ->
                                assertThat(one)
                                        .startsWith("issuers.yaml, issuer 1: ")
                                        .contains(problem.strip()));
    }

    @Test
    void placeholdersMayStandBesideQuotes() throws Exception {
        read(
                GOOD.replace(
                        "'PIPES:READ:top'",
                        "\"DATASOURCES:READ:shop.orders:kind = 'it''s' AND \\\"a b\\\" = ${/x/y} OR"
                                + " z IN (${z})\""));
        assertThat(problems).isEmpty();
    }
}

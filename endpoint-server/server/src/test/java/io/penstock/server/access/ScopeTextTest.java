package io.penstock.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.google.common.collect.ImmutableSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scopes as people and clients write them. */
class ScopeTextTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ADMIN",
                "TOKENS",
                "DATASOURCES:CREATE",
                "DATASOURCES:APPEND:events",
                "DATASOURCES:READ:events",
                "DATASOURCES:READ:events:org = 1",
                "DATASOURCES:READ:shop.orders:note = 'a:b' AND x::int > 0",
                "DATASOURCES:READ:shop.orders(id,total)",
                "DATASOURCES:READ:shop.orders(id,\"Total, net\"):total > 0",
                "DATASOURCES:READ:shop.\"old orders\"",
                "DATASOURCES:READ:shop.\"a.b\".\"c:d\".\"e\"\"f\"",
                "DATASOURCES:DROP:events",
                "PIPES:CREATE",
                "PIPES:READ:top",
                "PIPES:READ:t_0123456789abcdef0123456789abcdef",
                "PIPES:READ:top:(id) > 2",
                "PIPES:DROP:top",
                "WORKSPACE:READ_ALL",
                "WORKSPACE:DEPLOY",
                "ORG_DATASOURCES:READ"
            })
    void aScopeIsPrintedAsItWasWritten(String text) {
        assertThat(ScopeText.print(ScopeText.parse(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ADMIN",
                "DATASOURCES:READ:shop.\"old orders\"(id,\"Total, net\"):total > 0",
                "PIPES:READ:top:id > 2"
            })
    void aScopeIsTheSameInJson(String text) {
        Scope scope = ScopeText.parse(text);
        ArrayNode array = JSON.createArrayNode();
        ScopeJson.writeAll(ImmutableSet.of(scope), array);
        assertThat(ScopeJson.readAll(array)).containsExactly(scope);
    }

    @ParameterizedTest
    @EnumSource(ScopeType.class)
    void eachTypeIsFound(ScopeType type) {
        String text = type.isOfResource() ? type.label() + ":it" : type.label();
        assertThat(ScopeText.parse(text).type()).isEqualTo(type);
    }

    @Test
    void quotesMayBeBackticks() {
        assertThat(ScopeText.parse("DATASOURCES:READ:`my shop`.`a``b`").path())
                .containsExactly("my shop", "a`b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "PIPE:READ:top | is of no type that there is; types are ADMIN, TOKENS",
                "pipes:read:top | has a type in small letters; write PIPES:READ",
                "PIPES:READS:top | is of no type",
                "ADMIN:x | is for no single resource; leave 'x' out",
                "PIPES:READ | needs the name of what it is for: PIPES:READ:name",
                "PIPES:READ: | has an empty name at character 12",
                "PIPES:READ:a..b | has an empty name at character 14",
                "DATASOURCES:READ:a: | has an empty filter",
                "DATASOURCES:READ:a( | has an empty name",
                "DATASOURCES:READ:a(b | has no ) behind its columns",
                "DATASOURCES:READ:a(b,b) | names the column 'b' twice",
                "DATASOURCES:READ:a b | has ' ' where a name ends",
                "DATASOURCES:READ:\"a | has a name whose \" is not closed",
                "PIPES:READ:a(b) | takes no columns; only DATASOURCES:READ does",
                "DATASOURCES:APPEND:a:b = 1 | takes no filter; only DATASOURCES:READ and PIPES:READ"
                        + " do"
            })
    void aWrongScopeSaysWhatIsWrong(String text, String problem) {
        assertThatThrownBy(() -> ScopeText.parse(text)).hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | scopes must be an array",
                "[1] | A scope is a number; it must be an object",
                "[{}] | A scope has no member 'type'",
                "[{\"type\":\"X\"}] | is of no type",
                "[{\"type\":\"PIPES:READ\",\"resource\":1}] | A scope's resource is a number",
                "[{\"type\":\"PIPES:READ\",\"resource\":\"a\",\"fix\":1}] | A scope has a member"
                        + " 'fix'",
                "[{\"type\":\"PIPES:READ\",\"resource\":\"a\",\"fixed_params\":[]}] | must be an"
                        + " object",
                "[{\"type\":\"PIPES:READ\",\"resource\":\"a\",\"fixed_params\":{\"x\":null}}] | A"
                        + " value in fixed_params is null",
                "[{\"type\":\"PIPES:READ\",\"resource\":\"a\",\"fixed_params\":{\"x\":[]}}] | A"
                        + " value in fixed_params is an array",
                "[{\"type\":\"DATASOURCES:READ\",\"resource\":\"a\",\"fixed_params\":{\"x\":1}}] |"
                        + " takes no fixed_params",
                "[{\"type\":\"DATASOURCES:READ\",\"resource\":\"a\",\"columns\":[]}] | at least one"
            })
    void wrongJsonSaysWhatIsWrong(String json, String problem) throws Exception {
        var node = JSON.readTree(json);
        assertThatThrownBy(() -> ScopeJson.readAll(node)).hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ADMIN | ADMIN | true",
                "ADMIN | TOKENS | true",
                "TOKENS | ADMIN | false",
                "TOKENS | TOKENS | true",
                "WORKSPACE:READ_ALL | PIPES:READ:a | true",
                "WORKSPACE:READ_ALL | DATASOURCES:READ:a | true",
                "WORKSPACE:READ_ALL | DATASOURCES:APPEND:a | false",
                "WORKSPACE:READ_ALL | ADMIN | false",
                "DATASOURCES:CREATE | DATASOURCES:APPEND:a | true",
                "DATASOURCES:CREATE | DATASOURCES:DROP:a | false",
                "DATASOURCES:READ:a | DATASOURCES:READ:A(b):c = 1 | true",
                "DATASOURCES:READ:a(b) | DATASOURCES:READ:a | false",
                "DATASOURCES:READ:a(b) | DATASOURCES:READ:a(b) | true",
                "DATASOURCES:READ:a:b = 1 | DATASOURCES:READ:a | false",
                "PIPES:READ:a | PIPES:READ:b | false"
            })
    void aScopeCoversWhatIsNotWider(String wide, String narrow, boolean covered) {
        assertThat(ScopeText.parse(wide).covers(ScopeText.parse(narrow))).isEqualTo(covered);
    }
}

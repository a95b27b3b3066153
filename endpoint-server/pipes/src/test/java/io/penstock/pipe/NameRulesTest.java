package io.penstock.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Ordering;
import com.google.common.io.Resources;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

final class NameRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"a", "_a", "A1", "busiest_routes", "endpoint", "result", "daily", "filter"})
    void good(String name) {
        assertThat(NameRules.problem("Pipe", name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1a",
                "a-b",
                "a b",
                "a.b",
                "é",
                "ıf",
                "select",
                "SELECT",
                "Tinybird",
                "public",
                "SYSTEM",
                "openapi",
                "int32",
                "string",
                "column",
                "İNSERT",
                "limit",
                "LIMIT"
            })
    void bad(String name) {
        assertThat(NameRules.problem("Pipe", name)).isPresent();
    }

    @Test
    void messagesSayWhatWouldBeRight() {
        assertThat(NameRules.problem("Node", "top-ten"))
                .contains(
                        "Node can't be called 'top-ten'; a name is a letter or _ and then letters,"
                                + " digits and _, such as 'top_ten'");
        assertThat(NameRules.problem("Data source", "Order"))
                .contains(
                        "Data source can't be called 'Order', which is a reserved word; call it"
                                + " 'Order_data_source', say");
        assertThat(NameRules.problem("Pipe", "x".repeat(64))).isEmpty();
        assertThat(NameRules.problem("Pipe", "x".repeat(65)).orElse(""))
                .endsWith("has 65 characters; at most 64 are allowed");
    }

    @Test
    void theListIsSortedAndInLowerCase() throws IOException {
        List<String> words =
                Resources.readLines(
                        Resources.getResource(NameRules.class, "reserved-words.txt"),
                        StandardCharsets.UTF_8);
        assertThat(Ordering.natural().isStrictlyOrdered(words)).isTrue();
        assertThat(words).allMatch(word -> word.matches("[a-z0-9_]+")).hasSizeGreaterThan(200);
    }
}

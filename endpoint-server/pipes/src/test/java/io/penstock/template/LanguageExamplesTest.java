package io.penstock.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Multimaps;
import com.google.common.io.Resources;

import io.penstock.parameter.Parameter;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The examples of {@code language.txt}, which says how they are written. */
final class LanguageExamplesTest {
    /** An example, its lines by their marks. */
    private record Example(String title, ImmutableListMultimap<Character, String> lines) {
        String text(char mark) {
            return String.join("\n", lines.get(mark));
        }

        Arguments arguments() {
            ImmutableListMultimap.Builder<String, String> given = ImmutableListMultimap.builder();
            for (String line : lines.get('?')) {
                int equals = line.indexOf('=');
                given.put(line.substring(0, equals), line.substring(equals + 1));
            }
            ImmutableMap.Builder<String, ImmutableList<String>> all = ImmutableMap.builder();
            Multimaps.asMap(given.build())
                    .forEach((name, values) -> all.put(name, ImmutableList.copyOf(values)));
            return Arguments.of(all.buildOrThrow());
        }
    }

    @TestFactory
    Stream<DynamicContainer> sections() throws IOException {
        String all =
                Resources.toString(
                        Resources.getResource(LanguageExamplesTest.class, "language.txt"),
                        StandardCharsets.UTF_8);
        return Stream.of(all.split("(?m)^== "))
                .skip(1)
                .map(
                        section ->
                                dynamicContainer(
                                        section.lines().findFirst().orElseThrow(),
                                        examples(section)));
    }

    private static Stream<DynamicTest> examples(String section) {
        List<Example> examples =
                Stream.of(section.split("(?m)^# "))
                        .skip(1)
                        .map(LanguageExamplesTest::example)
                        .toList();
        assertThat(examples).extracting(Example::title).doesNotHaveDuplicates();
        return examples.stream().map(example -> dynamicTest(example.title(), () -> check(example)));
    }

    private static Example example(String text) {
        ImmutableListMultimap.Builder<Character, String> lines = ImmutableListMultimap.builder();
        text.lines()
                .skip(1)
                .filter(line -> !line.isEmpty())
                .forEach(
                        line ->
                                lines.put(
                                        line.charAt(0),
                                        line.length() < 2 ? "" : line.substring(2)));
        return new Example(text.lines().findFirst().orElseThrow(), lines.build());
    }

    private static void check(Example example) {
        if (!example.lines().get('!').isEmpty()) {
            assertThat(failure(example)).contains(example.text('!'));
            return;
        }
        BoundSql sql = Templates.compile(example.text('|')).render(example.arguments()).sql();
        assertThat(sql.text()).isEqualTo(example.text('>'));
        List<String> values =
                sql.values().stream().map(value -> String.valueOf(value.value())).toList();
        assertThat(String.join(" ~ ", values)).isEqualTo(example.text('='));
    }

    private static String failure(Example example) {
        try {
            Templates.compile(example.text('|')).render(example.arguments());
            return "nothing";
        } catch (TemplateException e) {
            return String.valueOf(e.getMessage());
        } catch (QueryException e) {
            return e.code().name() + ": " + e.getMessage();
        }
    }

    @Test
    void everyFunctionTakesEveryKeyword() {
        List<String> wrong = new ArrayList<>();
        for (String function : TypeCallReader.functions()) {
            for (boolean required : new boolean[] {true, false}) {
                Parameter p = parameter(function, required);
                boolean right =
                        p.required() == required
                                && p.description().equals(java.util.Optional.of("what it's for"))
                                && p.example().equals(java.util.Optional.of("1"))
                                && p.format().equals(java.util.Optional.of("f"))
                                && p.allowed().equals(ImmutableList.of("1", "true"))
                                && p.defaultValue().equals(java.util.Optional.of("1"));
                if (!right) {
                    wrong.add(function + " gives " + p);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static Parameter parameter(String function, boolean required) {
        String call =
                "%%{{ %s(p, default='1', description='what it\\'s for', required=%s, example='1', enum=['1', 'true'], format='f') }}"
                        .formatted(function, required ? "True" : "False");
        return Templates.compile(call).parameters().get(0);
    }

    @Test
    void variablesStayInTheirNodeAndParametersDoNot() {
        Arguments arguments = Arguments.of(ImmutableMap.of("p", ImmutableList.of("given")));
        Templates.compile("%{% set p = 'own' %}{% set q = 1 %}{{ p }}").render(arguments);
        SqlTemplate other = Templates.compile("%{{ p }}{% if defined(q) %}q{% end %}");
        BoundSql sql = other.render(arguments).sql();
        assertThat(sql.text()).isEqualTo("?");
        assertThat(sql.values().get(0).value()).isEqualTo("given");
    }
}

package io.penstock.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;

import io.penstock.spi.error.QueryException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

final class ExpressionTest {
    /** CPython is the judge: expressions.py wrote down what it makes of each expression. */
    @Test
    void meansWhatPythonMeans() throws IOException {
        List<String> wrong = new ArrayList<>();
        int judged = 0;
        for (String line :
                Resources.readLines(
                        Resources.getResource(ExpressionTest.class, "expressions.txt"),
                        StandardCharsets.UTF_8)) {
            List<String> parts = Splitter.on('\t').limit(2).splitToList(line);
            String expected = parts.get(1).startsWith("!") ? "!" : parts.get(1);
            String actual = evaluate(parts.get(0));
            judged++;
            if (!actual.equals(expected)) {
                wrong.add(parts.get(0) + " is " + expected + ", not " + actual);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(judged).isGreaterThan(3500);
    }

    private static String evaluate(String expression) {
        try {
            return String.valueOf(
                    Templates.value("%{{ str(" + expression + ") }}", ImmutableMap.of()));
        } catch (QueryException | TemplateException e) {
            return "!";
        }
    }

    @Test
    void refusesWhatIsLeftOut() {
        assertThat(
                        ImmutableList.of(
                                        "lambda: 1",
                                        "[x for x in y]",
                                        "f'a'",
                                        "a.b",
                                        "~1",
                                        "a | b",
                                        "f(*a)",
                                        "x := 1",
                                        "open('f')",
                                        "__import__('os')",
                                        "''.__class__()",
                                        "x.encode()",
                                        "{1, 2}",
                                        "a = 1",
                                        "'open",
                                        "(1",
                                        "1 +",
                                        "")
                                .stream()
                                .filter(e -> Templates.problems("%{{ " + e + " }}").isEmpty()))
                .isEmpty();
    }

    @Test
    void deepNestingIsAProblemAndNotAnOverflow() {
        assertThat(Templates.problems("%{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}"))
                .contains("nested over 64 deep");
        assertThat(Templates.problems("%{{ " + "-".repeat(5000) + "1 }}"))
                .contains("nested over 64 deep");
        assertThat(Templates.problems("%{{ " + "not ".repeat(5000) + "1 }}"))
                .contains("nested over 64 deep");
        assertThat(Templates.problems("%" + "{% if 1 %}".repeat(5000)))
                .contains("nested over 32 deep");
    }

    @Test
    void andAndOrGiveTheOperandThatDecidesAndStopThere() {
        assertThat(Templates.value("%{{ '' or 'x' }}", ImmutableMap.of())).isEqualTo("x");
        assertThat(Templates.value("%{{ 0 and missing.upper() or 2 }}", ImmutableMap.of()))
                .isEqualTo(2L);
        assertThat(
                        Templates.sql(
                                "%{% if defined(n) and Int32(n) > 3 %}a{% else %}b{% end %}",
                                ImmutableMap.of()))
                .isEqualTo("b");
    }
}

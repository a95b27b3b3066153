package io.penstock.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;

import io.penstock.spi.error.QueryException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

final class ExpressionTest {
    /** {@code -Dpython.seed=..} judges other expressions. */
    private static final long SEED = Long.getLong("python.seed", 20_261_122L);

    private static final int COUNT = 5_000;

    /** CPython is the judge: expressions.py wrote down what it makes of each expression. */
    @Test
    void meansWhatPythonMeant() throws IOException {
        judge("stored", Resources.readLines(resource("expressions.txt"), StandardCharsets.UTF_8));
    }

    /** The same with other expressions, by the CPython of this machine. */
    @Test
    void meansWhatPythonMeans(TestReporter reporter, @TempDir Path folder)
            throws IOException, InterruptedException {
        assumeTrue(hasPython(), "No python3 on the PATH; only stored expressions are judged");
        reporter.publishEntry("python.seed", Long.toString(SEED));
        Path script = folder.resolve("expressions.py");
        Files.write(script, Resources.toByteArray(resource("expressions.py")));
        Path answers = folder.resolve("answers.txt");
        int exit =
                new ProcessBuilder(
                                "python3",
                                "-X",
                                "utf8",
                                "-W",
                                "ignore",
                                script.toString(),
                                Long.toString(SEED),
                                Integer.toString(COUNT))
                        .redirectOutput(answers.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start()
                        .waitFor();
        assertThat(exit).isZero();
        judge("python.seed=" + SEED, Files.readAllLines(answers, StandardCharsets.UTF_8));
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "-c", "pass").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static URL resource(String name) {
        return Resources.getResource(ExpressionTest.class, name);
    }

    private static void judge(String which, List<String> lines) {
        List<String> wrong = new ArrayList<>();
        for (String line : lines) {
            List<String> parts = Splitter.on('\t').limit(2).splitToList(line);
            String expected = parts.get(1).startsWith("!") ? "!" : parts.get(1);
            String actual = evaluate(parts.get(0));
            if (!actual.equals(expected)) {
                wrong.add(parts.get(0) + " is " + expected + ", not " + actual);
            }
        }
        assertThat(wrong).as(which).isEmpty();
        assertThat(lines).as(which).hasSizeGreaterThan(3_500).doesNotHaveDuplicates();
    }

    private static String evaluate(String expression) {
        try {
            return String.valueOf(
                    Templates.value("%{{ str(" + expression + ") }}", ImmutableMap.of()));
        } catch (QueryException | TemplateException e) {
            return "!";
        }
    }

    /** What random expressions once found; the answers are CPython's. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            textBlock =
                    """
                    5 < 1 < 1 // 0                     ~ False
                    1 < 5 < missing.upper() or 'x'     ~ !
                    1 < 2 < 3 == 3.0                   ~ True
                    '%.2f' % 9223372036854775807       ~ 9223372036854775808.00
                    '{:,.1f}'.format(2 ** 64 - 1)      ~ 18,446,744,073,709,551,616.0
                    '{:.2}|{:.2}'.format(1e3, 0.1)     ~ 1e+03|0.1
                    '%e %g %G' % (1234.5, 1e-5, 1e20)  ~ 1.234500e+03 1e-05 1E+20
                    '%c' % -9223372036854775807        ~ !
                    {'a': 1}[::-1]                     ~ !
                    str(abs(-0.0)) + str(round(-0.5, -2)) ~ 0.0-0.0
                    5e-324                             ~ 5e-324
                    0 / -9223372036854775808           ~ -0.0
                    10 ** 400 / 10 ** 399              ~ 10.0
                    10 ** 400 + 0.5                    ~ !
                    1e300 ** 2                         ~ !
                    1e300 * 1e300                      ~ inf
                    0.0 ** -1                          ~ !
                    """)
    void whatRandomExpressionsFound(String expression, String value) {
        assertThat(evaluate(expression)).isEqualTo(value);
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

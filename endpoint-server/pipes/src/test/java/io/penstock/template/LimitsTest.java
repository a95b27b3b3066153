package io.penstock.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.google.common.collect.ImmutableMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Small templates that would take long, fill the memory, or reach out of the language. */
final class LimitsTest {
    private static final ImmutableMap<String, String> NOTHING = ImmutableMap.of();
    private static final Duration LONG = Duration.ofSeconds(20);

    /** Each is ended by a limit, with its place, long before anybody would notice. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // Steps.
                "{% while True %}{% end %}",
                "{% while True %}{% continue %}{% end %}",
                "{% for i in range(90000) %}{% for j in range(90000) %}{% end %}{% end %}",
                "{% for i in range(90000) %}{% while True %}{% break %}{% end %}{% end %}",
                "{% while 1 %}{% else %}{% end %}",
                // Pieces of SQL, and values in them.
                "{% for i in range(50000) %}x{% end %}",
                "{% for i in range(50000) %}{{ i }}{% end %}",
                "{% set s = 'x' * 99999 %}{% for i in range(9000) %}{{ s + str(i) }}{% end %}",
                "{% set s = 'x' * 99999 %}{% for i in range(9000) %}{{ s }}{% end %}",
                // Texts and lists that grow by themselves.
                "{{ 'x' * 10 ** 9 }}",
                "{{ [0] * 10 ** 9 }}",
                "{{ 10 ** 9 * (0,) }}",
                "{% set s = 'x' %}{% for i in range(99) %}{% set s = s + s %}{% end %}",
                "{% set l = [1] %}{% for i in range(99) %}{% set l = l + l %}{% end %}",
                "{% set s = 'x' %}{% for i in range(99) %}{% set s = s.replace('x', 'xx') %}{% end"
                        + " %}",
                "{% set s = 'xy' %}{% for i in range(99) %}{% set s = s.join(list(s)) %}{% end %}",
                "{% set s = '%s' %}{% for i in range(99) %}{% set s = '%s%s' % (s, s) %}{% end %}",
                "{% set s = 'x' %}{% for i in range(99) %}{% set s = '{}{}'.format(s, s) %}{% end"
                        + " %}",
                "{% set s = 'x' %}{% for i in range(99) %}{% set s = repr(s) + repr(s) %}{% end %}",
                "{% set l = [] %}{% for i in range(9000) %}{% set l = l + ['x' * 9999] %}{% end %}",
                "{% set l = list(range(99999)) %}{% for i in range(9000) %}{% set m = l + [] %}{%"
                        + " end %}",
                "{% set l = list(range(99999)) %}{% for i in range(9000) %}{% if l == l + [] %}{%"
                        + " end %}{% end %}",
                "{{ str(['x' * 99999] * 99999) }}",
                "{{ ['x' * 99999] * 99999 }}",
                "{{ ','.join(['x' * 99999] * 99999) }}",
                "{{ custom_error(['x' * 99999] * 99999) }}",
                "{{ '%9999s%9999s%9999s%9999s%9999s%9999s%9999s%9999s%9999s%9999s%9999s' % ((1,) *"
                        + " 11) }}",
                "{{ 'x'.ljust(10 ** 9) }}",
                "{{ '1'.zfill(10 ** 9) }}",
                "{{ '{:>999999999}'.format(1) }}",
                // Numbers.
                "{{ 9 ** 9 ** 9 ** 9 }}",
                "{{ 2 ** 4096 * 2 ** 4096 }}",
                "{{ int('9' * 99999) }}",
                "{{ list(range(10 ** 18)) }}",
                "{{ sum(range(10 ** 18)) }}",
                "{{ 5 in range(10 ** 18) }}",
                "{% for i in range(-10 ** 18, 10 ** 18) %}{% break %}{% end %}",
                // Values in themselves, which are short to say and huge to walk through.
                "{% set l = [1] %}{% for i in range(99) %}{% set l = [l, l] %}{% end %}",
                "{% set l = (1,) %}{% for i in range(60) %}{% set l = (l, l) %}{% end %}{{ str(l)"
                        + " }}",
                "{% set d = {} %}{% for i in range(60) %}{% set d = {'a': d, 'b': d} %}{% end %}",
                "{% set l = [1] %}{% set m = [1] %}{% for i in range(60) %}{% set l = [l, l] %}"
                        + "{% set m = [m, m] %}{% end %}{% if l == m %}{% end %}",
                "{% set t = (1,) %}{% for i in range(60) %}{% set t = (t, t) %}{% end %}{{ {t: 1}"
                        + " }}",
                "{% set l = [1] %}{% for i in range(20000) %}{% set l = [l] %}{% end %}{{ str(l)"
                        + " }}",
                "{% set l = [1] %}{% for i in range(20000) %}{% set l = list(zip(l)) %}{% end %}",
                "{% set d = {} %}{% for i in range(20000) %}{% set d = {'a': d} %}{% end %}",
                // Searches at each place.
                "{% set s = 'a' * 99999 %}{% for i in range(9000) %}{% if s[1:] + 'b' in s %}{% end"
                        + " %}{% end %}",
                "{{ ('a' * 99999).count('a' * 49999 + 'b') }}",
                "{{ ('a' * 99999).find('a' * 49999 + 'b') }}",
                "{{ ('a' * 99999).strip('b' * 99998 + 'a') }}",
                "{{ ('a' * 99999).split('a' * 49999 + 'b') }}",
                "{% for i in range(9000) %}{% set d = dict(enumerate(range(9999))) %}{% end %}",
                "{% set j = '[' + '1,' * 40000 + '1]' %}{% for i in range(9000) %}{% if JSON(j)"
                        + " %}{% end %}{% end %}"
            })
    void isEndedInTime(String template) {
        String failure = assertTimeout(LONG, () -> Templates.failure("%" + template, NOTHING));
        assertThat(failure)
                .matches("(?s)(TEMPLATE_LIMIT|TEMPLATE_EVALUATION|PARAMETER_\\w+) at line 1, .*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for i in range(2000) %}{% if i % 2 == 0 %}x{% end %}{% end %}",
                "{% set l = [] %}{% for i in range(1500) %}{% set l = l + [i] %}{% end %}{{ len(l)"
                        + " }}",
                "{% set s = '' %}{% for i in range(1500) %}{% set s = s + str(i) %}{% end %}{{ s"
                        + " }}",
                "{{ len('x' * 100000) }}{{ len(list(range(90000))) }}",
                "{% set d = dict(enumerate(range(20000))) %}{{ d[19999] }}{{ d[5.0] }}"
            })
    void whatIsReasonableIsNot(String template) {
        assertThat(Templates.failure("%" + template, NOTHING)).isEmpty();
    }

    /** Names that lead from a value to its class, and from there anywhere. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x.class",
                "x.getClass()",
                "x.getClass().forName('java.lang.Runtime')",
                "x.__class__",
                "x.__class__.__mro__[1].__subclasses__()",
                "x.__init__()",
                "x.__dict__",
                "x.hashCode()",
                "x.toString()",
                "x.equals(x)",
                "x.notify()",
                "x.bytes",
                "x.isEmpty()",
                "x.length()",
                "x.charAt(0)",
                "x.repeat(5)",
                "x.formatted(1)",
                "x.stream()",
                "x.chars()",
                "[1].add(2)",
                "[1].append(2)",
                "[1].clear()",
                "[1].size()",
                "[1].iterator()",
                "{'a': 1}.put('b', 2)",
                "{'a': 1}.update({})",
                "{'a': 1}.entrySet()",
                "{'a': 1}.a",
                "(1).intValue()",
                "(1).real",
                "String.class",
                "String('x').valueOf(1)",
                "column(x).sql()",
                "defined.__globals__",
                "java.lang.System.exit(1)",
                "getattr(x, 'y')",
                "setattr(x, 'y', 1)",
                "vars()",
                "globals()",
                "locals()",
                "dir(x)",
                "type(x)",
                "eval('1')",
                "exec('1')",
                "compile('1', '', 'eval')",
                "open('/etc/passwd')",
                "input()",
                "print(x)",
                "__import__('os')",
                "object()",
                "super()",
                "id(x)",
                "hash(x)",
                "map(str, x)",
                "iter(x)",
                "py_put(x)",
                "r.call(x)",
                "loop.index",
                "_self",
                "context.x()",
                "beans.x()",
                "template.x()",
                "block('x')",
                "parent()",
                "i18n('a', 'b')",
                "x | raw",
                "x | upper",
                "x matches 'a'",
                "x ~ x",
                "#{x}"
            })
    void nothingReachesJava(String expression) {
        if (expression.equals("_self")) {
            assertThat(Templates.failure("%{{ _self }}", NOTHING)).contains("'_self' (String)");
            return;
        }
        assertThat(Templates.problems("%{{ " + expression + " }}")).isNotEmpty();
        assertThat(Templates.problems("%{% if " + expression + " %}{% end %}")).isNotEmpty();
        assertThat(Templates.problems("%{% set y = " + expression + " %}")).isNotEmpty();
    }

    /** Names of Pebble's and our own insides are parameters like any other. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "it",
                "r",
                "loop",
                "_context",
                "_self",
                "locale",
                "template",
                "py_put",
                "caller"
            })
    void namesInsideAreParameters(String name) {
        assertThat(Templates.failure("%{{ " + name + " }}", NOTHING))
                .contains("The parameter '" + name + "' (String) is missing");
        assertThat(Templates.value("%{{ " + name + " }}", Map.of(name, "v"))).isEqualTo("v");
        assertThat(
                        Templates.value(
                                "%{% for x in [1] %}{{ " + name + " }}{% end %}",
                                Map.of(name, "v")))
                .isEqualTo("v");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            textBlock =
                    """
                    '{0.__class__}'.format(x)      ~ A format's {0.__class__} is not supported
                    '{0[0]}'.format(x)             ~ A format's {0[0]} is not supported
                    '{x}'.format(x)                ~ A format's {x} is not supported
                    '{:{}}'.format(x, 5)           ~ is not
                    '%(__class__)s' % x            ~ has no keys
                    '%n' % 1                       ~ is not supported
                    {'a': 1}['__class__']          ~ no such key
                    """)
    void formatsReachNothing(String expression, String message) {
        assertThat(Templates.failure("%{{ " + expression + " }}", Map.of("x", "v")))
                .startsWith("TEMPLATE_EVALUATION at line 1, column ")
                .contains(message);
    }

    /** On a stack that is half of what servers' threads have. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                " + 1",
                " * 1",
                " <= 1",
                " and 1",
                " or 0",
                "[0:1]",
                ".upper()",
                ".split(',')[0]"
            })
    void whatIsAllowedFitsTheStack(String link) throws InterruptedException {
        String first = link.startsWith(" ") ? "1" : "'x'";
        String whole =
                "%{{ "
                        + first
                        + link.repeat(250 / (link.contains("][") || link.contains(")[") ? 2 : 1))
                        + " }}";
        AtomicReference<String> failure = new AtomicReference<>("overflow");
        Thread thread =
                new Thread(
                        null,
                        () -> failure.set(Templates.failure(whole, NOTHING)),
                        "small",
                        512 << 10);
        thread.start();
        thread.join();
        assertThat(failure.get()).isEmpty();
    }

    @Test
    void deepNestingIsAProblemAndNotAnOverflow() {
        for (String deep :
                new String[] {
                    "{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}",
                    "{{ " + "[".repeat(5000) + "]".repeat(5000) + " }}",
                    "{{ " + "{1: ".repeat(5000) + "1" + "}".repeat(5000) + " }}",
                    "{{ " + "-".repeat(5000) + "1 }}",
                    "{{ " + "not ".repeat(5000) + "1 }}",
                    "{{ " + "str(".repeat(5000) + "1" + ")".repeat(5000) + " }}",
                    "{{ " + "1 if 1 else ".repeat(5000) + "1 }}",
                    "{{ x" + "[0]".repeat(5000) + " }}",
                    "{{ x" + ".upper()".repeat(5000) + " }}",
                    "{{ " + "1 ** ".repeat(5000) + "1 }}",
                    "{{ " + "1 + ".repeat(5000) + "1 }}",
                    "{{ " + "1 < ".repeat(5000) + "1 }}",
                    "{{ " + "x and ".repeat(5000) + "x }}",
                    "{% if 1 %}".repeat(5000),
                    "{% for x in y %}".repeat(5000),
                    "{% while x %}{% else %}".repeat(5000)
                }) {
            String what = deep.substring(0, 30);
            assertThat(Templates.problems("%" + deep))
                    .as(what)
                    .containsPattern("nested over|over 250 parts");
        }
        assertThat(Templates.failure("%{{ JSON(j) }}", Map.of("j", "[".repeat(30_000))))
                .startsWith("PARAMETER_INVALID");
    }
}

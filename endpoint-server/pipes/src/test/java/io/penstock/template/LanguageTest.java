package io.penstock.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.parameter.CustomError;
import io.penstock.parameter.Parameter;
import io.penstock.parameter.PipeError;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;
import java.util.Optional;

/** The template language function by function, in the order of its documentation. */
final class LanguageTest {
    private static final ImmutableMap<String, String> NOTHING = ImmutableMap.of();

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    {% raw p %}                              ~ ?
                    {% raw 1 + 1 %}                          ~ ?
                    {% set p = 'own' %}{% if p == 'own' %}y{% end %} ~ y
                    {% if true %}y{% else %}n{% end %}       ~ n
                    {% if false %}y{% else %}n{% end %}      ~ n
                    {% if p %}y{% end %}                     ~ y
                    {% if missing %}y{% else %}n{% end %}    ~ n
                    {% if granularity == "1h" %}y{% else %}n{% end %} ~ n
                    {% if String(missing) == 'day' %}y{% else %}n{% end %} ~ n
                    {% if not Int32(missing) %}n{% end %}    ~ n
                    {% set h = UInt16(hours, 24) %}{% if h > 12 %}y{% end %} ~ y
                    {% if Boolean(b, false) == 0 and Boolean(c, True) == 1 %}y{% end %} ~ y
                    {% for k, v in {'a': 1}.items() %}{% if k == 'a' and v == 1 %}y{% end %}{% end %} ~ y
                    {% for last, x in enumerate_with_last(['a', 'b']) %}{{ column(x) }}{% if not last %}, {% end %}{% end %} ~ "a", "b"
                    {% for f in JSON(filters, '[{"k": "x", "n": [1, null]}]') %}{{ column(f.get('k')) }}{% if f['n'][1] is None %}y{% end %}{{ f.get('z', 5) }}{% end %} ~ "x"y?
                    {% for x in split_to_array(codes, 'a, b') %}{{ x }}{% end %} ~ ??
                    {% for x in split_to_array(codes, 'a|b', separator='|') %}{{ x }}{% end %} ~ ??
                    {% if split_to_array(p)[0] == 'v' %}y{% end %} ~ y
                    {{ max_threads(4) }}{{ cache_ttl('5m') }}{{ backend_hint(x) }}{{ activate('x') }}s ~ s
                    {% if day_diff('2024-01-01', '2023-12-30') == 2 %}y{% end %} ~ y
                    {% if date_diff_in_days('2024-01-01 23:00:00', '2024-01-03 01:00:00', date_format='%Y-%m-%d %H:%M:%S') == 1 %}y{% end %} ~ y
                    {% if date_diff_in_hours('2024-01-01 00:00:00', '2024-01-02 01:30:00') == 25 %}y{% end %} ~ y
                    {% if date_diff_in_minutes('01/02/24 10:00', '01/02/24 10:45', '%d/%m/%y %H:%M') == 45 %}y{% end %} ~ y
                    {% if date_diff_in_seconds('2024-01-01', '2024-01-01T00:00:10', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d') == 10 %}y{% end %} ~ y
                    {% if date_diff_in_seconds('x', 'y', none_if_error=True) is None %}y{% end %} ~ y
                    {{ Array(ids, 'Int32', [1, 2]) }}        ~ ARRAY[?,?]
                    x IN {{ Array(String(ids, 'a,b'), 'String') }} ~ x IN (?,?)
                    x IN {{ Array(ids, default='ams,fra') }} ~ x IN (?,?)
                    {{ Symbol(s, 'a_b') }} {{ symbol(p) }}   ~ "a_b" "v"
                    FROM {{ table(t, 'events') }}            ~ FROM "events"
                    FROM {{ TABLE(t, 'shop.events') }}       ~ FROM "shop"."events"
                    {{ columns(c, 'a, b') }}                 ~ "a", "b"
                    LIKE {{ sql_unescape(p, '%') }}          ~ LIKE ?
                    {{ '%s-%05.1f' % ('a', 2.25) }}{{ '{:>3}'.format(1) }} ~ ??
                    """)
    void renders(String template, String sql) {
        assertThat(Templates.sql("%" + template, ImmutableMap.of("p", "v"))).isEqualTo(sql);
    }

    @Test
    void sqlAndJoinsWhatIsGiven() {
        String template =
                "%WHERE {{ sql_and(city__in=Array(city), price__gte=Int32(low),"
                    + " price__lt=Int32(high), name=String(name), state__not_in=Array(s, 'Int8',"
                    + " '1'), a__b=String(ab)) }}";
        BoundSql all =
                Templates.render(
                        template,
                        ImmutableMap.of("city", "x,y", "low", "5", "name", "n", "high", "9"));
        assertThat(all.text())
                .isEqualTo(
                        "WHERE (\"city\" IN (?,?) AND \"price\" >= ? AND \"price\" < ? AND \"name\""
                                + " = ? AND \"state\" NOT IN (?))");
        assertThat(all.values())
                .extracting(BoundValue::value)
                .containsExactly("x", "y", 5L, 9L, "n", 1L);
        assertThat(Templates.sql("%WHERE {{ sql_and(name=String(name)) }}", NOTHING))
                .isEqualTo("WHERE TRUE");
        assertThat(Templates.sql("%{{ sql_and(a__b=String(ab)) }}", ImmutableMap.of("ab", "1")))
                .isEqualTo("(\"a__b\" = ?)");
        BoundSql json =
                Templates.render("%{{ sql_and(a__in=JSON(j)) }}", ImmutableMap.of("j", "[1, 2]"));
        assertThat(json.text()).isEqualTo("(\"a\" IN (?,?))");
        assertThat(json.values()).extracting(BoundValue::value).containsExactly(1L, 2L);
        assertThat(Templates.failure("%{{ sql_and(a=Array(l)) }}", ImmutableMap.of("l", "1")))
                .contains("The condition on 'a' got a list; write a__in=");
        assertThat(Templates.failure("%{{ sql_and(a__in=String(l)) }}", ImmutableMap.of("l", "1")))
                .contains("The condition IN on 'a' needs a list");
        assertThat(Templates.problems("%{{ sql_and(String(x)) }}")).contains("keywords only");
        assertThat(Templates.compile(template).parameters()).noneMatch(Parameter::required);
    }

    @Test
    void customErrorsBringTheirDocumentAndStatus() {
        assertThatThrownBy(
                        () ->
                                Templates.sql(
                                        "%{{ custom_error({'error': 'no ' + p, 'n': [1, None]},"
                                                + " 403) }}",
                                        ImmutableMap.of("p", "x")))
                .isInstanceOfSatisfying(
                        QueryException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(PipeError.TEMPLATE_CUSTOM_ERROR);
                            assertThat(e)
                                    .cause()
                                    .isInstanceOfSatisfying(
                                            CustomError.class,
                                            custom -> {
                                                assertThat(custom.document())
                                                        .isEqualTo(
                                                                "{\"error\":\"no"
                                                                        + " x\",\"n\":[1,null]}");
                                                assertThat(custom.status()).isEqualTo(403);
                                            });
                        });
        assertThat(Templates.failure("%{{ custom_error({}, 200) }}", NOTHING))
                .contains("The status of custom_error(..) is 200; it must be 400 to 599");
    }

    @Test
    void jsonIsAValueAndABoundText() {
        assertThat(Templates.value("%{{ JSON(j) }}", ImmutableMap.of("j", "{\"a\": 1}")))
                .isEqualTo("{\"a\": 1}");
        assertThat(
                        Templates.value(
                                "%{{ JSON(j)['a']['b'][-1] }}",
                                ImmutableMap.of("j", "{\"a\": {\"b\": [1, 2.5]}}")))
                .isEqualTo(2.5);
        for (String bad :
                ImmutableList.of(
                        "{",
                        "[1,]",
                        "1 2",
                        "",
                        "{'a': 1}",
                        "[".repeat(100),
                        "NaN",
                        "[\"\ud83d\"]")) {
            assertThat(Templates.failure("%{{ JSON(j) }}", ImmutableMap.of("j", bad)))
                    .startsWith("PARAMETER_INVALID at line 1, column 5: The parameter 'j' is '")
                    .contains("as JSON it must be JSON such as");
        }
        Parameter j =
                Templates.compile("%{{ JSON(j, '[]', description='d') }}").parameters().get(0);
        assertThat(j.type()).isEqualTo("JSON");
        assertThat(j.defaultValue()).contains("[]");
    }

    @ParameterizedTest
    @CsvSource({"a b", "a;b", "'a\"b'", "1a", "a.b.c.d", "''", "'a, b'", "é", "--"})
    void namesOfTablesAreNamesAndNothingElse(String bad) {
        for (String function : ImmutableList.of("table", "TABLE", "symbol", "Symbol", "column")) {
            assertThat(Templates.failure("%{{ " + function + "(t) }}", ImmutableMap.of("t", bad)))
                    .startsWith("PARAMETER_INVALID");
        }
    }

    @Test
    void aTableThatACallerChoosesIsReadByTheTemplate() {
        assertThat(
                        Templates.compile(
                                        "%SELECT * FROM {{ table(t, 'events', enum=['Events',"
                                                + " 'old', 'shop.x']) }} e, z")
                                .tables())
                .containsExactlyInAnyOrder("events", "old", "z");
        BoundSql sql = Templates.render("%FROM {{ table(t) }}", ImmutableMap.of("t", "Mine"));
        assertThat(sql.text()).isEqualTo("FROM \"Mine\"");
    }

    @Test
    void secretsAreBoundAndNotForClients() {
        TemplateEngine engine =
                new TemplateEngine(
                        name -> name.equals("KEY") ? Optional.of("s3cr3t") : Optional.empty());
        BoundSql sql = render(engine, "%{{ tb_secret('KEY') }} {{ tb_var('NONE', 'd') }}");
        assertThat(sql.text()).isEqualTo("? ?");
        assertThat(sql.values()).extracting(BoundValue::value).containsExactly("s3cr3t", "d");
        assertThatThrownBy(() -> render(engine, "%\n {{ tb_secret('NONE') }}"))
                .hasMessage("The secret 'NONE' is not set");
        assertThat(
                        SqlTemplate.compile(
                                        engine,
                                        SourceText.of(
                                                "%{{ tb_secret('NONE') }}{{ tb_secret('KEY') }}"))
                                .notices())
                .singleElement()
                .satisfies(n -> assertThat(n.message()).contains("The secret 'NONE' is not set"));
        assertThatThrownBy(() -> render(engine.withoutSecrets(), "%{{ tb_secret('KEY') }}"))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("a client's SQL would show the secret");
    }

    private static BoundSql render(TemplateEngine engine, String text) {
        return SqlTemplate.compile(engine, SourceText.of(text))
                .render(Arguments.of(ImmutableMap.of()))
                .sql();
    }

    @Test
    void aPatternOfADateIsAnotherWayToWriteIt() {
        String template =
                "%{{ DateTime(d, '%d/%m/%Y %H:%M') }}{{ Date(e, '2024-01-01', format='%Y/%m/%d')"
                        + " }}";
        BoundSql sql =
                Templates.render(
                        template, ImmutableMap.of("d", "31/01/2024 10:30", "e", "2024/02/29"));
        assertThat(sql.values())
                .extracting(v -> String.valueOf(v.value()))
                .containsExactly("2024-01-31T10:30", "2024-02-29");
        Parameter d = Templates.compile(template).parameters().get(0);
        assertThat(d.defaultValue()).isEmpty();
        assertThat(d.format()).contains("%d/%m/%Y %H:%M");
        assertThat(Templates.failure(template, NOTHING)).startsWith("PARAMETER_MISSING");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    {{ String(x) }}                  ~ The parameter 'x' (String) is missing and has no default
                    {{ x }}                          ~ The parameter 'x' (String) is missing
                    {{ Int32(x) * 5 }}               ~ The parameter 'x' (Int32) is missing
                    {% set y = Int32(x) %}{{ y }}    ~ The parameter 'x' (Int32) is missing
                    {% if Int32(x) > 5 %}{% end %}   ~ The parameter 'x' (Int32) is missing
                    {% if String(x, required=True) == 'a' %}{% end %} ~ The parameter 'x' (String) is missing
                    {{ String(x, 'd', required=True) }} ~ The parameter 'x' (String) is missing
                    {{ x.upper() }}                  ~ The parameter 'x' (String) is missing
                    {% for i in x %}{% end %}        ~ The parameter 'x' (String) is missing
                    {{ column(x) }}                  ~ The parameter 'x' (column) is missing
                    x IN {{ Array(x, 'Int8') }}      ~ The parameter 'x' (Array(Int8)) is missing
                    {{ table(x) }}                   ~ The parameter 'x' (table) is missing
                    {{ JSON(x) }}                    ~ The parameter 'x' (JSON) is missing
                    """)
    void aValueThatIsNeededAndMissingIsToldByName(String template, String message) {
        assertThat(Templates.failure("%" + template, NOTHING))
                .startsWith("PARAMETER_MISSING at line 1, column ")
                .contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    {% try %}a{% except %}b{% finally %}c{% end %} ~ column 2: The tag 'try' is not supported; test with defined(..)
                    {% import os %}             ~ column 2: The tag 'import' is not supported; templates have a closed set
                    {% from os import x %}      ~ column 2: The tag 'from' is not supported
                    {% include 'x.html' %}      ~ column 2: The tag 'include' is not supported; use the instruction INCLUDE
                    {% extends 'x.html' %}      ~ column 2: The tag 'extends' is not supported
                    {% block x %}{% end %}      ~ column 2: The tag 'block' is not supported
                    {% apply f %}x{% end %}     ~ column 2: The tag 'apply' is not supported
                    {% module X() %}            ~ column 2: The tag 'module' is not supported
                    {% autoescape None %}       ~ column 2: The tag 'autoescape' is not supported; values are bound
                    {% whitespace all %}        ~ column 2: The tag 'whitespace' is not supported
                    {{ [x for x in y] }}        ~ column 8: 'for' is not supported here
                    {{ lambda x: x }}           ~ column 5: 'lambda' is not supported here
                    {{ f'{x}' }}                ~ column 5: f'..' is not supported in templates
                    {{ x.real }}                ~ column 6: '.real' is not supported: only methods can follow a dot
                    {{ {1, 2} }}                ~ column 7: Expected ':' but found ','
                    {{ a & b }}                 ~ column 7: Unexpected '&'; write 'and' or 'or'
                    {{ a | upper }}             ~ column 7: Unexpected '|'; templates have no filters
                    {% if a = 1 %}{% end %}     ~ column 10: Unexpected '='; write == to compare
                    {{ Text(x) }}               ~ column 5: The function 'Text' is not supported
                    {{ x.append(1) }}           ~ column 6: The method 'append' is not supported
                    """)
    void whatIsLeftOutIsRefusedWithItsPlace(String template, String problem) {
        assertThat(Templates.problems("%" + template)).startsWith("line 1, " + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    default=5                       ~ 5 optional
                    5                               ~ 5 optional
                    5, required=True                ~ 5 required
                    required=True                   ~ - required
                    required=False                  ~ - required
                    -5, description='d', example=7  ~ -5 optional d 7
                    5, enum=[5, 6], format='int32'  ~ 5 optional [5, 6] int32
                    5, values='5, 6'                ~ 5 optional [5, 6]
                    other                           ~ - optional
                    """)
    void keywordsAreKnownToCallers(String arguments, String expected) {
        Parameter p =
                Templates.compile("%{{ Int32(p, " + arguments + ") }}").parameters().stream()
                        .filter(parameter -> parameter.name().equals("p"))
                        .findFirst()
                        .orElseThrow();
        String actual =
                p.defaultValue().orElse("-")
                        + (p.required() ? " required" : " optional")
                        + p.description().map(d -> " " + d).orElse("")
                        + p.example().map(e -> " " + e).orElse("")
                        + (p.allowed().isEmpty() ? "" : " " + p.allowed())
                        + p.format().map(f -> " " + f).orElse("");
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void nothingReachesJava() {
        for (String attempt :
                ImmutableList.of(
                        "{{ ''.getClass() }}",
                        "{{ x.class }}",
                        "{{ x.__class__ }}",
                        "{{ getattr(x, 'y') }}",
                        "{{ eval('1') }}",
                        "{{ exec('1') }}",
                        "{{ open('/etc/passwd') }}",
                        "{{ __import__('os').system('id') }}",
                        "{{ r.call(1) }}",
                        "{{ py_name(0) }}",
                        "{{ beans }}.{{ context.x }}")) {
            assertThat(Templates.problems("%" + attempt)).as(attempt).isNotEmpty();
        }
        assertThat(Templates.failure("%{{ '{0.__class__}'.format(x) }}", Map.of("x", "1")))
                .contains("A format's {0.__class__} is not supported");
        assertThat(Templates.failure("%{{ '%(__class__)s' % 'x' }}", NOTHING))
                .startsWith("TEMPLATE_EVALUATION");
    }

    @Test
    void largeResultsAreRefused() {
        for (String huge :
                ImmutableList.of(
                        "'%9999d' % 1 * 99999",
                        "'x'.zfill(10 ** 8)",
                        "'x'.ljust(10 ** 8)",
                        "'{:>9999}{:>9999}{:>9999}{:>9999}{:>9999}{:>9999}{:>9999}{:>9999}{:>9999}{:>9999}{:>9999}'"
                            + ".format(1,1,1,1,1,1,1,1,1,1,1)",
                        "(1,) * 10 ** 8",
                        "list(range(10 ** 9))")) {
            assertThat(Templates.failure("%{{ " + huge + " }}", NOTHING))
                    .as(huge)
                    .startsWith("TEMPLATE_EVALUATION");
        }
    }
}

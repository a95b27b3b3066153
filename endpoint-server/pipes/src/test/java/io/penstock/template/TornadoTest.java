package io.penstock.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row is a construct that Pebble by itself reads otherwise, often without a word. */
final class TornadoTest {
    private static final ImmutableMap<String, String> PARAMETERS =
            ImmutableMap.of("a", "x", "both", "p,q", "n", "5", "empty", "");

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            ignoreLeadingAndTrailingWhitespace = true,
            textBlock =
                    """
                    {% if a == 'x' %}yes{% end %}                        ~ yes
                    {%if a=='y'%}1{%elif a=='x'%}2{%else%}3{%end%}       ~ 2
                    {% if not a == 'x' %}1{% else %}2{% end %}           ~ 2
                    {% if not a == 'y' %}1{% else %}2{% end %}           ~ 1
                    {% if a in ['x', 'y'] %}1{% else %}2{% end %}        ~ 1
                    {% if a not in ['x', 'y'] %}1{% else %}2{% end %}    ~ 2
                    {% if 'x' in a %}1{% else %}2{% end %}               ~ 1
                    {% if a is not None %}1{% else %}2{% end %}          ~ 1
                    {% if [] %}1{% else %}2{% end %}                     ~ 2
                    {% if {} %}1{% else %}2{% end %}                     ~ 2
                    {% if missing %}1{% else %}2{% end %}                ~ 2
                    {% if empty %}1{% else %}2{% end %}                  ~ 2
                    {% if missing == missing %}1{% else %}2{% end %}     ~ 2
                    {% if missing != 'x' %}1{% else %}2{% end %}         ~ 1
                    {% if defined %}1{% else %}2{% end %}                ~ 1
                    {% if defined(missing) %}1{% else %}2{% end %}       ~ 2
                    {% if defined(a) %}1{% else %}2{% end %}             ~ 1
                    {% if 5 / 2 == 2.5 %}1{% else %}2{% end %}           ~ 1
                    {% if "#{a}" == '#' + '{a}' %}1{% else %}2{% end %}  ~ 1
                    {% if both.split(',')[-1] == 'q' %}1{% else %}2{% end %} ~ 1
                    {% if {'k': 1}.get('z', 7) == 7 %}1{% else %}2{% end %}  ~ 1
                    {% if a.upper() == 'X' %}1{% else %}2{% end %}       ~ 1
                    {% if 1 < 2 < 3 %}1{% else %}2{% end %}              ~ 1
                    {% if (1 if a else 0) == 1 %}1{% else %}2{% end %}   ~ 1
                    {% for x, y in [(1,2),(3,4)] %}{% if x > 1 %}b{% else %}a{% end %}{% end %} ~ ab
                    {% for i in range(5) %}{% if i == 1 %}{% continue %}{% end %}{% if i == 3 %}{% break %}{% end %}t{% end %} ~ tt
                    {% set i = 0 %}{% while i < 3 %}w{% set i = i + 1 %}{% end %} ~ www
                    {% if a %}{% set inside = 1 %}{% end %}{% if inside == 1 %}1{% end %} ~ 1
                    {% set a = 'z' %}{% if a == 'z' %}1{% end %}         ~ 1
                    a{# no {{ one }} sees %} this #}b                    ~ ab
                    {% comment anything at all %}c                       ~ c
                    {% if '}}' == "}}" %}1{% end %}                      ~ 1
                    SELECT 'é % # $ {x}' -- %s                           ~ SELECT 'é % # $ {x}' -- %s
                    """)
    void meansWhatTornadoAndPythonMean(String template, String expected) {
        assertThat(Templates.sql("%\n" + template, PARAMETERS)).isEqualTo(expected);
    }

    @Test
    void anExclamationMarkMakesBracesText() {
        assertThat(Templates.sql("%SELECT '{{!' || '{%!' || '{#!'", ImmutableMap.of()))
                .isEqualTo("SELECT '{{' || '{%' || '{#'");
    }

    @Test
    void textWithoutPercentIsSqlAsItStands() {
        assertThat(Templates.sql("  SELECT '{{ x }}', 5 % 2 ; ", ImmutableMap.of()))
                .isEqualTo("SELECT '{{ x }}', 5 % 2");
    }

    @Test
    void theFirstPercentIsDroppedAndLaterOnesStay() {
        assertThat(Templates.sql(" \n% SELECT 5 % 2", ImmutableMap.of())).isEqualTo("SELECT 5 % 2");
    }

    @Test
    void allProblemsComeAtOnceWithTheirPlaces() {
        assertThat(
                        Templates.problems(
                                "%\n"
                                    + "SELECT {{ Strig(x) }},\n"
                                    + " {% rew x %} {{ x.foo() }} {% if %}{% end %} {{ Int32(x, 1,"
                                    + " 2) }} {{ String(x, desc='d') }} {{ Array(x, 'Text') }}{%"
                                    + " end %}{% if a %}"))
                .contains(
                        "line 2, column 11: The function 'Strig' is not supported. Did you mean"
                                + " String?")
                .contains(
                        "line 3, column 2: The tag 'rew' is not supported; supported are: if, elif")
                .contains("line 3, column 18: The method 'foo' is not supported")
                .contains("An expression is missing here")
                .contains("Int32 takes a parameter's name and a default")
                .contains("String has no keyword 'desc'; there are default, description")
                .contains("Array needs its items' type as a text")
                .contains("'{% end %}' without an open block")
                .contains("'{% if ... %}' has no closing '{% end %}'");
    }

    @Test
    void endlessLoopsEnd() {
        assertThat(Templates.failure("%{% while True %}{% end %}", ImmutableMap.of()))
                .startsWith("TEMPLATE_LIMIT");
        assertThat(
                        Templates.failure(
                                "%{% for i in range(90000) %}{% for j in range(90000) %}x{% end"
                                        + " %}{% end %}",
                                ImmutableMap.of()))
                .startsWith("TEMPLATE_LIMIT");
        assertThat(Templates.failure("%{{ 'x' * 10 ** 9 }}", ImmutableMap.of()))
                .startsWith("TEMPLATE_EVALUATION");
        assertThat(Templates.failure("%{{ 9 ** 9 ** 9 ** 9 }}", ImmutableMap.of()))
                .startsWith("TEMPLATE_EVALUATION");
    }

    @Test
    void errorsOfTheAuthorComeAsTheyAre() {
        assertThat(
                        Templates.failure(
                                "%{% if not defined(x) %}{{ error('give x') }}{% end %}",
                                ImmutableMap.of()))
                .isEqualTo("TEMPLATE_ERROR: give x");
    }
}

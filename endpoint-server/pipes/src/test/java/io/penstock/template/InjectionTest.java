package io.penstock.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Whatever a caller passes, the SQL's text is one of the few that the template itself makes. */
final class InjectionTest {
    private static final ImmutableList<String> SEEDS =
            ImmutableList.of(
                    "' OR '1'='1",
                    "'; DROP TABLE t; --",
                    "\\'; SELECT 1; --",
                    "1) OR (1=1",
                    "1 UNION SELECT * FROM secrets",
                    "\") OR 1=1 --",
                    "`; x",
                    "/* ' */",
                    "-- \n",
                    "{{ error('x') }}",
                    "{% if 1 %}",
                    "#{x}",
                    "${x}",
                    "%s",
                    "?",
                    "$1",
                    ":name",
                    "\u0000'",
                    "\u2019 OR 1=1",
                    "\uff07",
                    "'\ud83d\ude00'",
                    "x' || (SELECT 1) || '",
                    "ARRAY[1]",
                    "NULL",
                    "a,b'),(c",
                    "2024-01-01' --",
                    "1; ATTACH 'x'",
                    "0x27",
                    "\\",
                    "\r\n");

    private static final ImmutableList<String> TEMPLATES =
            ImmutableList.of(
                    "%SELECT {{ p }}",
                    "%SELECT {{ String(p) }}",
                    "%SELECT {{ String(p, 'd') }} || 'x'",
                    "%SELECT {{ Int32(p, 5) }}",
                    "%SELECT {{ UInt64(p) }}",
                    "%SELECT {{ Float64(p) }}",
                    "%SELECT {{ Boolean(p) }}",
                    "%SELECT {{ Date(p) }}",
                    "%SELECT {{ DateTime(p) }}",
                    "%SELECT {{ DateTime64(p) }}",
                    "%SELECT {{ UUID(p) }}",
                    "%SELECT {{ Decimal(p) }}",
                    "%SELECT 1 WHERE x IN {{ Array(p) }}",
                    "%SELECT 1 WHERE x IN ({{ Array(p, 'Int32') }})",
                    "%SELECT f({{ Array(p, 'String', 'a') }})",
                    "%SELECT 1 -- {{ String(p) }}",
                    "%SELECT /* {{ p }} */ 1",
                    "%SELECT 1 {% if p == 'x' %}AND x = {{ p }}{% else %}LIMIT {{ String(p) }}{%"
                            + " end %}",
                    "%{% for x in p.split(',') %}SELECT {{ x }} UNION {% end %}SELECT 1",
                    "%{% set v = p + p %}SELECT {{ v }}, {{ p.upper() }}, {{ p[1:] }}, {{ str(p)"
                            + " }}",
                    "%SELECT 1 ORDER BY {{ column(p, 'c') }}",
                    "%SELECT {{ columns(p, 'c,d') }}");

    @Test
    void noPayloadReachesTheText() {
        List<String> payloads = payloads();
        int tried = 0;
        for (String source : TEMPLATES) {
            SqlTemplate template = Templates.compile(source);
            Set<String> texts = new HashSet<>();
            for (String payload : payloads) {
                tried++;
                try {
                    BoundSql sql =
                            template.render(
                                            Arguments.of(
                                                    ImmutableMap.of(
                                                            "p", ImmutableList.of(payload))))
                                    .sql();
                    texts.add(sql.text());
                    assertThat(sql.values()).hasSize(marks(sql.text()));
                } catch (QueryException e) {
                    assertThat(String.valueOf(e.getMessage())).isNotEmpty();
                }
            }
            assertThat(texts).allMatch(text -> isHarmless(source, text));
        }
        assertThat(tried).isGreaterThan(10_000);
    }

    /** The text is made of the template's own words, question marks and quoted plain names. */
    private static boolean isHarmless(String source, String text) {
        String known =
                source
                        + " SELECT \"$v\" FROM (VALUES (CAST(NULL AS VARCHAR BIGINT))) AS \"$none\""
                        + " WHERE FALSE ARRAY [ ] (";
        for (String word :
                text.replaceAll("\"[A-Za-z0-9_]+\"", " ").split("[\\s?,.()\\[\\]]+", -1)) {
            if (!known.contains(word)) {
                return false;
            }
        }
        return true;
    }

    private static int marks(String text) {
        return (int) text.chars().filter(c -> c == '?').count();
    }

    private static List<String> payloads() {
        Random random = new Random(42);
        List<String> payloads = new ArrayList<>(SEEDS);
        while (payloads.size() < 1000) {
            StringBuilder payload = new StringBuilder();
            for (int i = random.nextInt(3); i >= 0; i--) {
                payload.append(SEEDS.get(random.nextInt(SEEDS.size())));
                payload.append((char) random.nextInt(0x3000));
            }
            payloads.add(payload.toString());
        }
        payloads.add("'".repeat(40_000));
        return payloads;
    }
}

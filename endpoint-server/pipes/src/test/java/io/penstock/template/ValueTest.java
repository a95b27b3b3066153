package io.penstock.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.parameter.Parameter;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.error.SqlPosition;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

final class ValueTest {
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    Int8, 127
                    Int8, -128
                    Int32, +7
                    Int64, 9223372036854775807
                    UInt8, 255
                    UInt64, 18446744073709551615
                    Int128, 99999999999999999999999999999999999999
                    Float64, 1e-3
                    Float32, -2.5
                    Boolean, TRUE
                    Boolean, 0
                    Date, 2024-02-29
                    Date, 20240229
                    DateTime, 2024-02-29 23:59:59
                    DateTime, 2024-02-29T23:59:59Z
                    DateTime64, 2024-02-29 23:59:59.123456
                    DateTime, 2024-02-29
                    UUID, 123E4567-e89b-12d3-a456-426614174000
                    Decimal, 12.50
                    String, x
                    """)
    void fits(String type, String text) {
        assertThat(Templates.sql("%{{ " + type + "(p) }}", ImmutableMap.of("p", text)))
                .isEqualTo("?");
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    Int8, 128
                    Int8, -129
                    Int32, abc
                    Int32, 1.5
                    Int32, 1e3
                    Int32, ''
                    Int32, ٣
                    Int64, 9223372036854775808
                    UInt8, -1
                    UInt8, 256
                    UInt64, 18446744073709551616
                    Int256, 100000000000000000000000000000000000000
                    Float64, 1d
                    Float64, 0x1p3
                    Float64, nan
                    Float64, 1e999
                    Float32, 1e39
                    Boolean, yes
                    Boolean, 2
                    Date, 2023-02-29
                    Date, 2024-1-1
                    Date, 2024-0101
                    Date, ٢٠٢٤-٠١-٠١
                    DateTime, 2024-02-29 24:00:00
                    DateTime, 2024-02-29 23:59
                    DateTime, now()
                    UUID, 123e4567e89b12d3a456426614174000
                    Decimal, 1e99
                    String, a\u0000b
                    String, \ud800
                    """)
    void doesNotFit(String type, String text) {
        boolean minutesAlone = text.equals("2024-02-29 23:59");
        assertThat(Templates.failure("%\n {{ " + type + "(p) }}", ImmutableMap.of("p", text)))
                .startsWith(
                        minutesAlone
                                ? ""
                                : "PARAMETER_INVALID at line 2, column 5: The parameter 'p' is '")
                .contains(minutesAlone ? "" : "'; as " + type + " it must be ");
    }

    @Test
    void messagesSayWhatWouldBeRight() {
        assertThat(Templates.failure("%{{ UInt8(age) }}", ImmutableMap.of("age", "300")))
                .endsWith(
                        "The parameter 'age' is '300'; as UInt8 it must be a whole number from 0 to"
                                + " 255");
        assertThat(Templates.failure("%{{ Int32(from_id) }}", ImmutableMap.of()))
                .endsWith(
                        "The parameter 'from_id' (Int32) is missing and has no default: pass"
                                + " from_id=..");
        assertThat(Templates.failure("%{{ String(s, enum=['a','b']) }}", ImmutableMap.of("s", "c")))
                .endsWith("The parameter 's' is 'c'; as String it must be one of a, b");
        assertThat(
                        Templates.failure(
                                "%{{ Int8(p) }}", ImmutableMap.of("p", "9\n\u001b[1m".repeat(40))))
                .contains("'9??[1m9??[1m")
                .contains("…'")
                .hasSizeLessThan(250);
        assertThat(Templates.failure("%{{ p > 3 }}", ImmutableMap.of("p", "5")))
                .contains(
                        "parameters are texts until a type function such as Int32(..) reads them");
    }

    @Test
    void bindsTheDeclaredType() {
        assertThat(bound("Int32(p)", "5")).isEqualTo(new BoundValue(FieldTypes.INT32, 5L));
        assertThat(bound("UInt64(p)", "18446744073709551615"))
                .isEqualTo(
                        new BoundValue(
                                new ArrowType.Int(64, false),
                                new BigInteger("18446744073709551615")));
        assertThat(bound("Boolean(p)", "1")).isEqualTo(new BoundValue(FieldTypes.BOOL, true));
        assertThat(bound("Date(p)", "2024-02-29"))
                .isEqualTo(new BoundValue(FieldTypes.DATE, LocalDate.of(2024, 2, 29)));
        assertThat(bound("DateTime(p)", "2024-02-29T10:00:00.5+05:45"))
                .isEqualTo(
                        new BoundValue(
                                FieldTypes.TIMESTAMP, LocalDateTime.of(2024, 2, 29, 4, 15, 0)));
        assertThat(bound("DateTime64(p)", "2024-02-29 10:00:00.1234567").value())
                .isEqualTo(LocalDateTime.of(2024, 2, 29, 10, 0, 0, 123_456_000));
        assertThat(bound("UUID(p)", "123E4567-E89B-12D3-A456-426614174000").value())
                .isEqualTo(UUID.fromString("123e4567-e89b-12d3-a456-426614174000"));
        assertThat(bound("Decimal(p)", "12.50").value()).isEqualTo(new BigDecimal("12.50"));
        assertThat(bound("p", "x")).isEqualTo(new BoundValue(FieldTypes.UTF8, "x"));
        assertThat(bound("Int32(p) * Int32(q, 100)", "3"))
                .isEqualTo(new BoundValue(FieldTypes.INT64, 300L));
    }

    private static BoundValue bound(String expression, String text) {
        return Templates.render("%{{ " + expression + " }}", ImmutableMap.of("p", text))
                .values()
                .get(0);
    }

    @Test
    void defaultsCountWhenNothingIsGiven() {
        assertThat(Templates.value("%{{ Int32(p, 7) }}", ImmutableMap.of())).isEqualTo(7L);
        assertThat(Templates.value("%{{ Int32(p, default=-7) }}", ImmutableMap.of()))
                .isEqualTo(-7L);
        assertThat(Templates.value("%{{ Int32(p, Int32(q, 3)) }}", ImmutableMap.of()))
                .isEqualTo(3L);
        assertThat(Templates.value("%{{ Int32(p, Int32(q)) }}", ImmutableMap.of("p", "1")))
                .isEqualTo(1L);
        assertThat(Templates.value("%{{ Boolean(p, false) }}", ImmutableMap.of())).isEqualTo(false);
        assertThat(Templates.value("%{{ String(p, '') }}", ImmutableMap.of())).isEqualTo("");
        assertThat(Templates.failure("%{{ Int32(p, 5, required=True) }}", ImmutableMap.of()))
                .startsWith("PARAMETER_MISSING");
        assertThat(Templates.failure("%{{ Int32(p, 'x') }}", ImmutableMap.of()))
                .contains("The default of the parameter 'p' is 'x'");
    }

    @Test
    void typedValuesCompareAsPythonsDo() {
        assertThat(
                        Templates.sql(
                                "%{% if Boolean(b) == 1 and Boolean(b) == True and Int32(n) == 5"
                                    + " and String(s) == 'day' and Date(d) == '2024-01-01' %}all{%"
                                    + " end %}",
                                ImmutableMap.of(
                                        "b", "true", "n", "5", "s", "day", "d", "20240101")))
                .isEqualTo("all");
    }

    @Test
    void listsFollowTheSqlAroundThem() {
        ImmutableMap<String, String> three = ImmutableMap.of("l", "a, b,c");
        BoundSql in = Templates.render("%x IN {{ Array(l) }}", three);
        assertThat(in.text()).isEqualTo("x IN (?,?,?,?)");
        assertThat(in.values()).extracting(BoundValue::value).containsExactly("a", "b", "c", "c");
        assertThat(Templates.sql("%x not in\n ({{ Array(l) }})", three))
                .isEqualTo("x not in\n (?,?,?,?)");
        assertThat(Templates.sql("%x IN ('z', {{ Array(l) }})", three))
                .isEqualTo("x IN ('z', ?,?,?,?)");
        assertThat(Templates.sql("%f({{ Array(l) }})", three)).isEqualTo("f(ARRAY[?,?,?])");
        assertThat(Templates.sql("%x IN {{ Array(l, 'Int32', '1') }}", ImmutableMap.of()))
                .isEqualTo("x IN (?)");
        assertThat(Templates.sql("%x IN {{ l.split(',') }}", three)).isEqualTo("x IN (?,?,?,?)");
    }

    @Test
    void anEmptyListHasNoRows() {
        ImmutableMap<String, String> none = ImmutableMap.of("l", "");
        String rows =
                "(SELECT \"$v\" FROM (VALUES (CAST(NULL AS BIGINT))) AS \"$none\"(\"$v\") WHERE"
                        + " FALSE)";
        assertThat(Templates.sql("%x IN {{ Array(l, 'Int32') }}", none)).isEqualTo("x IN " + rows);
        assertThat(Templates.sql("%x NOT IN ({{ Array(l, 'Int32') }})", none))
                .isEqualTo("x NOT IN " + rows);
        assertThat(Templates.failure("%x IN (1, {{ Array(l, 'Int32') }})", none))
                .contains("An empty list can't stand among others");
        assertThat(Templates.sql("%f({{ Array(l) }})", none))
                .isEqualTo("f(CAST(ARRAY[] AS VARCHAR ARRAY))");
    }

    @Test
    void aRepeatedNameIsAList() {
        SqlTemplate template = Templates.compile("%x IN {{ Array(l, 'Int8') }}");
        BoundSql sql =
                template.render(
                                Arguments.of(
                                        ImmutableMap.of("l", ImmutableList.of("1,2", "3", "4"))))
                        .sql();
        assertThat(sql.values()).extracting(BoundValue::value).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void largeValuesAreRefused() {
        assertThat(Templates.failure("%{{ String(s) }}", ImmutableMap.of("s", "é".repeat(20_000))))
                .startsWith("PARAMETER_TOO_LARGE")
                .contains("'s' is 40000 bytes long; at most 32768 fit");
        assertThat(
                        Templates.failure(
                                "%{{ Array(s, 'Int8') }}", ImmutableMap.of("s", "1,".repeat(3000))))
                .startsWith("PARAMETER_TOO_LARGE")
                .contains("items; at most 2048 fit");
    }

    @Test
    void columnsAreQuotedNamesAndNothingElse() {
        assertThat(Templates.sql("%ORDER BY {{ column(c) }}", ImmutableMap.of("c", "t.n_1")))
                .isEqualTo("ORDER BY \"t\".\"n_1\"");
        assertThat(Templates.sql("%{{ columns(c, 'a,b') }}", ImmutableMap.of()))
                .isEqualTo("\"a\", \"b\"");
        for (String bad : List.of("a b", "a\"b", "1a", "", "a.b.c", "a;", "a,b", "é", "a\n")) {
            assertThat(Templates.failure("%{{ column(c) }}", ImmutableMap.of("c", bad)))
                    .startsWith("PARAMETER_INVALID");
        }
    }

    @Test
    void valuesInCommentsVanishAndInQuotesAreRefused() {
        BoundSql sql =
                Templates.render(
                        "%SELECT 1 -- {{ String(s) }}\n/* {{ String(s) }} ' */, {{ Int8(n) }}",
                        ImmutableMap.of("s", "x", "n", "1"));
        assertThat(sql.text()).isEqualTo("SELECT 1 -- \n/*  ' */, ?");
        assertThat(sql.values()).hasSize(1);
        assertThat(
                        Templates.sql(
                                "%/* a /* {{ s }} */ {{ s }} */ SELECT {{ s }}, E'it\\'s', {{ s }},"
                                        + " 'a\\', {{ s }}",
                                ImmutableMap.of("s", "x")))
                .isEqualTo("/* a /*  */  */ SELECT ?, E'it\\'s', ?, 'a\\', ?");
        for (String quoted :
                List.of(
                        "'%{{s}}%'",
                        "\"{{s}}\"",
                        "`{{ s }}`",
                        "'it''s {{s}}'",
                        "E'it\\'s {{s}}'",
                        "e'a''b\\'{{s}}'")) {
            assertThat(Templates.failure("%\nx LIKE " + quoted, ImmutableMap.of("s", "x")))
                    .startsWith("TEMPLATE_SYNTAX at line 2, column ")
                    .contains("can't stand inside quotes");
        }
    }

    @Test
    void placesInTheSqlLeadBackToTheAuthorsFile() {
        String text =
                "%\n"
                        + "SELECT {{ String(a) }},\n"
                        + "  {% if x %}skipped\n"
                        + " {% end %}wrong\n"
                        + " , {{ Int8(b) }} bad";
        SourceText source = new SourceText(Optional.of("p.pipe"), text, 10, 5);
        SqlTemplate template = SqlTemplate.compile(new TemplateEngine(), source);
        BoundSql sql =
                template.render(
                                Arguments.of(
                                        ImmutableMap.of(
                                                "a", ImmutableList.of("v"),
                                                "b", ImmutableList.of("1"))))
                        .sql();
        assertThat(sql.text()).isEqualTo("SELECT ?,\n  wrong\n , ? bad");
        assertThat(place(sql, "SELECT")).hasToString("p.pipe:11:1");
        assertThat(place(sql, "?")).hasToString("p.pipe:11:8");
        assertThat(place(sql, "wrong")).hasToString("p.pipe:13:11");
        assertThat(place(sql, "bad")).hasToString("p.pipe:14:18");
    }

    private static SqlPosition place(BoundSql sql, String word) {
        String before = sql.text().substring(0, sql.text().indexOf(word));
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        int column = before.length() - before.lastIndexOf('\n');
        return sql.origin().locate(sql.text(), line, column);
    }

    @Test
    void theSamePathGivesTheSameText() {
        SqlTemplate template =
                Templates.compile("%SELECT {% if x %}{{ Int8(x) }}{% else %}0{% end %}");
        String one = text(template, "1");
        assertThat(text(template, "2")).isSameAs(one);
        assertThat(text(template, "")).isNotEqualTo(one);
    }

    private static String text(SqlTemplate template, String x) {
        return template.render(Arguments.of(ImmutableMap.of("x", ImmutableList.of(x))))
                .sql()
                .text();
    }

    @Test
    void listsParametersWithWhatIsKnown() {
        SqlTemplate template =
                Templates.compile(
                        "%{% if defined(day) %}{{ Date(day, description='The day',"
                            + " example='2024-01-01') }}{% end %}{{ Int32(top, 10, required=False)"
                            + " }} {{ String(name) }}{{ Array(codes, 'Int8', default='1,2') }} {{"
                            + " raw }}{% if mode_name == 'full' %}{{ Int64(top) }}{% end %}{{"
                            + " String(size, enum=['s','m'], format='letter') }}{% set local = 1"
                            + " %}{{ local }}{{ Boolean(flag, false) }}");
        assertThat(template.parameters())
                .extracting(
                        p ->
                                p.name()
                                        + " "
                                        + p.type()
                                        + " "
                                        + p.defaultValue().orElse("-")
                                        + (p.required() ? " required" : ""))
                .containsExactly(
                        "day Date -",
                        "top Int32 10",
                        "name String - required",
                        "codes Array(Int8) 1,2",
                        "raw String - required",
                        "mode_name String -",
                        "size String - required",
                        "flag Boolean false");
        Parameter day = template.parameters().get(0);
        assertThat(day.description()).contains("The day");
        assertThat(day.example()).contains("2024-01-01");
        assertThat(template.parameters().get(6).allowed()).containsExactly("s", "m");
        assertThat(template.parameters().get(6).format()).contains("letter");
        assertThat(template.notices())
                .singleElement()
                .satisfies(
                        n ->
                                assertThat(n.message())
                                        .contains("'top' is Int64 here and Int32 before"));
    }
}

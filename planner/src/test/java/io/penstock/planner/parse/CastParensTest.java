package io.penstock.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parentheses stand around what {@code ::} casts, and only where the parser needs them. */
class CastParensTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '\0',
            textBlock =
                    """
                    a::int → a::int
                    a::int + b → a::int + b
                    a + b::int → a +( b::int)
                    a::int*b::int → a::int*(b::int)
                    a || b::text || c::text → a ||( b::text) ||( c::text)
                    -1::int → -(1::int)
                    not a::boolean and b::boolean → not( a::boolean) and( b::boolean)
                    a + b::int::text → a +(( b::int)::text)
                    a + (b)::int → a +( (b)::int)
                    a + (b + c)::int → a +( (b + c)::int)
                    (a + b::int)::text → (a +( b::int))::text
                    a + t.b.c::int → a +( t.b.c::int)
                    a + f(b, c + d::int)::int → a +( f(b, c +( d::int))::int)
                    a and (b)::int = 1 → a and( (b)::int) = 1
                    a + x[1][2]::int → a +( x[1][2]::int)
                    a || array[1]::text → a ||( array[1]::text)
                    a = case b when 1 then 2 end::int → a =( case b when 1 then 2 end::int)
                    a > date '2026-01-01'::timestamp → a >( date '2026-01-01'::timestamp)
                    a + b::decimal(9, 2) * c → a +( b::decimal(9, 2)) * c
                    a + b::double precision - c → a +( b::double precision) - c
                    a = b::timestamp(3) with time zone and c → a =( b::timestamp(3) with time zone) and c
                    1 + a::date time → 1 +( a::date) "time"
                    1 + sum(a) over (order by b)::int → 1 +( sum(a) over (order by b)::int)
                    1 + sum(a) filter (where b) over w::int → 1 +( sum(a) filter (where b) over w::int)
                    1 + max(a) within group (order by b)::int → 1 +( max(a) within group (order by b)::int)
                    1 + last_value(a) ignore nulls over (order by b)::int → 1 +( last_value(a) ignore nulls over (order by b)::int)
                    a is not distinct from b::int → a is not distinct from( b::int)
                    a between b::int and c::int → a between( b::int) and( c::int)
                    a in (b::int, c::int) → a in (b::int, c::int)
                    a < interval '1' day and b::int → a < interval '1' day and( b::int)
                    a like b::text escape c::text → a like( b::text) escape( c::text)
                    a + 'x'::text → a +( 'x'::text)
                    a + ?::int → a +( ?::int)
                    t.end + b::int → t."end" +( b::int)
                    7 // 2 → 7 / + 2
                    7 // 2::int → 7 / +( 2::int)
                    7 div 2 → 7 / + 2
                    7 // a → 7 / + a
                    """)
    void areWhereTheParserNeedsThem(String written, String spelled) {
        assertThat(Spelling.spell(written, SqlLexer.tokens(written)).text()).isEqualTo(spelled);
    }

    /** Half a query has an error of its own to report. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '\0',
            value = {
                "::",
                "a::",
                "a +::int",
                "(a + b::",
                ")::int",
                "a + b::decimal(",
                "end::int",
                "]::"
            })
    void areLeftOutOfWhatIsNoQuery(String written) {
        assertThat(Spelling.spell(written, SqlLexer.tokens(written)).text()).isNotEmpty();
    }
}

package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.parameter.PipeError;
import io.penstock.parameter.ScalarType;
import io.penstock.planner.parse.Position.Outcome;

/** Every function of the template language in every place where SQL or a template has room. */
final class Positions {
    /** Where one value stands; {@code @} is the expression that reads it. */
    private static final ImmutableList<String> VALUES =
            ImmutableList.of(
                    "SELECT {{ @ }} AS v FROM shop.orders AS o",
                    "SELECT {{@}}, 'it''s', {{ @ }} FROM \"t\"",
                    "SELECT * FROM t WHERE id = {{ @ }} AND NOT name <> {{ @ }}",
                    "SELECT * FROM t WHERE id BETWEEN {{ @ }} AND {{ @ }}",
                    "SELECT {{ @ }} + 1, 2 * {{ @ }} - x, -{{ @ }}, x / {{ @ }} FROM t",
                    "SELECT * FROM t WHERE name IN ({{ @ }}, {{ @ }}, 'z')",
                    "SELECT * FROM t WHERE name NOT IN ({{ @ }})",
                    "SELECT ARRAY[{{ @ }}, 1] FROM t",
                    "SELECT * FROM t ORDER BY id LIMIT {{ @ }} OFFSET {{ @ }}",
                    "SELECT * FROM t ORDER BY {{ @ }} DESC",
                    "SELECT '%' || {{ @ }} || '%' FROM t",
                    "SELECT * FROM t WHERE name LIKE {{ @ }} ESCAPE '!'",
                    "SELECT coalesce({{ @ }}, upper({{ @ }})) FROM t",
                    "SELECT CASE WHEN x = {{ @ }} THEN {{ @ }} ELSE 0 END FROM t",
                    "SELECT CASE {{ @ }} WHEN 1 THEN 2 END FROM t",
                    "SELECT CAST({{ @ }} AS VARCHAR), {{ @ }}::VARCHAR FROM t",
                    "SELECT a[{{ @ }}] FROM t",
                    "SELECT x, count(*) FROM t GROUP BY x, {{ @ }} HAVING count(*) > {{ @ }}",
                    "SELECT * FROM t AS a JOIN u AS b ON a.id = b.id AND a.x = {{ @ }}",
                    "SELECT * FROM t WHERE id IN (SELECT id FROM u WHERE y = {{ @ }})",
                    "WITH c AS (SELECT {{ @ }} AS v) SELECT * FROM c UNION ALL SELECT {{ @ }}",
                    "SELECT sum(x) OVER (PARTITION BY {{ @ }} ORDER BY y) FROM t",
                    "SELECT count(*) FILTER (WHERE x > {{ @ }}) FROM t",
                    "SELECT * FROM (VALUES ({{ @ }}, 1), (2, {{ @ }})) AS v(a, b)",
                    "SELECT x IS DISTINCT FROM {{ @ }}, EXISTS (SELECT {{ @ }}) FROM t",
                    "SELECT 1 -- {{ @ }}\n, 2 FROM t",
                    "SELECT 1 /* {{ @ }} ' */, 2 /* a /* b */ {{ @ }} */ FROM t",
                    "SELECT E'it\\'s', {{ @ }} FROM t",
                    "SELECT 'a\\', {{ @ }} FROM t",
                    "SELECT `a`, \"b\"\"c\", {{ @ }} FROM t",
                    "SELECT {% set v = @ %}{{ v }}, {% raw v %} FROM t",
                    "SELECT {{ max_threads(@) }}{{ cache_ttl(@) }}{{ backend_hint(@) }}1 FROM t");

    /** Where Python makes another value of it, or takes a branch. */
    private static final ImmutableList<String> EXPRESSIONS =
            ImmutableList.of(
                    "SELECT {{ @ * 2 + 1 }} FROM t",
                    "SELECT {{ 100 - @ }}, {{ @ / 3 }}, {{ @ // 7 }}, {{ @ % 5 }} FROM t",
                    "SELECT {{ -@ }} FROM t",
                    "SELECT {{ abs(@) }}, {{ int(@) }}, {{ float(@) }}, {{ round(@, 1) }} FROM t",
                    "SELECT {{ 'a' + str(@) + \"b'\" }} FROM t",
                    "SELECT {{ '%s' % @ }}, {{ \"'{}'\".format(@) }} FROM t",
                    "SELECT {{ str(@).upper() }}, {{ str(@)[1:] }}, {{ str(@)[::-1] }} FROM t",
                    "SELECT {{ repr(@) }}, {{ str([@, {'k': @}]) }} FROM t",
                    "SELECT {{ str(@).replace('x', \"'\") }}, {{ sql_unescape(@, '%') }} FROM t",
                    "SELECT {{ @ if @ else 'n' }}, {{ @ or 'z' }}, {{ @ and 1 }} FROM t",
                    "SELECT {{ {'k': @}['k'] }}, {{ [@, 1][0] }}, {{ (@, @)[-1] }} FROM t",
                    "SELECT {{ max(@, @) }}, {{ sorted([@, @])[0] }} FROM t",
                    "SELECT {{ String(@) }}, {{ String(q, @) }} FROM t",
                    "SELECT {{ {str(@): 1}.get(str(@)) }} FROM t",
                    "SELECT {{ bool(@) }}, {{ not @ }}, {{ @ == 'x' }}, {{ @ in [1, 'x'] }} FROM t",
                    "SELECT 1 FROM t {% if @ == 'x' %}WHERE a = 1{% elif @ %}WHERE b = {{ @ }}"
                            + "{% else %}LIMIT 5{% end %}",
                    "SELECT 1 FROM t {% if @ > 5 and not @ == 9 %}WHERE a = {{ @ }}{% end %}",
                    "SELECT 1 FROM t {% if str(@) > 'm' %}WHERE a = {{ @ }}{% end %}",
                    "SELECT 1 FROM t WHERE x = 0{% for v in [@, @] %} OR x = {{ v }}{% end %}",
                    "SELECT * FROM t WHERE x IN {{ [@, @] }} OR y IN ({{ (@, 1) }})",
                    "SELECT * FROM t WHERE {{ sql_and(id=@, name__gte=@) }}",
                    "SELECT * FROM t WHERE a = 1 OR {{ sql_and(x__lt=@, y__in=[@, @]) }}",
                    "SELECT * FROM t WHERE {{ sql_and(x__not_in=[@]) }} AND b = {{ @ }}",
                    "SELECT {{ day_diff(@, '2024-01-01') }} FROM t",
                    "SELECT {{ date_diff_in_seconds(@, @, none_if_error=True) }} FROM t",
                    "SELECT {{ date_diff_in_hours(@, @, '%Y-%m-%d', '%Y%m%d', True) }} FROM t",
                    "SELECT {{ tb_secret(str(@), 'd') }} FROM t",
                    "SELECT {% while @ == 'x' %}{% break %}{% end %}1 FROM t");

    /** Where no value may stand. */
    private static final ImmutableList<String> QUOTED =
            ImmutableList.of(
                    "SELECT '{{ @ }}' FROM t",
                    "SELECT 'it''s %{{ @ }}%' FROM t",
                    "SELECT E'it\\'s {{ @ }}' FROM t",
                    "SELECT \"{{ @ }}\" FROM t",
                    "SELECT `{{ @ }}` FROM t",
                    "SELECT \"a\"\"{{ @ }}\" FROM t",
                    "SELECT {{ error(@) }} FROM t",
                    "SELECT {{ error('no ' + str(@)) }} FROM t",
                    "SELECT {{ custom_error({'error': str(@), str(@): 1}, 422) }} FROM t",
                    "SELECT {{ custom_error(str(@)) }} FROM t");

    /** Where a list stands. */
    private static final ImmutableList<String> LISTS =
            ImmutableList.of(
                    "SELECT * FROM t WHERE x IN {{ @ }}",
                    "SELECT * FROM t WHERE x NOT IN ({{ @ }}) AND y in({{@}})",
                    "SELECT * FROM t WHERE x IN /* c */ {{ @ }} -- {{ @ }}",
                    "SELECT * FROM t WHERE x IN ('z', {{ @ }})",
                    "SELECT {{ @ }}, array_length({{ @ }}) FROM t",
                    "SELECT ARRAY[{{ @ }}] FROM t",
                    "SELECT * FROM t WHERE {{ sql_and(a__in=@, b__not_in=@) }}",
                    "SELECT * FROM t WHERE a = 0{% for x in @ %} OR a = {{ x }}{% end %}",
                    "{% for x in @ %}SELECT {{ x }} UNION ALL {% end %}SELECT 1",
                    "SELECT {% for last, x in enumerate_with_last(@) %}{{ x }}{% if not last %}, {%"
                            + " end %}{% end %}{% if not @ %}0{% end %} FROM t",
                    "SELECT {{ @[0] }}, {{ @[-1:] }}, {{ len(@) }} FROM t",
                    "SELECT {{ str(@) }}, {{ repr(@).upper() }} FROM t",
                    "SELECT {% if 'x' in @ %}1{% elif @ %}2{% else %}3{% end %} FROM t",
                    "SELECT {% for i, x in enumerate(@) %}{% if i == 1 %}{% break %}{% end %}"
                            + "{{ x }}, {% end %}0 FROM t",
                    "SELECT {{ sorted(@) + @ }} FROM t",
                    "SELECT {% set a, b = (@, @) %}{{ a }}, {{ b }} FROM t");

    /** Where a name stands. */
    private static final ImmutableList<String> NAMES =
            ImmutableList.of(
                    "SELECT {{ @ }} FROM t",
                    "SELECT a, {{ @ }} AS b FROM t",
                    "SELECT 1 FROM t ORDER BY {{ @ }} DESC",
                    "SELECT count(*) FROM t GROUP BY {{ @ }}",
                    "SELECT {% set c = @ %}{{ c }} FROM t",
                    "SELECT 1 FROM t WHERE upper({{ @ }}) = 'A' AND o.{{ @ }} > 5");

    private static final ImmutableList<String> TABLES =
            ImmutableList.of(
                    "SELECT * FROM {{ @ }}",
                    "SELECT * FROM {{ @ }} AS x JOIN u ON x.id = u.id",
                    "WITH c AS (SELECT * FROM {{ @ }}) SELECT * FROM c");

    /** Other functions and uses, each with values that take its ways. */
    private static final ImmutableList<String> SPECIAL =
            ImmutableList.of(
                    "String(p, enum=['x', \"it's\"])",
                    "String(p, 'x', values='x,y')",
                    "Int32(p, enum=[1, 2])",
                    "Date(p, format='%d/%m/%Y')",
                    "DateTime(p, '%d/%m/%Y %H:%M')",
                    "DateTime64(p, '2024-01-01', format=\"%Y'%m'%d\")",
                    "String(p, required=True, description=\"it's\", example=\"'\")",
                    "JSON(p, '[]')",
                    "JSON(p)['k']",
                    "JSON(p)[0]",
                    "JSON(p).get('k', 'd')",
                    "str(JSON(p))",
                    "p.strip()",
                    "p + p",
                    "p.split(\"'\")[0]",
                    "Int32(p, 5)",
                    "String(column(p))",
                    "str(column(p)) + ' DESC'",
                    "str(table(p))");

    private Positions() {}

    static ImmutableList<Position> all() {
        ImmutableList.Builder<Position> all = ImmutableList.builder();
        for (String function : ScalarType.functions()) {
            ScalarType type = ScalarType.of(function).orElseThrow();
            scalars(all, type, function + "(p)");
            lists(all, type, "Array(p, '" + function + "')");
        }
        scalars(all, ScalarType.STRING, "p");
        lists(all, ScalarType.STRING, "Array(p)");
        lists(all, ScalarType.STRING, "Array(p, 'String', enum=['x', 'a'])");
        lists(all, ScalarType.STRING, "p.split(',')");
        lists(all, ScalarType.STRING, "split_to_array(p)");
        lists(all, ScalarType.STRING, "split_to_array(p, 'a,b', separator=',')");
        lists(all, ScalarType.STRING, "Array(String(p, 'a'), 'String', 'b')");
        names(all);
        SPECIAL.forEach(expression -> special(all, expression));
        json(all);
        return all.build();
    }

    private static void scalars(
            ImmutableList.Builder<Position> all, ScalarType type, String reading) {
        Outcome outcome = type == ScalarType.STRING ? Outcome.VERBATIM : Outcome.VALUE;
        VALUES.forEach(place -> all.add(position(place, reading, unit(type), outcome)));
        EXPRESSIONS.forEach(place -> all.add(value(place, reading, type)));
        QUOTED.forEach(place -> all.add(refused(place, reading)));
    }

    private static void lists(
            ImmutableList.Builder<Position> all, ScalarType type, String reading) {
        LISTS.forEach(place -> all.add(value(place, reading, type)));
    }

    private static Position value(String place, String reading, ScalarType type) {
        return position(place, reading, unit(type), Outcome.VALUE);
    }

    private static Position position(String place, String reading, String unit, Outcome outcome) {
        // SQL that can't hold an empty list says so when it gets one.
        boolean amongOthers = place.contains("('z', {{ @ }})");
        return new Position(
                at(place, reading),
                reading,
                unit,
                outcome,
                amongOthers ? ImmutableSet.of(PipeError.TEMPLATE_SYNTAX) : ImmutableSet.of());
    }

    private static Position refused(String place, String reading) {
        return new Position(
                at(place, reading),
                reading,
                "a",
                Outcome.REFUSED,
                ImmutableSet.of(
                        PipeError.TEMPLATE_SYNTAX,
                        PipeError.TEMPLATE_ERROR,
                        PipeError.TEMPLATE_CUSTOM_ERROR));
    }

    private static String at(String place, String reading) {
        return "%" + place.replace("@", reading);
    }

    private static String unit(ScalarType type) {
        return type == ScalarType.STRING ? "a" : type.standIn();
    }

    private static void names(ImmutableList.Builder<Position> all) {
        for (String function :
                ImmutableList.of(
                        "column(p)",
                        "symbol(p)",
                        "Symbol(p, 'd')",
                        "column(q, p)",
                        "column(q, str(String(p)))")) {
            NAMES.forEach(place -> all.add(name(place, function, Outcome.NAME)));
        }
        for (String function : ImmutableList.of("table(p)", "TABLE(p, 'd')", "table(q, p)")) {
            TABLES.forEach(place -> all.add(name(place, function, Outcome.NAME)));
        }
        for (String function :
                ImmutableList.of("columns(p)", "columns(p, 'a,b')", "columns(q, p)")) {
            NAMES.subList(0, 5).forEach(place -> all.add(name(place, function, Outcome.NAMES)));
        }
        all.add(
                name(
                        "SELECT {% for c in p.split(',') %}{{ column(c.strip()) }}, {% end %}1 FROM"
                                + " t",
                        "p", Outcome.NAMES));
        all.add(refused("SELECT '{{ @ }}' FROM t", "column(p)"));
        all.add(refused("SELECT \"{{ @ }}\" FROM t", "column(p)"));
        all.add(refused("SELECT * FROM `{{ @ }}`", "table(p)"));
    }

    private static Position name(String place, String reading, Outcome outcome) {
        return position(place, reading, Position.NAME, outcome);
    }

    private static void special(ImmutableList.Builder<Position> all, String reading) {
        for (int i = 1; i < VALUES.size(); i += 4) {
            all.add(value(VALUES.get(i), reading, ScalarType.STRING));
        }
        all.add(
                value(
                        "SELECT {% if @ == 'x' %}1{% elif @ %}2{% else %}3{% end %} FROM t",
                        reading, ScalarType.STRING));
    }

    /** JSON whose parts become values. */
    private static void json(ImmutableList.Builder<Position> all) {
        for (String place :
                ImmutableList.of(
                        "SELECT * FROM t WHERE x IN (0{% for f in @ %}, {{ f }}{% end %})",
                        "SELECT * FROM t WHERE {{ sql_and(x__in=@) }}",
                        "SELECT {% if @ %}1{% else %}2{% end %} FROM t")) {
            all.add(value(place, "JSON(p)", ScalarType.STRING));
        }
    }
}

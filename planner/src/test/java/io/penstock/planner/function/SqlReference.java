package io.penstock.planner.function;

import com.google.common.collect.ImmutableList;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The function table as the reference that users read. */
final class SqlReference {
    private static final String INTRODUCTION =
            """
            # SQL reference

            Every function that SQL in Penstock may call. The page is printed from the function table, and each example below runs in the tests.

            Reading a signature: `text`, `bigint` and so on are types; one capital letter stands for a type that the arguments decide (`T` any, `N` a number, `I` an integer, `X` a decimal, `D` a date or timestamp); `T[]` is an array; an argument in brackets may be left out, one with `...` behind it may come again, and a *constant* one must be a literal or a parameter. Names mind no case.

            What holds everywhere:

            - NULL among the arguments gives NULL unless the text says otherwise.
            - `/` divides as floating point, integers too; `//`, `DIV` and `div(a, b)` give the whole part.
            - Text is Unicode and is counted in characters; it compares by bytes. Arrays count from 1. Times are UTC.
            - JSON is text that JSON functions understand; a value that one of them made nests in another without quotes.
            - In `FROM`, `UNNEST(array) AS t(x)` makes rows of an array, and `generate_series(1, 10) AS t(i)` is short for that.
            - An alias of the SELECT list may stand everywhere in its query. In `WHERE`, in `GROUP BY` and inside aggregates a column of the same name goes first; elsewhere in `HAVING`, `QUALIFY` and `ORDER BY` the alias does.
            - A function that could make something huge out of little refuses to: texts over %s bytes from constants or joined texts, over %s bytes for each row from other arguments; arrays over %s elements from constants, %s for each row. The error names the function and the limit.

            Besides functions there is the SQL standard's own syntax: `CASE`, `CAST(x AS type)`, `x::type`, `TRY_CAST`, `LIKE`, `ILIKE`, `SIMILAR TO`, `~`, `BETWEEN`, `IN`, `EXISTS`, `EXTRACT(part FROM time)`, `SUBSTRING(x FROM a FOR b)`, `TRIM(BOTH c FROM x)`, `POSITION(a IN b)`, `OVERLAY`, `FLOOR(time TO part)`, `TIMESTAMPADD`, `TIMESTAMPDIFF`, `INTERVAL`, `CURRENT_DATE`, `CURRENT_TIMESTAMP`, `ARRAY[..]`, `MAP[..]`, `ROW(..)`, and every aggregate with `DISTINCT`, `FILTER (WHERE ..)`, `OVER (..)` and, where order matters, `ORDER BY`.

            In the list of a SELECT, `formatRowNoNewline('JSONEachRow', *)` is the row as a JSON object, `'JSONCompactEachRow'` as an array; instead of `*` there may be `t.*` and expressions. `formatRow` ends it with a newline.
            """;

    private SqlReference() {}

    static String text() {
        StringBuilder text =
                new StringBuilder(
                        INTRODUCTION.formatted(
                                Guard.grouped(Guard.TEXT_BYTES),
                                Guard.grouped(Guard.ROW_TEXT_BYTES),
                                Guard.grouped(Guard.ELEMENTS),
                                Guard.grouped(Guard.ROW_ELEMENTS)));
        for (FunctionTopic topic : FunctionTopic.values()) {
            text.append("\n## ").append(topic.title()).append("\n");
            of(topic).forEach(function -> append(text, function));
        }
        return text.toString();
    }

    private static ImmutableList<CatalogueFunction> of(FunctionTopic topic) {
        return FunctionCatalogue.functions().stream()
                .filter(function -> function.topic() == topic)
                .collect(ImmutableList.toImmutableList());
    }

    private static void append(StringBuilder text, CatalogueFunction function) {
        text.append("\n### ").append(function.name()).append("\n\n");
        text.append(
                        function.signatures().stream()
                                .map("`%s`"::formatted)
                                .collect(Collectors.joining("<br>\n")))
                .append("\n\n");
        text.append(function.description());
        if (function.names().size() > 1) {
            text.append(
                    function.names().stream()
                            .skip(1)
                            .map("`%s`"::formatted)
                            .collect(Collectors.joining(", ", " Also called ", ".")));
        }
        text.append("\n");
        if (!function.examples().isEmpty()) {
            text.append("\n```sql\n");
            function.examples().forEach(example -> append(text, example));
            text.append("```\n");
        }
    }

    private static void append(StringBuilder text, CatalogueFunction.Example example) {
        text.append("SELECT ").append(example.sql()).append(";\n");
        Arrays.stream(example.result().split("\n", -1))
                .forEach(line -> text.append("-- ").append(line).append("\n"));
    }
}

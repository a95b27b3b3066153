package io.penstock.planner.function;

import static io.penstock.planner.function.FunctionRow.aggregate;
import static io.penstock.planner.function.FunctionRow.scalar;

import com.google.common.collect.ImmutableList;

/** Functions of JSON, which is text that they understand. */
final class JsonFunctions {
    private JsonFunctions() {}

    static ImmutableList<CatalogueFunction> rows() {
        return FunctionRow.table(
                FunctionTopic.JSON,
                scalar("json_extract")
                        .form(
                                "(json json, path text) -> json?",
                                "CAST(json_extract($1, $2) AS VARCHAR)")
                        .form(
                                "(json json, index bigint) -> json?",
                                "CAST(json_extract($1, $2) AS VARCHAR)")
                        .says(
                                "What stands at a path, as JSON: $.name, $.list[0], or a name or"
                                        + " number alone.")
                        .example("json_extract('{\"a\": {\"b\": 1}}', '$.a')", "{\"b\":1}"),
                scalar("json_extract_string", "json_extract_path_text", "json_extract_scalar")
                        .form("(json json, path text) -> text?", "json_extract_string($1, $2)")
                        .form("(json json, index bigint) -> text?", "json_extract_string($1, $2)")
                        .says("What stands at a path, as plain text.")
                        .example("json_extract_string('{\"a\": \"x\"}', '$.a')", "x"),
                scalar("json_value")
                        .form("(json json, path text) -> text?", "json_value($1, $2)")
                        .says(
                                "The number, text or boolean at a path as plain text; NULL for"
                                        + " arrays and objects.")
                        .example("json_value('{\"a\": 12}', '$.a')", "12"),
                scalar("json_query")
                        .form(
                                "(json json, path text) -> json?",
                                "CAST(json_extract($1, $2) AS VARCHAR)")
                        .says("What stands at a path, as JSON.")
                        .example("json_query('{\"a\": [1, 2]}', '$.a')", "[1,2]"),
                scalar("json_exists")
                        .form("(json json, path text) -> boolean", "json_exists($1, $2)")
                        .says("Whether anything stands at a path.")
                        .example("json_exists('{\"a\": null}', '$.a')", "true"),
                scalar("json_extract_int", "json_extract_bigint")
                        .form(
                                "(json json, path text) -> bigint?",
                                "TRY_CAST(json_extract_string($1, $2) AS BIGINT)")
                        .says("The whole number at a path; NULL when there is none.")
                        .example("json_extract_int('{\"a\": 12}', '$.a')", "12"),
                scalar("json_extract_double", "json_extract_float")
                        .form(
                                "(json json, path text) -> double?",
                                "TRY_CAST(json_extract_string($1, $2) AS DOUBLE)")
                        .says("The number at a path; NULL when there is none.")
                        .example("json_extract_double('{\"a\": 1.5}', '$.a')", "1.5"),
                scalar("json_extract_bool")
                        .form(
                                "(json json, path text) -> boolean?",
                                "TRY_CAST(json_extract_string($1, $2) AS BOOLEAN)")
                        .says("The boolean at a path; NULL when there is none.")
                        .example("json_extract_bool('{\"a\": true}', '$.a')", "true"),
                scalar("json_extract_array")
                        .form(
                                "(json json, path text) -> json[]?",
                                "CAST(CAST(json_extract($1, $2) AS JSON[]) AS VARCHAR[])")
                        .says("The elements of the array at a path, each as JSON.")
                        .example(
                                "json_extract_array('{\"a\": [1, \"x\"]}', '$.a')", "[1, '\"x\"']"),
                scalar("json_array_elements_text", "json_extract_string_array")
                        .form(
                                "(json json, path text) -> text[]?",
                                "CAST(json_extract($1, $2) AS VARCHAR[])")
                        .says("The elements of the array at a path, each as plain text.")
                        .example(
                                "json_array_elements_text('{\"a\": [1, \"x\"]}', '$.a')", "[1, x]"),
                scalar("json_array_length", "json_length")
                        .form("(json json) -> bigint?", "CAST(json_array_length($1) AS BIGINT)")
                        .form(
                                "(json json, path text) -> bigint?",
                                "CAST(json_array_length($1, $2) AS BIGINT)")
                        .says("How many elements an array has.")
                        .example("json_array_length('[1, 2, 3]')", "3"),
                scalar("json_keys", "json_object_keys")
                        .form("(json json) -> text[]?", "json_keys($1)")
                        .form("(json json, path text) -> text[]?", "json_keys($1, $2)")
                        .says("An object's names.")
                        .example("json_keys('{\"a\": 1, \"b\": 2}')", "[a, b]"),
                scalar("json_type", "json_typeof")
                        .form("(json json) -> text", "json_type($1)")
                        .form("(json json, path text) -> text?", "json_type($1, $2)")
                        .says("OBJECT, ARRAY, VARCHAR, BIGINT, UBIGINT, DOUBLE, BOOLEAN or NULL.")
                        .example("json_type('[1]')", "ARRAY"),
                scalar("json_valid", "is_valid_json")
                        .form("(value text) -> boolean", "json_valid($1)")
                        .says("Whether a text is JSON.")
                        .example("json_valid('{a}')", "false"),
                scalar("json_contains")
                        .form("(json json, other json) -> boolean", "json_contains($1, $2)")
                        .says("Whether one JSON value has the other in it.")
                        .example("json_contains('{\"a\": [1, 2]}', '{\"a\": [2]}')", "true"),
                scalar("json", "parse_json")
                        .form("(value text) -> json", "CAST(json($1) AS VARCHAR)")
                        .says("A text taken as JSON, without its blanks; an error when it is not.")
                        .example("json('{\"a\": 1}')", "{\"a\":1}"),
                scalar("json_object", "json_build_object")
                        .form("(pair jsonable...) -> json!", "CAST(json_object($*) AS VARCHAR)")
                        .says("An object from names and values by turns.")
                        .example(
                                "json_object('a', 1, 'b', json_array(2, 'x'))",
                                "{\"a\":1,\"b\":[2,\"x\"]}"),
                scalar("json_array", "json_build_array")
                        .form("(value jsonable...) -> json!", "CAST(json_array($*) AS VARCHAR)")
                        .says("An array of values.")
                        .example("json_array(1, 'a', NULL)", "[1,\"a\",null]"),
                scalar("to_json", "to_jsonb", "array_to_json", "row_to_json")
                        .form("(value jsonable) -> json", "CAST(to_json($1) AS VARCHAR)")
                        .says("Any value as JSON.")
                        .example("to_json(ARRAY[1, 2])", "[1,2]")
                        .example("to_json('a')", "\"a\""),
                scalar("json_quote")
                        .form("(value jsonable) -> json", "CAST(json_quote($1) AS VARCHAR)")
                        .says("Any value as JSON.")
                        .example("json_quote('a')", "\"a\""),
                scalar("json_merge_patch")
                        .form(
                                "(json json, patch json) -> json~",
                                "CAST(json_merge_patch($1, $2) AS VARCHAR)")
                        .says("An object with the patch put over it by RFC 7396.")
                        .example(
                                "json_merge_patch('{\"a\": 1}', '{\"b\": 2}')",
                                "{\"a\":1,\"b\":2}"),
                scalar("json_set")
                        .form(
                                "(json json, path text, value jsonable) -> json",
                                "CAST(json_set($1, $2, to_json($3)) AS VARCHAR)")
                        .says("The JSON with a value put at a path.")
                        .example("json_set('{\"a\": 1}', '$.b', 2)", "{\"a\":1,\"b\":2}"),
                scalar("json_insert")
                        .form(
                                "(json json, path text, value jsonable) -> json",
                                "CAST(json_insert($1, $2, to_json($3)) AS VARCHAR)")
                        .says("The JSON with a value put at a path where nothing was.")
                        .example("json_insert('{\"a\": 1}', '$.b', 'x')", "{\"a\":1,\"b\":\"x\"}"),
                scalar("json_replace")
                        .form(
                                "(json json, path text, value jsonable) -> json",
                                "CAST(json_replace($1, $2, to_json($3)) AS VARCHAR)")
                        .says("The JSON with another value at a path where there was one.")
                        .example("json_replace('{\"a\": 1}', '$.a', 9)", "{\"a\":9}"),
                scalar("json_remove")
                        .form(
                                "(json json, path text) -> json",
                                "CAST(json_remove($1, $2) AS VARCHAR)")
                        .says("The JSON without what stands at a path.")
                        .example("json_remove('{\"a\": 1, \"b\": 2}', '$.a')", "{\"b\":2}"),
                scalar("json_strip_nulls")
                        .form("(json json) -> json", "CAST(json_strip_nulls($1) AS VARCHAR)")
                        .says("The JSON without members that are null.")
                        .example("json_strip_nulls('{\"a\": null, \"b\": 2}')", "{\"b\":2}"),
                scalar("json_pretty")
                        .form("(json json) -> text", "json_pretty($1)")
                        .says("The JSON on several lines.")
                        .example("json_pretty('[1]')", "[\n    1\n]"),
                scalar("json_structure")
                        .form("(json json) -> json", "CAST(json_structure($1) AS VARCHAR)")
                        .says("The types in the JSON.")
                        .example("json_structure('{\"a\": 1}')", "{\"a\":\"UBIGINT\"}"),
                aggregate("json_group_array", "json_agg", "json_arrayagg")
                        .form(
                                "(value jsonable) -> json!",
                                "CAST('[' || coalesce(string_agg(CAST(coalesce(to_json($1),"
                                        + " CAST('null' AS JSON)) AS VARCHAR), ',')@, '') || ']' AS"
                                        + " VARCHAR)")
                        .says("All values as one array.")
                        .example("json_group_array(x) FROM (VALUES (1), (2)) AS t(x)", "[1,2]"),
                aggregate("json_group_object", "json_object_agg", "json_objectagg")
                        .form(
                                "(name text, value jsonable) -> json!",
                                "CAST('{' || coalesce(string_agg(CAST(to_json($1) AS VARCHAR) ||"
                                    + " ':' || CAST(coalesce(to_json($2), CAST('null' AS JSON)) AS"
                                    + " VARCHAR), ',')@, '') || '}' AS VARCHAR)")
                        .says("All names and values as one object.")
                        .example(
                                "json_group_object(k, x) FROM (VALUES ('a', 1)) AS t(k, x)",
                                "{\"a\":1}"));
    }
}

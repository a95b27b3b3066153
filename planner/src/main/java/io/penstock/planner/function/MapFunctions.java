package io.penstock.planner.function;

import static io.penstock.planner.function.FunctionRow.scalar;

import com.google.common.collect.ImmutableList;

/** Functions of maps and structs. */
final class MapFunctions {
    private MapFunctions() {}

    static ImmutableList<CatalogueFunction> rows() {
        return FunctionRow.table(
                FunctionTopic.MAP,
                scalar("map_keys")
                        .form("(value map(K,V)) -> K[]")
                        .says("A map's keys.")
                        .example("map_keys(MAP['a', 1, 'b', 2])", "[a, b]"),
                scalar("map_values")
                        .form("(value map(K,V)) -> V[]")
                        .says("A map's values.")
                        .example("map_values(MAP['a', 1, 'b', 2])", "[1, 2]"),
                scalar("map_extract_value", "map_get")
                        .form("(value map(K,V), key K) -> V?", "map_extract_value($1, $2)")
                        .says("The value of a key; NULL when it has none.")
                        .example("map_extract_value(MAP['a', 1], 'a')", "1"),
                scalar("map_contains", "map_contains_key")
                        .form("(value map(K,V), key K) -> boolean", "map_contains($1, $2)")
                        .says("Whether a map has a key.")
                        .example("map_contains(MAP['a', 1], 'b')", "false"),
                scalar("map_contains_value")
                        .form(
                                "(value map(K,V), element V) -> boolean",
                                "map_contains_value($1, $2)")
                        .says("Whether a map has a value.")
                        .example("map_contains_value(MAP['a', 1], 1)", "true"),
                scalar("map_size")
                        .form("(value map(K,V)) -> bigint", "CAST(cardinality($1) AS BIGINT)")
                        .says("How many keys a map has.")
                        .example("map_size(MAP['a', 1])", "1"),
                scalar("map_concat")
                        .form("(one map(K,V), other map(K,V)) -> map(K,V)~", "map_concat($1, $2)")
                        .says("The entries of both maps; the second wins.")
                        .example("map_concat(MAP['a', 1], MAP['b', 2])", "{a=1, b=2}"),
                scalar("map_from_arrays", "map")
                        .form("(keys K[], values V[]) -> map(K,V)", "map($1, $2)")
                        .says("A map from an array of keys and one of values.")
                        .example("map_from_arrays(ARRAY['a', 'b'], ARRAY[1, 2])", "{a=1, b=2}"));
    }
}

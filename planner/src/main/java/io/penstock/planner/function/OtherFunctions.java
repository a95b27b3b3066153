package io.penstock.planner.function;

import static io.penstock.planner.function.FunctionRow.scalar;

import com.google.common.collect.ImmutableList;

/** What fits nowhere else. */
final class OtherFunctions {
    private OtherFunctions() {}

    static ImmutableList<CatalogueFunction> rows() {
        return FunctionRow.table(
                FunctionTopic.OTHER,
                scalar("gen_random_uuid", "uuid", "uuidv4", "generate_uuid")
                        .form("() -> uuid!", "gen_random_uuid()")
                        .isVolatile()
                        .says("A random UUID, another one for each row.")
                        .example("length(CAST(gen_random_uuid() AS VARCHAR))", "36"),
                scalar("uuidv7")
                        .form("() -> uuid!")
                        .isVolatile()
                        .says("A UUID that grows with time.")
                        .example("length(CAST(uuidv7() AS VARCHAR))", "36"),
                scalar("uuid_extract_timestamp")
                        .form("(value uuid) -> timestamptz?")
                        .says("When a version 7 UUID was made.")
                        .example(
                                "uuid_extract_timestamp('018f8581-d4c4-7000-8000-000000000000')",
                                "2024-05-17 07:43:49.444+00"),
                scalar("typeof", "pg_typeof")
                        .form("(value any) -> text!", "typeof($1)")
                        .says("The engine's name of a value's type.")
                        .example("typeof(1)", "INTEGER"));
    }
}

package io.penstock.planner.function;

import static io.penstock.planner.function.FunctionRow.scalar;

import com.google.common.collect.ImmutableList;

/** Regular expressions, in RE2's language: their time grows with the text and no faster. */
final class RegexFunctions {
    private RegexFunctions() {}

    static ImmutableList<CatalogueFunction> rows() {
        return FunctionRow.table(
                FunctionTopic.REGEX,
                scalar("regexp_matches", "regexp_like")
                        .form(
                                "(value text, pattern text, [flags =text]) -> boolean",
                                "regexp_matches($*)")
                        .says("Whether a pattern is found anywhere; flag i minds no case.")
                        .example("regexp_matches('Gate 12', '[0-9]+')", "true")
                        .example("regexp_matches('Gate 12', 'GATE', 'i')", "true"),
                scalar("regexp_full_match")
                        .form("(value text, pattern text, [flags =text]) -> boolean")
                        .says("Whether the whole text matches.")
                        .example("regexp_full_match('Gate 12', '[0-9]+')", "false"),
                scalar("regexp_extract", "regexp_substr")
                        .form(
                                "(value text, pattern text, [group =int]) -> text",
                                "regexp_extract($*)")
                        .says("The first match, or a group of it; empty when nothing matches.")
                        .example("regexp_extract('Gate 12', '([A-Z])\\w+ ([0-9]+)', 2)", "12"),
                scalar("regexp_extract_all")
                        .form("(value text, pattern text, [group =int]) -> text[]")
                        .says("All matches, or a group of each.")
                        .example("regexp_extract_all('a1b22', '[0-9]+')", "[1, 22]"),
                scalar("regexp_replace")
                        .form(
                                "(value text, pattern text, replacement text, [flags =text]) ->"
                                        + " text",
                                "regexp_replace(%s, $2*)"
                                        .formatted(
                                                Guard.joined(
                                                        "regexp_replace()",
                                                        "$1",
                                                        "(strlen($1) + 1)::DOUBLE * (strlen($3) +"
                                                                + " 1)")))
                        .says(
                                "The text with the first match replaced, with flag g all matches;"
                                        + " \\1 stands for the first group.")
                        .example("regexp_replace('a1b2', '[0-9]', '#')", "a#b2")
                        .example("regexp_replace('a1b2', '[0-9]', '#', 'g')", "a#b#"),
                scalar("regexp_split_to_array", "string_split_regex", "str_split_regex")
                        .form(
                                "(value text, pattern text, [flags =text]) -> text[]~",
                                "regexp_split_to_array($*)")
                        .says("The pieces of a text between matches.")
                        .example("regexp_split_to_array('a, b;c', '[,;] ?')", "[a, b, c]"),
                scalar("regexp_count")
                        .form(
                                "(value text, pattern text) -> bigint",
                                "length(regexp_extract_all($1, $2))")
                        .says("How many matches there are.")
                        .example("regexp_count('a1b22', '[0-9]+')", "2"),
                scalar("regexp_escape")
                        .form("(value text) -> text")
                        .says("A pattern that matches exactly this text.")
                        .example("regexp_escape('a.b')", "a\\.b"));
    }
}

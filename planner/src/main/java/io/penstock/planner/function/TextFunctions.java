package io.penstock.planner.function;

import static io.penstock.planner.function.FunctionRow.scalar;

import com.google.common.collect.ImmutableList;

import java.util.List;
import java.util.stream.Collectors;

/** Functions of text. */
final class TextFunctions {
    private TextFunctions() {}

    static ImmutableList<CatalogueFunction> rows() {
        return ImmutableList.<CatalogueFunction>builder()
                .addAll(letters())
                .addAll(pieces())
                .addAll(makers())
                .addAll(comparisons())
                .build();
    }

    private static ImmutableList<CatalogueFunction> letters() {
        return FunctionRow.table(
                FunctionTopic.TEXT,
                scalar("upper", "ucase")
                        .form("(value text) -> text")
                        .says("The text in upper case.")
                        .example("upper('Lima')", "LIMA"),
                scalar("lower", "lcase")
                        .form("(value text) -> text")
                        .says("The text in lower case.")
                        .example("lower('Lima')", "lima"),
                scalar("initcap")
                        .form(
                                "(value text) -> text",
                                "array_to_string(list_transform(regexp_extract_all($1,"
                                        + " '[\\pL\\pN]+|[^\\pL\\pN]+'), lambda w: upper(w[1]) ||"
                                        + " lower(w[2:])), '')")
                        .says("Every word with a capital first letter, the rest in lower case.")
                        .example("initcap('new YORK city')", "New York City"),
                scalar("length", "len", "char_length", "character_length")
                        .form("(value text) -> bigint", "length($1)")
                        .form("(value T[]) -> bigint", "length($1)")
                        .says("How many characters a text or elements an array has.")
                        .example("length('Łódź')", "4")
                        .example("length(ARRAY[1, 2, 3])", "3"),
                scalar("octet_length", "strlen")
                        .form("(value text) -> bigint", "strlen($1)")
                        .form("(value blob) -> bigint", "octet_length($1)")
                        .says("How many bytes a text has in UTF-8, or a blob.")
                        .example("octet_length('Łódź')", "7"),
                scalar("bit_length")
                        .form("(value text) -> bigint")
                        .says("How many bits a text has in UTF-8.")
                        .example("bit_length('abc')", "24"),
                scalar("length_grapheme")
                        .form("(value text) -> bigint")
                        .says("How many characters a reader sees: an accent belongs to its letter.")
                        .example("length_grapheme('añb')", "3"),
                scalar("ascii")
                        .form("(value text) -> int")
                        .says("The number of the first character.")
                        .example("ascii('A')", "65"),
                scalar("unicode", "ord")
                        .form("(value text) -> int", "unicode($1)")
                        .says("The Unicode number of the first character; -1 of an empty text.")
                        .example("unicode('é')", "233"),
                scalar("chr", "char")
                        .form("(code int) -> text", "chr($1)")
                        .says("The character with this Unicode number.")
                        .example("chr(233)", "é"),
                scalar("reverse")
                        .form("(value text) -> text")
                        .says("The text from its end to its start.")
                        .example("reverse('abc')", "cba"),
                scalar("strip_accents", "unaccent")
                        .form("(value text) -> text", "strip_accents($1)")
                        .says("The text without accents.")
                        .example("strip_accents('Málaga')", "Malaga"),
                scalar("nfc_normalize")
                        .form("(value text) -> text")
                        .says("The text in Unicode's normal form C.")
                        .example("nfc_normalize('ardèch')", "ardèch"));
    }

    private static ImmutableList<CatalogueFunction> pieces() {
        return FunctionRow.table(
                FunctionTopic.TEXT,
                scalar("left")
                        .form("(value text, count bigint) -> text")
                        .says("The first characters; a negative count leaves out the last ones.")
                        .example("left('Chicago', 3)", "Chi")
                        .example("left('Chicago', -2)", "Chica"),
                scalar("right")
                        .form("(value text, count bigint) -> text")
                        .says("The last characters; a negative count leaves out the first ones.")
                        .example("right('Chicago', 3)", "ago"),
                scalar("left_grapheme")
                        .form("(value text, count bigint) -> text")
                        .says("The first characters as a reader counts them.")
                        .example("left_grapheme('añb', 2)", "añ"),
                scalar("right_grapheme")
                        .form("(value text, count bigint) -> text")
                        .says("The last characters as a reader counts them.")
                        .example("right_grapheme('añb', 2)", "ñb"),
                scalar("substr", "mid")
                        .form("(value text, start bigint, [length bigint]) -> text", "substr($*)")
                        .says("A piece of a text, from a place counted from 1.")
                        .example("substr('Chicago', 2, 3)", "hic")
                        .example("substr('Chicago', 5)", "ago"),
                scalar("substring_grapheme")
                        .form("(value text, start bigint, [length bigint]) -> text")
                        .says("A piece of a text, counted as a reader counts characters.")
                        .example("substring_grapheme('añb', 2, 1)", "ñ"),
                scalar("substring_index")
                        .form(
                                "(value text, separator text, count bigint) -> text~",
                                "CASE WHEN $3 >= 0 THEN array_to_string(string_split($1,"
                                        + " $2)[1:$3], $2) ELSE array_to_string(string_split($1,"
                                        + " $2)[$3:], $2) END")
                        .says(
                                "What stands before the separator's n-th place; with a negative"
                                        + " count, what stands behind, counted from the end.")
                        .example("substring_index('a.b.c', '.', 2)", "a.b")
                        .example("substring_index('a.b.c', '.', -1)", "c"),
                scalar("ltrim")
                        .form("(value text, [characters text]) -> text")
                        .says("The text without blanks, or these characters, at its start.")
                        .example("ltrim('  ab')", "ab")
                        .example("ltrim('xxab', 'x')", "ab"),
                scalar("rtrim")
                        .form("(value text, [characters text]) -> text")
                        .says("The text without blanks, or these characters, at its end.")
                        .example("rtrim('abxx', 'x')", "ab"),
                scalar("btrim")
                        .form("(value text, [characters text]) -> text", "trim($*)")
                        .says("The text without blanks, or these characters, at both ends.")
                        .example("btrim('xxabxx', 'x')", "ab"),
                scalar("split_part")
                        .form("(value text, separator text, index bigint) -> text")
                        .says(
                                "The n-th piece of a text, counted from 1; a negative number counts"
                                        + " from the end, and a piece that is not there is empty.")
                        .example("split_part('2024-05-17', '-', 2)", "05")
                        .example("split_part('a,b', ',', 5)", ""),
                scalar("string_split", "split", "string_to_array", "str_split")
                        .form("(value text, separator text) -> text[]~", "string_split($*)")
                        .says("The pieces of a text between separators.")
                        .example("string_split('a,b,c', ',')", "[a, b, c]"),
                scalar("strpos", "instr")
                        .form("(value text, piece text) -> bigint", "strpos($1, $2)")
                        .says("Where a piece starts in a text, from 1; 0 when it is not there.")
                        .example("strpos('Chicago', 'ca')", "4"),
                scalar("locate")
                        .form("(piece text, value text) -> bigint", "strpos($2, $1)")
                        .says("Where a piece starts in a text, from 1; 0 when it is not there.")
                        .example("locate('ca', 'Chicago')", "4"),
                scalar("starts_with", "startswith", "prefix")
                        .form("(value text, start text) -> boolean", "starts_with($1, $2)")
                        .says("Whether a text starts so.")
                        .example("starts_with('Chicago', 'Chi')", "true"),
                scalar("ends_with", "endswith", "suffix")
                        .form("(value text, end text) -> boolean", "ends_with($1, $2)")
                        .says("Whether a text ends so.")
                        .example("ends_with('Chicago', 'go')", "true"),
                scalar("contains")
                        .form("(value text, piece text) -> boolean")
                        .form("(value T[], element T) -> boolean")
                        .form("(value map(K,V), key K) -> boolean")
                        .says("Whether a text has a piece, an array an element, a map a key.")
                        .example("contains('Chicago', 'cag')", "true")
                        .example("contains(ARRAY[1, 2], 3)", "false"),
                scalar("parse_filename")
                        .form("(path text) -> text")
                        .says("The last name of a path.")
                        .example("parse_filename('a/b/c.csv')", "c.csv"),
                scalar("parse_dirname")
                        .form("(path text) -> text")
                        .says("The first folder of a path.")
                        .example("parse_dirname('a/b/c.csv')", "a"),
                scalar("parse_dirpath")
                        .form("(path text) -> text")
                        .says("A path without its last name.")
                        .example("parse_dirpath('a/b/c.csv')", "a/b"),
                scalar("parse_path")
                        .form("(path text) -> text[]")
                        .says("The names of a path.")
                        .example("parse_path('a/b/c.csv')", "[a, b, c.csv]"));
    }

    private static ImmutableList<CatalogueFunction> makers() {
        return FunctionRow.table(
                FunctionTopic.TEXT,
                scalar("concat")
                        .form("(value plain...) -> text!", TextFunctions::concat)
                        .says("All values as one text; NULLs are left out.")
                        .example("concat('a', NULL, 1)", "a1"),
                scalar("concat_ws")
                        .form("(separator text, value plain...) -> text~", TextFunctions::concatWs)
                        .says("All values as one text with a separator; NULLs are left out.")
                        .example("concat_ws('-', 'a', NULL, 'b')", "a-b"),
                scalar("repeat", "replicate")
                        .form(
                                "(value text, times bigint) -> text",
                                "repeat($1, %s)"
                                        .formatted(
                                                Guard.text(
                                                        "repeat()",
                                                        "$2",
                                                        "greatest(strlen($1), 1)::DOUBLE * $2")))
                        .says("The text so many times.")
                        .example("repeat('ab', 3)", "ababab"),
                scalar("space")
                        .form(
                                "(count bigint) -> text",
                                "repeat(' ', %s)".formatted(Guard.text("space()", "$1", "$1")))
                        .says("So many blanks.")
                        .example("'[' || space(3) || ']'", "[   ]"),
                scalar("lpad")
                        .form("(value text, length bigint) -> text", pad("lpad", "' '"))
                        .form("(value text, length bigint, filler text) -> text", pad("lpad", "$3"))
                        .says("The text filled up at its start, or cut, to this length.")
                        .example("lpad('7', 3, '0')", "007")
                        .example("lpad('abc', 2)", "ab"),
                scalar("rpad")
                        .form("(value text, length bigint) -> text", pad("rpad", "' '"))
                        .form("(value text, length bigint, filler text) -> text", pad("rpad", "$3"))
                        .says("The text filled up at its end, or cut, to this length.")
                        .example("rpad('7', 3, '.')", "7.."),
                scalar("replace")
                        .form(
                                "(value text, old text, new text) -> text",
                                "replace(%s, $2, $3)"
                                        .formatted(
                                                Guard.joined(
                                                        "replace()",
                                                        "$1",
                                                        "strlen($1)::DOUBLE + strlen($1)::DOUBLE /"
                                                                + " greatest(strlen($2), 1) *"
                                                                + " strlen($3)")))
                        .says("The text with one piece replaced by another everywhere.")
                        .example("replace('a-b-c', '-', '+')", "a+b+c"),
                scalar("translate")
                        .form("(value text, from text, to text) -> text")
                        .says(
                                "The text with each character of one list replaced by the one at"
                                        + " the same place of the other; those without one go.")
                        .example("translate('abcd', 'abc', 'xy')", "xyd"),
                scalar("printf")
                        .form("(format text, value plain...) -> text", format("printf"))
                        .says("Values put into a text at %d, %s, %.2f and so on.")
                        .example("printf('%s: %d', 'gate', 7)", "gate: 7"),
                scalar("format")
                        .form("(format text, value plain...) -> text", format("format"))
                        .says("Values put into a text at {} or {:.2f} and so on.")
                        .example("format('{}: {}', 'gate', 7)", "gate: 7"),
                scalar("bar")
                        .form(
                                "(value double, least double, greatest double, [width double]) ->"
                                        + " text",
                                arguments ->
                                        new Template(
                                                        arguments.size() < 4
                                                                ? "bar($1, $2, $3)"
                                                                : "bar($1, $2, $3, %s)"
                                                                        .formatted(
                                                                                Guard.text(
                                                                                        "bar()",
                                                                                        "$4",
                                                                                        "$4 * 3")))
                                                .fill(arguments, "VARCHAR"))
                        .says("A bar as long as a value between two ends, 80 characters at most.")
                        .example("bar(5, 0, 10, 4)", "██  "),
                scalar("format_bytes", "pg_size_pretty")
                        .form("(bytes bigint) -> text", "format_bytes($1)")
                        .says("A number of bytes for people.")
                        .example("format_bytes(16384)", "16.0 KiB"));
    }

    private static ImmutableList<CatalogueFunction> comparisons() {
        return FunctionRow.table(
                FunctionTopic.TEXT,
                scalar("levenshtein", "editdist3")
                        .form(
                                "(one text, other text) -> bigint",
                                "levenshtein($1, %s)".formatted(distance("levenshtein()")))
                        .says("How many letters must change, come or go to make one the other.")
                        .example("levenshtein('duck', 'dock')", "1"),
                scalar("damerau_levenshtein")
                        .form(
                                "(one text, other text) -> bigint",
                                "damerau_levenshtein($1, %s)"
                                        .formatted(distance("damerau_levenshtein()")))
                        .says("The same, and two neighbours may also change places.")
                        .example("damerau_levenshtein('abdc', 'abcd')", "1"),
                scalar("hamming", "mismatches")
                        .form("(one text, other text) -> bigint", "hamming($1, $2)")
                        .says("At how many places two texts of one length differ.")
                        .example("hamming('duck', 'luck')", "1"),
                scalar("jaccard")
                        .form("(one text, other text) -> double", "jaccard($1, $2)")
                        .says("How alike the letters of two texts are, 0 to 1.")
                        .example("jaccard('duck', 'luck')", "0.6"),
                scalar("jaro_similarity")
                        .form(
                                "(one text, other text) -> double",
                                "jaro_similarity($1, %s)".formatted(distance("jaro_similarity()")))
                        .says("How alike two texts are by Jaro's measure, 0 to 1.")
                        .example("jaro_similarity('duck', 'duck')", "1.0"),
                scalar("jaro_winkler_similarity")
                        .form(
                                "(one text, other text) -> double",
                                "jaro_winkler_similarity($1, %s)"
                                        .formatted(distance("jaro_winkler_similarity()")))
                        .says("The same, and an equal start counts more.")
                        .example("jaro_winkler_similarity('duck', 'duck')", "1.0"));
    }

    private static String pad(String function, String filler) {
        String length =
                Guard.text(
                        function + "()",
                        "$2",
                        "$2::DOUBLE * greatest(strlen(%s), 1)".formatted(filler));
        return "%s($1, CAST(%s AS INTEGER), %s)".formatted(function, length, filler);
    }

    private static String distance(String function) {
        return Guard.steps(function, "$2", "strlen($1)::DOUBLE * strlen($2)");
    }

    /**
     * A width in a format can be long, and can itself be an argument; it is bounded before the
     * format is used.
     */
    private static String format(String function) {
        return "%s(CASE WHEN strlen($1) > 10000 OR regexp_matches(replace($1, '{{', ''), '[0-9]{5}|%%[^a-zA-Z%%]*\\*|\\{[^}]*\\{') THEN error('%s %s() takes widths of at most 4 digits, as digits, in a format of at most 10,000 bytes') ELSE $1 END, $2*)"
                .formatted(function, Guard.MARK, function);
    }

    private static String concat(List<String> values) {
        ImmutableList<String> texts =
                values.stream()
                        .map(
                                value ->
                                        value.startsWith("'") && PrintedText.isConstant(value)
                                                ? value
                                                : "coalesce(CAST(%s AS VARCHAR), '')"
                                                        .formatted(value))
                        .collect(ImmutableList.toImmutableList());
        return texts.size() == 1 ? texts.get(0) : Guard.concat(texts);
    }

    private static String concatWs(List<String> arguments) {
        return Template.once(
                arguments,
                places -> {
                    String separator = places.get(0);
                    List<String> values = places.subList(1, places.size());
                    String bytes =
                            values.stream()
                                    .map(
                                            value ->
                                                    "coalesce(strlen(CAST(%s AS VARCHAR)), 0)"
                                                            .formatted(value))
                                    .collect(Collectors.joining(" + "));
                    String guarded =
                            Guard.joined(
                                    "concat_ws()",
                                    separator,
                                    "%s + strlen(%s)::DOUBLE * %d"
                                            .formatted(bytes, separator, values.size()));
                    return "concat_ws(%s, %s)".formatted(guarded, String.join(", ", values));
                });
    }
}

package io.penstock.planner.function;

import static io.penstock.planner.function.FunctionRow.scalar;

import com.google.common.collect.ImmutableList;

/** Hashes and encodings. */
final class HashFunctions {
    private HashFunctions() {}

    static ImmutableList<CatalogueFunction> rows() {
        return FunctionRow.table(
                FunctionTopic.HASH,
                scalar("md5")
                        .form("(value text) -> text", "md5($1)")
                        .form("(value blob) -> text", "md5($1)")
                        .says("The MD5 hash in hexadecimal.")
                        .example("md5('abc')", "900150983cd24fb0d6963f7d28e17f72"),
                scalar("sha1")
                        .form("(value text) -> text", "sha1($1)")
                        .form("(value blob) -> text", "sha1($1)")
                        .says("The SHA-1 hash in hexadecimal.")
                        .example("sha1('abc')", "a9993e364706816aba3e25717850c26c9cd0d89d"),
                scalar("sha256")
                        .form("(value text) -> text", "sha256($1)")
                        .form("(value blob) -> text", "sha256($1)")
                        .says("The SHA-256 hash in hexadecimal.")
                        .example(
                                "sha256('abc')",
                                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
                scalar("hex", "to_hex")
                        .form("(value integer) -> text", "hex(CAST($1 AS BIGINT))")
                        .form("(value text) -> text", "hex($1)")
                        .form("(value blob) -> text", "hex($1)")
                        .says("Bytes or a number in hexadecimal.")
                        .example("hex('abc')", "616263")
                        .example("hex(255)", "FF"),
                scalar("unhex", "from_hex")
                        .form("(value text) -> blob", "unhex($1)")
                        .says("The bytes of hexadecimal text.")
                        .example("decode(unhex('616263'))", "abc"),
                scalar("base64", "to_base64")
                        .form("(value blob) -> text", "base64($1)")
                        .form("(value text) -> text", "base64(encode($1))")
                        .says("Bytes, or a text in UTF-8, in base 64.")
                        .example("base64('abc')", "YWJj"),
                scalar("from_base64")
                        .form("(value text) -> blob", "from_base64($1)")
                        .says("The bytes of base 64.")
                        .example("decode(from_base64('YWJj'))", "abc"),
                scalar("encode")
                        .form("(value text) -> blob")
                        .says("The bytes of a text in UTF-8.")
                        .example("octet_length(encode('é'))", "2"),
                scalar("decode")
                        .form("(value blob) -> text")
                        .says("The text that bytes are in UTF-8; an error when they are not.")
                        .example("decode(encode('é'))", "é"),
                scalar("url_encode")
                        .form("(value text) -> text")
                        .says("The text as it may stand in a URL.")
                        .example("url_encode('a b')", "a%20b"),
                scalar("url_decode")
                        .form("(value text) -> text")
                        .says("The text of a piece of a URL.")
                        .example("url_decode('a%20b')", "a b"),
                scalar("hash")
                        .form("(value any...) -> ubigint!")
                        .says(
                                "A number for any values, equal for equal values; it may change"
                                        + " between versions.")
                        .example("hash('a') = hash('a')", "true"));
    }
}

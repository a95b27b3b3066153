package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;

/** Texts that a caller would pass to leave the place where a template puts a value. */
public final class Payloads {
    /** The seed of the random ones; {@code -Dpayload.seed=..} tries others. */
    static final long SEED = Long.getLong("payload.seed", 20_260_401L);

    private static final int COUNT = 3_200;

    /** Each closes, opens or ends something in some language that the text passes. */
    private static final ImmutableList<String> HOSTILE =
            ImmutableList.of(
                    // Quotes of SQL, and what looks like them.
                    "'",
                    "''",
                    "'''",
                    "\"",
                    "\"\"",
                    "`",
                    "' OR '1'='1",
                    "' OR 1=1 --",
                    "\") OR (1=1",
                    "') OR ('1'='1",
                    "`; x `",
                    "x' || (SELECT 1) || 'x",
                    "\u2019 OR 1=1 --",
                    "\u02bc OR 1=1",
                    "\uff07 OR 1=1",
                    "\u2032",
                    "\u201c",
                    "\u00b4",
                    // Backslashes, and escapes that some dialects know.
                    "\\",
                    "\\'",
                    "\\\\'",
                    "\\'; SELECT 1 --",
                    "E'\\''",
                    "U&'\\0027'",
                    "x'27'",
                    "0x27",
                    "%27",
                    "&#39;",
                    "\\u0027",
                    "\\x27",
                    "CHR(39)",
                    // Dollar quotes, and marks of other drivers.
                    "$$",
                    "$$; SELECT 1; $$",
                    "$tag$ x $tag$",
                    "?",
                    "??",
                    "? OR ?",
                    "?1",
                    "$1",
                    ":name",
                    "@x",
                    "%s",
                    "%(p)s",
                    "{0}",
                    "#{x}",
                    "${x}",
                    // Comments.
                    "--",
                    "-- \n",
                    "--\r",
                    "#",
                    "/*",
                    "*/",
                    "/* ' */",
                    "/*! SELECT 1 */",
                    "*/ OR 1=1 /*",
                    "/* /* */",
                    "//",
                    // Ends of statements, and statements.
                    ";",
                    "; DROP TABLE orders",
                    "'; DROP TABLE orders; --",
                    "1; ATTACH 'x' AS y",
                    "\nGO\n",
                    "\\g",
                    "); COMMIT; --",
                    "; PRAGMA database_list",
                    "SELECT 1",
                    "1 UNION SELECT * FROM secrets",
                    "x UNION ALL SELECT table_name FROM information_schema.tables",
                    "1) UNION (SELECT 1",
                    // Pieces of expressions.
                    "1 OR 1=1",
                    "1) OR (1=1",
                    "NULL",
                    "NULL) OR TRUE OR (NULL",
                    "TRUE",
                    "DEFAULT",
                    "CURRENT_USER",
                    "now()",
                    "ARRAY[1]",
                    "[1, 2]",
                    "(SELECT 1)",
                    "(1,2)",
                    "),(",
                    "a,b'),(c",
                    "id",
                    "\"id\"",
                    "orders.id",
                    "*",
                    "id, *",
                    "id DESC",
                    "id) DESC --",
                    "1=1",
                    "x IN (1)",
                    "CAST(1 AS INT)",
                    "1::INT",
                    "INTERVAL '1' DAY",
                    "CASE WHEN 1=1 THEN 1 END",
                    "ALL",
                    "1 OFFSET 5",
                    "+1",
                    "- -1",
                    "1e999",
                    "1e5",
                    "0b1",
                    "1_000",
                    "NaN",
                    "Infinity",
                    "-0",
                    // The template language.
                    "{{ p }}",
                    "{{ error('x') }}",
                    "}} {{ tb_secret('x') }} {{",
                    "{% if 1 %}",
                    "{% end %}",
                    "%} x {%",
                    "{# x #}",
                    "{{!",
                    "{% set x = 1 %}",
                    "{{ '' }}",
                    "{{ py_name(0) }}",
                    "{% include 'x' %}",
                    "p",
                    "self",
                    "__class__",
                    "$any",
                    "\"$none\"",
                    // Right values of each type, and what may follow them.
                    "1",
                    "-1",
                    "1.5",
                    "255",
                    "18446744073709551615",
                    "99999999999999999999999999999999999999",
                    "true",
                    "False",
                    "2024-02-29",
                    "20240229",
                    "2024-02-29' --",
                    "2024-02-29 10:11:12",
                    "2024-02-29 10:11:12.123456",
                    "2024-02-29T10:11:12Z",
                    "2024-02-29 10:11:12'; x",
                    "123e4567-e89b-12d3-a456-426614174000",
                    "123e4567-e89b-12d3-a456-426614174000'",
                    "1,2,3",
                    "1,2,'",
                    "2024-02-29,2024-03-01",
                    ",",
                    ",,,",
                    "[]",
                    "{}",
                    "[{\"k\": \"'\"}]",
                    "{\"k\": [1, \"x\"]}",
                    "{\"' OR 1=1\": 1}",
                    "[\"\\u0000\"]",
                    "\"'\"",
                    // Characters.
                    "",
                    " ",
                    "\u0000",
                    "\u0000'",
                    "a\u0000b",
                    "\ud83d",
                    "\ude00'",
                    "'\ud83d\ude00'",
                    "[\"\ud83d\"]",
                    "\r\n",
                    "\n",
                    "\u2028",
                    "\u0085",
                    "\t",
                    "\u000b",
                    "\u001a",
                    "\u001b[1m",
                    "\b",
                    "\u007f",
                    "\u00a0",
                    "\u200b",
                    "\u202e'",
                    "\ufeff",
                    "\uffff",
                    "\u0661",
                    "\uff11",
                    "\u00bd",
                    "\u2070",
                    "\u0130",
                    "\u00df",
                    "\u1e9e",
                    "\ufb01",
                    "e\u0301",
                    "\uff1b",
                    "\uff0d\uff0d",
                    "\u0000\u0000\u0000\u0000");

    private static final ImmutableList<String> GLUE =
            ImmutableList.of(
                    "", " ", "\n", "\t", ",", ";", "'", "\"", "\\", ")", "(", "--", "/*", "*/",
                    "}}", "%}", "?", "\u0000", "\u00a0", "|| ");

    private Payloads() {}

    /** All of them, each once; the same ones for the same seed. */
    static ImmutableList<String> all() {
        Random random = new Random(SEED);
        Set<String> payloads = new LinkedHashSet<>(HOSTILE);
        for (String hostile : HOSTILE) {
            payloads.add("x" + hostile);
            payloads.add("1" + hostile);
            payloads.add(hostile + "," + hostile);
        }
        payloads.addAll(longOnes());
        while (payloads.size() < COUNT) {
            payloads.add(random.nextInt(4) == 0 ? noise(random) : mixture(random));
        }
        return ImmutableList.copyOf(payloads);
    }

    /** Those of {@link #all} that a person made up. */
    public static ImmutableSet<String> hostile() {
        return ImmutableSet.copyOf(HOSTILE);
    }

    private static ImmutableList<String> longOnes() {
        return ImmutableList.of(
                "'".repeat(40_000),
                "'".repeat(30_000),
                "x".repeat(32_768),
                "x".repeat(32_769),
                "(".repeat(5_000),
                "1,".repeat(3_000),
                "1,".repeat(300) + "1",
                "',".repeat(250),
                "[".repeat(2_000),
                "9".repeat(3_000),
                "\ud83d\ude00".repeat(8_192),
                "/*".repeat(10_000),
                "{{".repeat(10_000));
    }

    private static String mixture(Random random) {
        StringBuilder payload = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            payload.append(HOSTILE.get(random.nextInt(HOSTILE.size())));
            payload.append(GLUE.get(random.nextInt(GLUE.size())));
        }
        return payload.toString();
    }

    /** Any characters, half pairs among them. */
    private static String noise(Random random) {
        StringBuilder payload = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            payload.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
            payload.append("'\"\\-;,".charAt(random.nextInt(6)));
        }
        return payload.toString();
    }
}

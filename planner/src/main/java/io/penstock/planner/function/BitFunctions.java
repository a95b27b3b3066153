package io.penstock.planner.function;

import static io.penstock.planner.function.FunctionRow.scalar;

import com.google.common.collect.ImmutableList;

/** Functions of the bits of whole numbers. */
final class BitFunctions {
    private BitFunctions() {}

    static ImmutableList<CatalogueFunction> rows() {
        return FunctionRow.table(
                FunctionTopic.BIT,
                scalar("bit_count", "bitcount")
                        .form("(value integer) -> int", "CAST(bit_count($1) AS INTEGER)")
                        .says("How many bits are set.")
                        .example("bit_count(7)", "3"),
                scalar("bitand", "bitwise_and")
                        .form("(one I, other I) -> I", "($1 & $2)")
                        .says("Bits set in both.")
                        .example("bitand(12, 10)", "8"),
                scalar("bitor", "bitwise_or")
                        .form("(one I, other I) -> I", "($1 | $2)")
                        .says("Bits set in any.")
                        .example("bitor(12, 10)", "14"),
                scalar("xor", "bitxor", "bitwise_xor")
                        .form("(one I, other I) -> I", "xor($1, $2)")
                        .says("Bits set in one only.")
                        .example("xor(12, 10)", "6"),
                scalar("bitnot", "bitwise_not")
                        .form("(value I) -> I", "(~$1)")
                        .says("All bits the other way.")
                        .example("bitnot(5)", "-6"),
                scalar("shiftleft", "bit_shift_left", "leftshift")
                        .form("(value bigint, bits int) -> bigint", "(CAST($1 AS BIGINT) << $2)")
                        .says("Bits moved to the left; an error when they fall out.")
                        .example("shiftleft(1, 4)", "16"),
                scalar("shiftright", "bit_shift_right", "rightshift")
                        .form("(value bigint, bits int) -> bigint", "(CAST($1 AS BIGINT) >> $2)")
                        .says("Bits moved to the right.")
                        .example("shiftright(16, 2)", "4"),
                scalar("bin", "to_binary")
                        .form("(value bigint) -> text", "bin(CAST($1 AS BIGINT))")
                        .says("A number in base 2.")
                        .example("bin(10)", "1010"),
                scalar("to_base")
                        .form("(value bigint, base int) -> text", "to_base($1, $2)")
                        .form(
                                "(value bigint, base int, digits int) -> text",
                                "to_base($1, $2, CASE WHEN $3 > 64 THEN error('PENSTOCK_LIMIT:"
                                        + " to_base() makes at most 64 digits') ELSE $3 END)")
                        .says("A number in another base, 2 to 36, with at least so many digits.")
                        .example("to_base(255, 16)", "FF")
                        .example("to_base(5, 2, 8)", "00000101"));
    }
}

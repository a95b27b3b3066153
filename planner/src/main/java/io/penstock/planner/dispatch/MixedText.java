package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableSet;

import java.util.Optional;

/**
 * Two sides of an equality between texts as MySQL and MariaDB are told to compare them. They refuse
 * to compare a column with a text that its character set lacks, and columns of two collations: so
 * one side is converted to the other's character set and compared in its collation. Legal because
 * the answer need only have every equal row: a text that both sets have is converted to itself, one
 * that the other lacks to question marks, which finds rows that are refused here.
 *
 * <p>A value is converted rather than a column, so that the column's index is of use. Where a
 * character has two codes in the column's set, which nothing then finds, the column is converted.
 */
record MixedText(String left, String right) {
    /** Has all characters. */
    private static final String WIDE = "utf8mb4";

    /** For two columns of which neither's collation can hold for the other. */
    private static final String WIDE_COLLATION = "utf8mb4_general_ci";

    private static final ImmutableSet<String> UNICODE =
            ImmutableSet.of(WIDE, "utf8mb3", "utf8", "ucs2", "utf16", "utf16le", "utf32");

    /** One byte for a character, and no character has two. */
    private static final ImmutableSet<String> ONE_BYTE =
            ImmutableSet.of(
                    "ascii",
                    "cp1250",
                    "cp1251",
                    "cp1256",
                    "cp1257",
                    "cp850",
                    "cp852",
                    "cp866",
                    "dec8",
                    "geostd8",
                    "greek",
                    "hebrew",
                    "hp8",
                    "keybcs2",
                    "koi8r",
                    "koi8u",
                    "latin1",
                    "latin2",
                    "latin5",
                    "latin7",
                    "macce",
                    "macroman",
                    "swe7");

    /**
     * One side.
     *
     * @param collation a column's, where the source must be told it
     * @param plain whether it is a column or a value, to which the source gives the collation of
     *     the other side, and not something that has one of its own that is not known here
     */
    record Side(String text, Optional<String> collation, boolean plain) {
        /** A value. */
        static Side value(String text) {
            return new Side(text, Optional.empty(), true);
        }

        private String set() {
            return collation.map(name -> name.split("_", 2)[0]).orElse("");
        }

        private boolean isUnicode() {
            return UNICODE.contains(set());
        }

        /** Whether another side may be converted to what this one is. */
        private boolean isTarget() {
            return isUnicode() || ONE_BYTE.contains(set());
        }

        private String as(String set, String collation) {
            return "CONVERT(%s USING %s) COLLATE %s".formatted(text, set, collation);
        }

        private String as(Side target) {
            return as(target.set(), target.collation().orElseThrow());
        }
    }

    static MixedText of(Side left, Side right) {
        if (left.plain() && right.plain() && left.collation().equals(right.collation())) {
            return new MixedText(left.text(), right.text());
        }
        if (left.collation().isEmpty() && right.collation().isPresent()) {
            MixedText turned = of(right, left);
            return new MixedText(turned.right(), turned.left());
        }
        return left.collation().isPresent()
                ? ofColumn(left, right)
                : new MixedText(left.text(), right.text());
    }

    private static MixedText ofColumn(Side column, Side other) {
        boolean value = other.plain() && other.collation().isEmpty();
        if (value && column.isUnicode()) {
            return new MixedText(column.text(), other.text());
        }
        if (column.isUnicode() || column.isTarget() && !other.isUnicode()) {
            return new MixedText(column.text(), other.as(column));
        }
        return other.isTarget()
                ? new MixedText(column.as(other), other.text())
                : new MixedText(column.as(WIDE, WIDE_COLLATION), other.as(WIDE, WIDE_COLLATION));
    }

    /**
     * The comparison.
     *
     * @param collation what must be said behind the left side
     */
    String text(String collation, String operator) {
        return "(%s%s %s %s)".formatted(left, collation, operator, right);
    }
}

package io.penstock.source.jdbc;

/**
 * What a database says about a column.
 *
 * @param name spelled as the database does
 * @param jdbcType one of {@link java.sql.Types}, where the driver said so
 * @param typeName the database's own name of the type, as it spells it
 * @param size digits or characters; 0 when it says nothing
 * @param digits digits after the decimal point, of numbers and of seconds
 * @param nullable false only when it can't be NULL
 * @param remarks what its maker says about it; empty for nothing
 * @param collation how it compares text, where the database says so
 * @param collationName the database's name of that, where it must be told it; empty for nothing
 */
record ColumnInfo(
        String name,
        int jdbcType,
        String typeName,
        int size,
        int digits,
        boolean nullable,
        String remarks,
        Collation collation,
        String collationName) {

    /** How a column compares text, next to how its database does. */
    enum Collation {
        /** As all columns do that say nothing else. */
        USUAL,
        /** With an order of its own; what is equal is the same all the same. */
        OWN,
        /** It takes different texts for equal. */
        LOOSE
    }

    ColumnInfo(
            String name,
            int jdbcType,
            String typeName,
            int size,
            int digits,
            boolean nullable,
            String remarks) {
        this(name, jdbcType, typeName, size, digits, nullable, remarks, Collation.USUAL, "");
    }

    ColumnInfo with(Collation newCollation) {
        return new ColumnInfo(
                name,
                jdbcType,
                typeName,
                size,
                digits,
                nullable,
                remarks,
                newCollation,
                collationName);
    }

    ColumnInfo with(String newCollationName) {
        return new ColumnInfo(
                name,
                jdbcType,
                typeName,
                size,
                digits,
                nullable,
                remarks,
                collation,
                newCollationName);
    }
}

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
 */
record ColumnInfo(
        String name,
        int jdbcType,
        String typeName,
        int size,
        int digits,
        boolean nullable,
        String remarks) {}

package io.penstock.source.jdbc;

/** Copies one column's values, as PostgreSQL sends them in binary, into its vector. */
@FunctionalInterface
interface CopyDecoder {
    /**
     * Copies a value that is not NULL.
     *
     * @param bytes where the value is, from {@code at} on
     * @param row where in the vector
     * @return roughly how many bytes it takes
     * @throws ColumnReader.BadValue when the value does not fit the vector's type
     */
    int read(byte[] bytes, int at, int length, int row);
}

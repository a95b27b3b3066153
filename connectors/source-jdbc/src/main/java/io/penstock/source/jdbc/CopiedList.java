package io.penstock.source.jdbc;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;

/**
 * Arrays: the number of dimensions, whether there are NULLs, the elements' type; for each dimension
 * its length and first index; then the elements, each with its length before it.
 *
 * @param element copies one of them into the list's inner vector
 */
record CopiedList(ListVector vector, CopyDecoder element) implements CopyDecoder {
    private static final int HEADER = 3 * Integer.BYTES;
    private static final int DIMENSION = 2 * Integer.BYTES;

    @Override
    public int read(byte[] bytes, int at, int length, int row) {
        int dimensions = Bytes.int32(bytes, at);
        if (dimensions > 1) {
            throw new ColumnReader.BadValue("an array of %d dimensions".formatted(dimensions));
        }
        int count = dimensions == 0 ? 0 : Bytes.int32(bytes, at + HEADER);
        int start = vector.startNewValue(row);
        int size = elements(bytes, at + HEADER + dimensions * DIMENSION, count, start);
        vector.endValue(row, count);
        return size + Integer.BYTES;
    }

    private int elements(byte[] bytes, int from, int count, int start) {
        FieldVector inner = vector.getDataVector();
        int at = from;
        int size = 0;
        for (int i = 0; i < count; i++) {
            int length = Bytes.int32(bytes, at);
            at += Integer.BYTES;
            if (length < 0) {
                JdbcRows.setNull(inner, start + i);
            } else {
                size += element.read(bytes, at, length, start + i);
                at += length;
            }
        }
        return size;
    }
}

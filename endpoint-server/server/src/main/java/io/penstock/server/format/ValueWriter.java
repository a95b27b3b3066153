package io.penstock.server.format;

import org.apache.arrow.vector.ValueVector;

import java.io.IOException;

/**
 * Writes the values of one column as text. Bound to a vector for as long as its batch lives.
 * Thread: one at a time.
 */
abstract class ValueWriter {
    private final byte[] nullText;

    ValueWriter(byte[] nullText) {
        this.nullText = nullText;
    }

    /** The vector of the batch that comes now. */
    abstract void bind(ValueVector vector);

    abstract boolean isNull(int row);

    /** The row is not null. */
    abstract void writeValue(int row, ByteOutput out) throws IOException;

    final void write(int row, ByteOutput out) throws IOException {
        if (isNull(row)) {
            out.put(nullText);
        } else {
            writeValue(row, out);
        }
    }

    /** A writer for vectors of one class. */
    abstract static class Of<V extends ValueVector> extends ValueWriter {
        private final Class<V> type;
        private V vector;

        @SuppressWarnings("NullAway.Init") // bound before the first row
        Of(Class<V> type, byte[] nullText) {
            super(nullText);
            this.type = type;
        }

        @Override
        void bind(ValueVector batchVector) {
            vector = type.cast(batchVector);
        }

        @Override
        final boolean isNull(int row) {
            return vector.isNull(row);
        }

        final V vector() {
            return vector;
        }
    }
}

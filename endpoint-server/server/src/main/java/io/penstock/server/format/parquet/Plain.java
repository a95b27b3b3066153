package io.penstock.server.format.parquet;

import java.util.Arrays;

/** Values in Parquet's PLAIN encoding: little-endian, booleans eight a byte. */
final class Plain {
    private byte[] bytes = new byte[256];
    private int size;
    private int bits;

    int size() {
        return size;
    }

    byte[] array() {
        return bytes;
    }

    void clear() {
        size = 0;
        bits = 0;
    }

    void putBit(boolean bit) {
        if (bits % 8 == 0) {
            room(1);
            bytes[size++] = 0;
        }
        if (bit) {
            bytes[size - 1] |= (byte) (1 << (bits % 8));
        }
        bits++;
    }

    void putInt(int value) {
        room(4);
        for (int i = 0; i < 4; i++) {
            bytes[size++] = (byte) (value >> (8 * i));
        }
    }

    void putLong(long value) {
        room(8);
        for (int i = 0; i < 8; i++) {
            bytes[size++] = (byte) (value >> (8 * i));
        }
    }

    void putBytes(byte[] value, int length) {
        room(length);
        System.arraycopy(value, 0, bytes, size, length);
        size += length;
    }

    /** Bytes with their length in front. */
    void putVariable(byte[] value) {
        putInt(value.length);
        putBytes(value, value.length);
    }

    private void room(int length) {
        if (bytes.length - size < length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + length, bytes.length * 2));
        }
    }
}

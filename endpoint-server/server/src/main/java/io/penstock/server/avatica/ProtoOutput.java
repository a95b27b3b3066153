package io.penstock.server.avatica;

import java.util.Arrays;

/**
 * A growing array that protocol buffers are written into by hand: rows are too many to make an
 * object of each value. Thread: one at a time.
 */
final class ProtoOutput {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH = 2;

    /** Bytes of a length that is written before it is known. */
    private static final int RESERVED = 4;

    private static final int MOST_RESERVED = (1 << (7 * RESERVED)) - 1;

    private byte[] bytes;
    private int size;

    ProtoOutput(int capacity) {
        bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    /** All of it. Nothing may be written afterwards: what is exactly full is not copied. */
    byte[] toArray() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    /** Forgets everything written. */
    void clear() {
        size = 0;
    }

    /** Room for so many bytes more. */
    void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
        }
    }

    /** What is reserved; whoever writes there says so with {@link #advance}. */
    byte[] array() {
        return bytes;
    }

    void advance(int written) {
        size += written;
    }

    /** A field's number and how its value is written. */
    void tag(int field, int wire) {
        varint((long) field << 3 | wire);
    }

    void put(byte b) {
        reserve(1);
        bytes[size++] = b;
    }

    void varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void fixed64(long value) {
        reserve(8);
        for (int i = 0; i < 8; i++) {
            bytes[size++] = (byte) (value >> (8 * i));
        }
    }

    void put(byte[] source) {
        reserve(source.length);
        System.arraycopy(source, 0, bytes, size, source.length);
        size += source.length;
    }

    void put(ProtoOutput other) {
        reserve(other.size);
        System.arraycopy(other.bytes, 0, bytes, size, other.size);
        size += other.size;
    }

    /** Writes once more what was written from there on. */
    void repeat(int from, int length) {
        reserve(length);
        System.arraycopy(bytes, from, bytes, size, length);
        size += length;
    }

    void bytesField(int field, byte[] value) {
        length(field, value.length);
        put(value);
    }

    /** All of a field but its bytes, which are to come. */
    void length(int field, int bytesToCome) {
        tag(field, LENGTH);
        varint(bytesToCome);
    }

    /** How long a field of so many bytes is. */
    static int fieldSize(int field, int length) {
        return varintSize((long) field << 3 | LENGTH) + varintSize(length) + length;
    }

    /**
     * Begins a message whose length is not known yet.
     *
     * @return what {@link #end} needs
     */
    int begin(int field) {
        tag(field, LENGTH);
        reserve(RESERVED);
        size += RESERVED;
        return size;
    }

    /** Ends a message: its length goes, in more bytes than it needs, where room was left for it. */
    void end(int start) {
        int length = size - start;
        if (length > MOST_RESERVED) {
            throw new IllegalStateException("a message of %d bytes".formatted(length));
        }
        int at = start - RESERVED;
        for (int i = 0; i < RESERVED - 1; i++) {
            bytes[at + i] = (byte) (((length >> (7 * i)) & 0x7f) | 0x80);
        }
        bytes[at + RESERVED - 1] = (byte) (length >> (7 * (RESERVED - 1)));
    }

    static int varintSize(long value) {
        return 1 + (63 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    static long zigZag(long value) {
        return value << 1 ^ value >> 63;
    }
}

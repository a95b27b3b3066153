package io.penstock.jdbc;

import java.nio.charset.StandardCharsets;

/**
 * Reads protocol buffers field by field, without an object for each message. Thread: one at a time.
 */
final class WireReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final byte[] bytes;
    private int at;
    private int end;

    WireReader(byte[] bytes) {
        this.bytes = bytes;
        this.end = bytes.length;
    }

    /** Where the next byte is. */
    int position() {
        return at;
    }

    /** Whether the message that is read has more fields. */
    boolean hasMore() {
        return at < end;
    }

    /** A field's number and, in its last three bits, how its value is written. */
    int tag() {
        return (int) varint();
    }

    static int field(int tag) {
        return tag >>> 3;
    }

    /**
     * Enters the message that comes now.
     *
     * @return what {@link #leave} needs
     */
    int enter() {
        int length = length();
        int outer = end;
        end = at + length;
        return outer;
    }

    /** Goes on behind the message, of which something may be left. */
    void leave(int outer) {
        at = end;
        end = outer;
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > end - at) {
            throw new UnknownWireException("a length of " + length);
        }
        return (int) length;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = next();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new UnknownWireException("a number without an end");
    }

    private byte next() {
        if (at >= end) {
            throw new UnknownWireException("an early end");
        }
        return bytes[at++];
    }

    /** A number whose sign is its last bit. */
    long zigZag() {
        long coded = varint();
        return coded >>> 1 ^ -(coded & 1);
    }

    long fixed64() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value |= (next() & 0xffL) << (8 * i);
        }
        return value;
    }

    String text() {
        int length = length();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        byte[] copy = new byte[length()];
        System.arraycopy(bytes, at, copy, 0, copy.length);
        at += copy.length;
        return copy;
    }

    /** Passes by the value of a field that has this tag. */
    void skip(int tag) {
        switch (tag & 7) {
            case VARINT -> varint();
            case FIXED64 -> fixed64();
            case LENGTH -> leave(enter());
            case FIXED32 -> {
                for (int i = 0; i < Integer.BYTES; i++) {
                    next();
                }
            }
            default -> throw new UnknownWireException("a field of kind " + (tag & 7));
        }
    }
}

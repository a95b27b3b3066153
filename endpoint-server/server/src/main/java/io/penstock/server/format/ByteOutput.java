package io.penstock.server.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing buffer in front of a sink. It starts small, because most answers are, grows to {@value
 * #FULL} bytes and is handed on whenever it is full. Thread: one at a time.
 */
public final class ByteOutput {
    /** Bytes that go to the sink at once. */
    public static final int FULL = 64 << 10;

    private static final int START = 2 << 10;
    private static final byte[] PAIRS = pairs();
    private static final byte[] LEAST_LONG = ascii(Long.toString(Long.MIN_VALUE));

    private final Sink sink;
    private byte[] bytes = new byte[START];
    private int size;

    /** Takes full buffers. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Writes the bytes before it returns; they are overwritten afterwards.
         *
         * @param last whether these are the last ones; there may be none
         * @throws IOException when the reader has gone
         */
        void write(byte[] bytes, int length, boolean last) throws IOException;
    }

    /** An empty buffer in front of the sink. */
    public ByteOutput(Sink sink) {
        this.sink = sink;
    }

    /** Hands on what is left and says that this was all. */
    public void finish() throws IOException {
        sink.write(bytes, size, true);
        size = 0;
    }

    private void flush() throws IOException {
        int length = size;
        size = 0;
        sink.write(bytes, length, false);
    }

    void put(char c) throws IOException {
        reserve(1);
        bytes[size++] = (byte) c;
    }

    void put(byte[] text) throws IOException {
        put(text, 0, text.length);
    }

    /** The same output for writers that want a stream; closing it does nothing. */
    OutputStream asStream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                put((char) (b & 0xff));
            }

            @Override
            public void write(byte[] text, int offset, int length) throws IOException {
                put(text, offset, length);
            }
        };
    }

    void put(byte[] text, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            int piece = Math.min(left, FULL / 4);
            reserve(piece);
            System.arraycopy(text, from, bytes, size, piece);
            size += piece;
            from += piece;
            left -= piece;
        }
    }

    void put(String text) throws IOException {
        put(text.getBytes(StandardCharsets.UTF_8));
    }

    void put(long number) throws IOException {
        if (number == Long.MIN_VALUE) {
            put(LEAST_LONG);
            return;
        }
        reserve(20);
        long rest = number;
        if (rest < 0) {
            bytes[size++] = '-';
            rest = -rest;
        }
        digits(rest, digitCount(rest));
    }

    /** The number's digits with zeros in front, exactly as many as told. The number fits. */
    void putPadded(long number, int count) throws IOException {
        reserve(count);
        digits(number, count);
    }

    /**
     * Makes room. What is written directly to {@link #array} from {@link #size} on counts after
     * {@link #advance}.
     *
     * @param length at most {@link #FULL}
     */
    void reserve(int length) throws IOException {
        if (bytes.length - size >= length) {
            return;
        }
        if (size + length <= FULL) {
            bytes = Arrays.copyOf(bytes, Math.min(FULL, Math.max(size + length, bytes.length * 2)));
            return;
        }
        flush();
        if (bytes.length < length) {
            bytes = new byte[FULL];
        }
    }

    byte[] array() {
        return bytes;
    }

    int size() {
        return size;
    }

    void advance(int length) {
        size += length;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void digits(long number, int count) {
        int end = size + count;
        int at = end;
        long rest = number;
        while (at - size >= 2) {
            int pair = (int) (rest % 100) * 2;
            rest /= 100;
            bytes[--at] = PAIRS[pair + 1];
            bytes[--at] = PAIRS[pair];
        }
        if (at > size) {
            bytes[--at] = (byte) ('0' + rest % 10);
        }
        size = end;
    }

    private static int digitCount(long number) {
        int count = 1;
        long bound = 10;
        while (count < 19 && number >= bound) {
            count++;
            bound *= 10;
        }
        return count;
    }

    private static byte[] pairs() {
        byte[] pairs = new byte[200];
        for (int i = 0; i < 100; i++) {
            pairs[2 * i] = (byte) ('0' + i / 10);
            pairs[2 * i + 1] = (byte) ('0' + i % 10);
        }
        return pairs;
    }
}

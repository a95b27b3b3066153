package io.penstock.server.format.parquet;

import java.io.IOException;
import java.io.OutputStream;

/** The file so far, for offsets. */
final class ParquetOutput extends OutputStream {
    private final OutputStream out;
    private long position;

    ParquetOutput(OutputStream out) {
        this.out = out;
    }

    /** Where the next byte goes. */
    long position() {
        return position;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        position += length;
    }
}

package io.penstock.source.jdbc;

import com.google.common.collect.ImmutableList;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

import java.sql.SQLException;
import java.util.List;

/**
 * Rows as PostgreSQL's {@code COPY .. (FORMAT binary)} sends them: a header, then for each row the
 * number of its columns and for each column its length, -1 for NULL, and its value; -1 columns end
 * it. The format is described in PostgreSQL's documentation of COPY. The server sends as fast as
 * rows are taken, so that nothing piles up here.
 */
final class CopyRows implements RowSource {
    private static final byte[] SIGNATURE = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
    };

    private static final String CANCELLED = "57014";

    private final PGConnection postgres;
    private final CopyOut copy;
    private final List<CopyDecoder> decoders;
    private final ImmutableList<String> names;
    private byte[] bytes = new byte[0];
    private int at;
    private boolean begun;

    /**
     * Reads a copy from its beginning.
     *
     * @param postgres where it runs
     * @param decoders one for each column
     * @param names the columns' names at the database
     */
    CopyRows(
            PGConnection postgres,
            CopyOut copy,
            List<CopyDecoder> decoders,
            ImmutableList<String> names) {
        this.postgres = postgres;
        this.copy = copy;
        this.decoders = decoders;
        this.names = names;
    }

    @Override
    public boolean next() throws SQLException {
        if (!begun) {
            readHeader();
            begun = true;
        }
        need(Short.BYTES);
        int columns = Bytes.int16(bytes, at);
        at += Short.BYTES;
        if (columns < 0) {
            finish();
            return false;
        }
        if (columns != decoders.size()) {
            throw broken("a row of %d columns instead of %d".formatted(columns, decoders.size()));
        }
        return true;
    }

    /** Only after its last message is the connection free again. */
    private void finish() throws SQLException {
        while (copy.readFromCopy() != null) {
            // Nothing follows the end but the end of the message.
        }
    }

    private void readHeader() throws SQLException {
        need(SIGNATURE.length + 2 * Integer.BYTES);
        for (byte expected : SIGNATURE) {
            if (bytes[at++] != expected) {
                throw broken("no binary header");
            }
        }
        int extension = Bytes.int32(bytes, at + Integer.BYTES);
        at += 2 * Integer.BYTES;
        need(extension);
        at += extension;
    }

    @Override
    public int read(int column, int row) throws SQLException {
        need(Integer.BYTES);
        int length = Bytes.int32(bytes, at);
        at += Integer.BYTES;
        if (length < 0) {
            return -1;
        }
        need(length);
        int from = at;
        at += length;
        return decoders.get(column).read(bytes, from, length, row);
    }

    @Override
    public String columnName(int column) {
        return names.get(column);
    }

    /** Usually a message is a row, but nobody promises that. */
    private void need(int count) throws SQLException {
        while (bytes.length - at < count) {
            byte @Nullable [] message = copy.readFromCopy();
            if (message == null) {
                throw broken("the end before its time");
            }
            append(message);
        }
    }

    private void append(byte[] message) {
        int left = bytes.length - at;
        if (left == 0) {
            bytes = message;
        } else {
            byte[] joined = new byte[left + message.length];
            System.arraycopy(bytes, at, joined, 0, left);
            System.arraycopy(message, 0, joined, left, message.length);
            bytes = joined;
        }
        at = 0;
    }

    private static SQLException broken(String what) {
        return new SQLException("COPY sent " + what, "08P01");
    }

    /**
     * Asks the server to stop and reads on to the error that it then sends; what is under way until
     * then is not much. The driver's own cancel leaves that error to the next statement.
     *
     * @throws SQLException when the copy ended by itself, so that the cancel may still be on its
     *     way to whatever comes next
     */
    @Override
    public void close() throws SQLException {
        if (!copy.isActive()) {
            return;
        }
        postgres.cancelQuery();
        try {
            finish();
        } catch (SQLException e) {
            if (CANCELLED.equals(e.getSQLState())) {
                return;
            }
            throw e;
        }
        throw broken("the end before the cancel");
    }
}

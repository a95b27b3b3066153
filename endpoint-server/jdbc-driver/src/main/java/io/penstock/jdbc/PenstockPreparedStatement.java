package io.penstock.jdbc;

import org.apache.calcite.avatica.AvaticaPreparedStatement;
import org.apache.calcite.avatica.Meta;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Calendar;
import java.util.TimeZone;
import java.util.UUID;

/** A prepared statement that can be cancelled, takes java.time, and reads streams to their end. */
final class PenstockPreparedStatement extends AvaticaPreparedStatement {
    private final PenstockConnection owner;

    PenstockPreparedStatement(
            PenstockConnection connection,
            Meta.@Nullable StatementHandle handle,
            Meta.Signature signature,
            int type,
            int concurrency,
            int holdability)
            throws SQLException {
        super(connection, handle, signature, type, concurrency, holdability);
        this.owner = connection;
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        return QueryTimer.within(getQueryTimeout(), super::executeQuery, this::stop);
    }

    @Override
    public boolean execute() throws SQLException {
        return QueryTimer.within(getQueryTimeout(), super::execute, this::stop);
    }

    private void stop() throws SQLException {
        owner.cancel(handle.id);
    }

    /** Not synchronized, unlike what it overrides: the query that it stops holds the lock. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public void cancel() throws SQLException {
        checkOpen();
        stop();
    }

    @Override
    public void setEscapeProcessing(boolean enable) throws SQLException {
        checkOpen();
    }

    /** What Avatica's protocol has no type for goes as text, with all its digits. */
    @Override
    public void setObject(int index, Object value) throws SQLException {
        switch (value) {
            case null -> setNull(index, Types.NULL);
            case LocalDate date -> setString(index, date.toString());
            case LocalTime time -> setString(index, time.toString());
            case LocalDateTime timestamp -> setString(index, timestamp.toString());
            case Instant instant -> setString(index, instant.toString());
            case OffsetDateTime timestamp -> setString(index, timestamp.toString());
            case UUID uuid -> setString(index, uuid.toString());
            case Timestamp timestamp -> setTimestamp(index, timestamp);
            default -> super.setObject(index, value);
        }
    }

    @Override
    public void setObject(int index, Object value, int type) throws SQLException {
        setObject(index, value);
    }

    @Override
    public void setObject(int index, Object value, int type, int scale) throws SQLException {
        setObject(index, value);
    }

    @Override
    public void setObject(int index, Object value, SQLType type) throws SQLException {
        setObject(index, value);
    }

    @Override
    public void setObject(int index, Object value, SQLType type, int scale) throws SQLException {
        setObject(index, value);
    }

    /** With its microseconds, which the protocol's own timestamps would lose. */
    @Override
    public void setTimestamp(int index, Timestamp value) throws SQLException {
        if (value == null) {
            setNull(index, Types.TIMESTAMP);
        } else {
            setString(index, Times.wallClock(value, owner.getTimeZone()).toString());
        }
    }

    @Override
    public void setTimestamp(int index, Timestamp value, Calendar calendar) throws SQLException {
        if (value == null) {
            setNull(index, Types.TIMESTAMP);
        } else {
            TimeZone zone = calendar == null ? owner.getTimeZone() : calendar.getTimeZone();
            setString(index, Times.wallClock(value, zone).toString());
        }
    }

    @Override
    public void setRowId(int index, RowId value) throws SQLException {
        throw unsupported("row ids");
    }

    @Override
    public void setNString(int index, String value) throws SQLException {
        setString(index, value);
    }

    @Override
    public void setNClob(int index, NClob value) throws SQLException {
        setClob(index, value);
    }

    @Override
    public void setClob(int index, Clob value) throws SQLException {
        setString(index, value.getSubString(1, Math.toIntExact(value.length())));
    }

    @Override
    public void setBlob(int index, Blob value) throws SQLException {
        setBytes(index, value.getBytes(1, Math.toIntExact(value.length())));
    }

    @Override
    public void setSQLXML(int index, SQLXML value) throws SQLException {
        setString(index, value.getString());
    }

    @Override
    public void setCharacterStream(int index, Reader reader) throws SQLException {
        setString(index, text(reader, Long.MAX_VALUE));
    }

    @Override
    public void setCharacterStream(int index, Reader reader, int length) throws SQLException {
        setString(index, text(reader, length));
    }

    @Override
    public void setCharacterStream(int index, Reader reader, long length) throws SQLException {
        setString(index, text(reader, length));
    }

    @Override
    public void setNCharacterStream(int index, Reader reader) throws SQLException {
        setCharacterStream(index, reader);
    }

    @Override
    public void setNCharacterStream(int index, Reader reader, long length) throws SQLException {
        setCharacterStream(index, reader, length);
    }

    @Override
    public void setClob(int index, Reader reader) throws SQLException {
        setCharacterStream(index, reader);
    }

    @Override
    public void setClob(int index, Reader reader, long length) throws SQLException {
        setCharacterStream(index, reader, length);
    }

    @Override
    public void setNClob(int index, Reader reader) throws SQLException {
        setCharacterStream(index, reader);
    }

    @Override
    public void setNClob(int index, Reader reader, long length) throws SQLException {
        setCharacterStream(index, reader, length);
    }

    @Override
    public void setAsciiStream(int index, InputStream stream) throws SQLException {
        setString(index, new String(bytes(stream, Long.MAX_VALUE), StandardCharsets.US_ASCII));
    }

    @Override
    public void setAsciiStream(int index, InputStream stream, int length) throws SQLException {
        setAsciiStream(index, stream, (long) length);
    }

    @Override
    public void setAsciiStream(int index, InputStream stream, long length) throws SQLException {
        setString(index, new String(bytes(stream, length), StandardCharsets.US_ASCII));
    }

    @Override
    public void setBinaryStream(int index, InputStream stream) throws SQLException {
        setBytes(index, bytes(stream, Long.MAX_VALUE));
    }

    @Override
    public void setBinaryStream(int index, InputStream stream, int length) throws SQLException {
        setBytes(index, bytes(stream, length));
    }

    @Override
    public void setBinaryStream(int index, InputStream stream, long length) throws SQLException {
        setBytes(index, bytes(stream, length));
    }

    @Override
    public void setBlob(int index, InputStream stream) throws SQLException {
        setBinaryStream(index, stream);
    }

    @Override
    public void setBlob(int index, InputStream stream, long length) throws SQLException {
        setBinaryStream(index, stream, length);
    }

    private static String text(Reader reader, long length) throws SQLException {
        StringWriter text = new StringWriter();
        char[] buffer = new char[8 << 10];
        try {
            long left = length;
            while (left > 0) {
                int read = reader.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    break;
                }
                text.write(buffer, 0, read);
                left -= read;
            }
            return text.toString();
        } catch (IOException e) {
            throw new SQLException("The stream can't be read", "22000", e);
        }
    }

    private static byte[] bytes(InputStream stream, long length) throws SQLException {
        try {
            return stream.readNBytes((int) Math.min(length, Integer.MAX_VALUE - 8));
        } catch (IOException | UncheckedIOException e) {
            throw new SQLException("The stream can't be read", "22000", e);
        }
    }

    private static SQLException unsupported(String what) {
        return new SQLFeatureNotSupportedException("There are no " + what, "0A000");
    }
}

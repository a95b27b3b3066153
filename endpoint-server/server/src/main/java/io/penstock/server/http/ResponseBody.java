package io.penstock.server.http;

import io.penstock.server.format.ByteOutput;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/**
 * A result's bytes on their way to the client. Nothing leaves before the first {@value
 * ByteOutput#FULL} bytes are full, so that an answer that fails early is an error with a status;
 * with a result limit of at most {@value #HELD_BACK} bytes nothing leaves before the whole answer
 * is known to fit. Writing blocks while the client reads slowly. Thread: the request's.
 */
final class ResponseBody implements ByteOutput.Sink {
    static final long HELD_BACK = 4 << 20;

    /** Below this gzip saves less than its headers and time cost. */
    private static final int WORTH_GZIP = 1400;

    private final Response response;
    private final String contentType;
    private final boolean gzipAccepted;
    private final long limit;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(0);
    private @Nullable OutputStream gzip;
    private long bytes;
    private boolean started;

    /**
     * An empty body.
     *
     * @param gzipAccepted whether the client reads gzip and the content is worth it
     * @param limit bytes before compression
     */
    ResponseBody(Response response, String contentType, boolean gzipAccepted, long limit) {
        this.response = response;
        this.contentType = contentType;
        this.gzipAccepted = gzipAccepted;
        this.limit = limit;
    }

    /** Bytes written so far, before compression. */
    long bytes() {
        return bytes;
    }

    @Override
    public void write(byte[] buffer, int length, boolean last) throws IOException {
        bytes += length;
        if (bytes > limit) {
            throw new QueryException(
                    EngineError.RESULT_LIMIT,
                    "The result is larger than the limit of %d bytes; ask for fewer rows or columns"
                            .formatted(limit));
        }
        if (limit > HELD_BACK) {
            send(buffer, length, last);
            return;
        }
        held.write(buffer, 0, length);
        if (last) {
            send(held.toByteArray(), held.size(), true);
        }
    }

    private void send(byte[] buffer, int length, boolean last) throws IOException {
        if (!started) {
            start(length, last);
        }
        if (gzip == null) {
            Content.Sink.write(response, last, ByteBuffer.wrap(buffer, 0, length));
            return;
        }
        gzip.write(buffer, 0, length);
        if (last) {
            gzip.close();
        }
    }

    private void start(int length, boolean last) throws IOException {
        started = true;
        response.setStatus(200);
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, contentType);
        if (gzipAccepted && (!last || length >= WORTH_GZIP)) {
            headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
            headers.put(HttpHeader.VARY, "Accept-Encoding");
            gzip = new GZIPOutputStream(new ResponseStream(), ByteOutput.FULL / 2);
        } else if (last) {
            headers.put(HttpHeader.CONTENT_LENGTH, length);
        }
    }

    /** The response as a stream; closing it ends the response. */
    private final class ResponseStream extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            Content.Sink.write(response, false, ByteBuffer.wrap(buffer, offset, length));
        }

        @Override
        public void close() throws IOException {
            Content.Sink.write(response, true, ByteBuffer.allocate(0));
        }
    }
}

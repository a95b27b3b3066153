package io.penstock.source.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The beginning of a CSV file as text.
 *
 * @param text without a byte order mark
 * @param whole whether that is all of the file; otherwise its last record may be cut
 * @param compressed whether the file is gzip
 */
record CsvSample(String text, boolean whole, boolean compressed) {

    /**
     * Reads at most so many bytes.
     *
     * @param shown how messages name the file
     * @throws QueryException {@link SourceError#BAD_FILE} when the file is empty, a damaged gzip
     *     file or not UTF-8; with the line
     */
    static CsvSample read(Path path, String shown, int limit) throws IOException {
        try (BufferedInputStream file = new BufferedInputStream(Files.newInputStream(path))) {
            boolean compressed = isGzip(file);
            byte[] bytes = compressed ? unzipped(file, shown, limit) : file.readNBytes(limit + 1);
            boolean whole = bytes.length <= limit;
            int length = Math.min(bytes.length, limit);
            String text = decoded(bytes, length, whole, shown);
            if (text.isBlank()) {
                throw bad(shown, length == 0 ? "the file is empty" : "the file has only blanks");
            }
            return new CsvSample(text, whole, compressed);
        }
    }

    private static boolean isGzip(BufferedInputStream file) throws IOException {
        file.mark(2);
        boolean gzip = file.read() == 0x1f && file.read() == 0x8b;
        file.reset();
        return gzip;
    }

    private static byte[] unzipped(InputStream file, String shown, int limit) throws IOException {
        try (InputStream content = new GZIPInputStream(file)) {
            return content.readNBytes(limit + 1);
        } catch (EOFException | ZipException e) {
            throw new QueryException(
                    SourceError.BAD_FILE,
                    message(shown, "its gzip compression is damaged or cut off"),
                    e);
        }
    }

    private static String decoded(byte[] bytes, int length, boolean whole, String shown) {
        if (length >= 2 && isUtf16(bytes)) {
            throw bad(shown, "it is UTF-16; save it as UTF-8");
        }
        boolean mark =
                length >= 3
                        && bytes[0] == (byte) 0xef
                        && bytes[1] == (byte) 0xbb
                        && bytes[2] == (byte) 0xbf;
        ByteBuffer in = ByteBuffer.wrap(bytes, mark ? 3 : 0, length - (mark ? 3 : 0));
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        CoderResult result = UTF_8.newDecoder().decode(in, out, whole);
        if (result.isError()) {
            int at = in.position();
            throw bad(
                    shown,
                    "line %d is not UTF-8 (byte 0x%02x at offset %d)"
                            .formatted(line(bytes, at), bytes[at], at));
        }
        String text = out.flip().toString();
        int zero = text.indexOf('\0');
        if (zero >= 0) {
            long line = 1 + text.substring(0, zero).chars().filter(c -> c == '\n').count();
            throw bad(shown, "line %d has a zero byte; it is not a text file".formatted(line));
        }
        return text;
    }

    private static boolean isUtf16(byte[] bytes) {
        return (bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe)
                || (bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff);
    }

    private static int line(byte[] bytes, int end) {
        int line = 1;
        for (int i = 0; i < end; i++) {
            if (bytes[i] == '\n') {
                line++;
            }
        }
        return line;
    }

    static QueryException bad(String shown, String what) {
        return new QueryException(SourceError.BAD_FILE, message(shown, what));
    }

    private static String message(String shown, String what) {
        return "Can't read CSV file '%s': %s".formatted(shown, what);
    }
}

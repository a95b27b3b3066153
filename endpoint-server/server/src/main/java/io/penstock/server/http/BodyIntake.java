package io.penstock.server.http;

import io.penstock.spi.error.QueryException;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Takes a request's body in before anybody works on it, so that no thread waits for a client that
 * sends slowly. Thread: whichever the body's next part comes on, one at a time.
 */
final class BodyIntake {
    /**
     * Of a body that is too long so much more is read before that is said: a client that is still
     * sending when its connection is closed may never see the answer.
     */
    private static final int MOST_DISCARDED = 1 << 20;

    private final Request request;
    private final int limit;
    private final Consumer<Request> complete;
    private final Consumer<Throwable> failed;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean tooLong;
    private int discarded;

    private BodyIntake(
            Request request, int limit, Consumer<Request> complete, Consumer<Throwable> failed) {
        this.request = request;
        this.limit = limit;
        this.complete = complete;
        this.failed = failed;
    }

    /**
     * Begins; one of the two is called once, now or later.
     *
     * @param limit bytes
     * @param complete is given the request with its body at hand
     */
    static void start(
            Request request, int limit, Consumer<Request> complete, Consumer<Throwable> failed) {
        if (!ClientWatch.hasBody(request)) {
            complete.accept(request);
        } else if (request.getLength() > limit && asksFirst(request)) {
            failed.accept(tooLarge(limit));
        } else {
            BodyIntake intake = new BodyIntake(request, limit, complete, failed);
            intake.tooLong = request.getLength() > limit;
            intake.take();
        }
    }

    /** Whether nothing of the body comes before it was asked for. */
    private static boolean asksFirst(Request request) {
        return request.getHeaders().contains(HttpHeader.EXPECT);
    }

    static QueryException tooLarge(int limit) {
        return new QueryException(
                HttpError.BODY_TOO_LARGE,
                "The request's body is longer than the limit of %d bytes".formatted(limit));
    }

    private void take() {
        while (true) {
            Content.@Nullable Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this::take);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                failed.accept(chunk.getFailure());
                return;
            }
            boolean last = chunk.isLast();
            add(chunk);
            chunk.release();
            if (tooLong && (last || discarded > MOST_DISCARDED)) {
                failed.accept(tooLarge(limit));
                return;
            }
            if (last) {
                complete.accept(new Held(request, body.toByteArray()));
                return;
            }
        }
    }

    private void add(Content.Chunk chunk) {
        ByteBuffer bytes = chunk.getByteBuffer();
        tooLong |= body.size() + (long) bytes.remaining() > limit;
        if (tooLong) {
            discarded += bytes.remaining();
            return;
        }
        byte[] part = new byte[bytes.remaining()];
        bytes.get(part);
        body.writeBytes(part);
    }

    /** A request whose body is there. */
    private static final class Held extends Request.Wrapper {
        private Content.Chunk next;

        private Held(Request request, byte[] body) {
            super(request);
            next = Content.Chunk.from(ByteBuffer.wrap(body), true);
        }

        @Override
        public Content.Chunk read() {
            Content.Chunk chunk = next;
            next = Content.Chunk.EOF;
            return chunk;
        }

        @Override
        public void demand(Runnable demand) {
            demand.run();
        }
    }
}

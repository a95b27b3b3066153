package io.penstock.server.http;

import io.penstock.server.door.RequestIds;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/** Jetty's own refusals, such as of a request that is not HTTP, in the envelope of all errors. */
public final class JettyErrors extends ErrorHandler {
    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        Exchange.common(response.getHeaders(), RequestIds.next());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Exchange.JSON);
        response.write(true, ByteBuffer.wrap(body(code, message)), callback);
    }

    private static byte[] body(int status, @Nullable String reason) {
        String message =
                switch (status) {
                    case 414 -> "The URL is too long; send the parameters in the body of a POST";
                    case 431 -> "The request's headers are too large";
                    default -> reason == null ? "HTTP error " + status : reason;
                };
        return ErrorBody.of(message);
    }
}

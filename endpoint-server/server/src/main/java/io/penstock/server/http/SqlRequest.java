package io.penstock.server.http;

import com.google.common.base.Ascii;

import io.penstock.spi.error.QueryException;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A call of {@code /v0/sql}: its SQL, wherever it stands, and its parameters.
 *
 * @param sql as the caller wrote it
 * @param parameters the query string's and the body's
 */
record SqlRequest(String sql, CallParameters parameters) {
    private static final String SQL = "q";

    /**
     * Reads a call. A body that is plain text is SQL as a whole; so is a form without {@code q},
     * unless the URL has one. In a form, a JSON object or a multipart body {@code q} is the SQL and
     * the rest are parameters. The URL's {@code q} counts when the body has none.
     *
     * @param query the URL's parameters
     * @throws QueryException {@link HttpError#BAD_REQUEST} when there is no SQL, and as {@link
     *     RequestBody} does
     */
    static SqlRequest of(Request request, boolean post, CallParameters query, int bodyLimit) {
        byte[] body = post ? RequestBody.read(request, bodyLimit) : new byte[0];
        if (body.length == 0) {
            return new SqlRequest(required(query.last(SQL)), query);
        }
        @Nullable String header = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        String type = header == null ? "" : Ascii.toLowerCase(header);
        if (isStructured(type) || isForm(type) && holdsParameters(body, query)) {
            CallParameters all = query.with(RequestBody.parameters(body, header));
            return new SqlRequest(required(all.last(SQL)), all);
        }
        return new SqlRequest(text(body), query);
    }

    private static boolean isStructured(String type) {
        return type.startsWith("application/json") || type.startsWith("multipart/form-data");
    }

    private static boolean isForm(String type) {
        return type.startsWith("application/x-www-form-urlencoded");
    }

    /** Clients send bare SQL under a form's type, too: with curl it is the default. */
    private static boolean holdsParameters(byte[] body, CallParameters query) {
        return query.last(SQL).isPresent() || text(body).matches("(?s)(.*&)?q=.*");
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static String required(Optional<String> sql) {
        return sql.filter(text -> !text.isBlank())
                .orElseThrow(
                        () ->
                                new QueryException(
                                        HttpError.BAD_REQUEST,
                                        "The SQL is missing; send it as the parameter q or as the"
                                                + " body of a POST"));
    }
}

package io.penstock.server.http;

import com.google.common.collect.ImmutableList;
import com.google.common.io.BaseEncoding;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Tokens that a request may have come with.
 *
 * @param candidates texts, one of which should be a token; none when the caller sent nothing
 */
record Credentials(ImmutableList<String> candidates) {
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    /**
     * {@code Authorization: Bearer}; {@code Authorization: Basic}, where the token is the password
     * or the user; or the parameter {@code token}. The header wins.
     */
    static Credentials of(Request request, CallParameters query) {
        @Nullable String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (isScheme(header, BEARER)) {
            return new Credentials(ImmutableList.of(rest(header, BEARER)));
        }
        if (isScheme(header, BASIC)) {
            return new Credentials(basic(rest(header, BASIC)));
        }
        return new Credentials(
                query.last("token").map(ImmutableList::of).orElse(ImmutableList.of()));
    }

    private static boolean isScheme(@Nullable String header, String scheme) {
        return header != null && header.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    private static String rest(@Nullable String header, String scheme) {
        return Optional.ofNullable(header).orElse(scheme).substring(scheme.length()).strip();
    }

    private static ImmutableList<String> basic(String encoded) {
        try {
            String pair = new String(BaseEncoding.base64().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? ImmutableList.of(pair)
                    : ImmutableList.of(pair.substring(colon + 1), pair.substring(0, colon));
        } catch (IllegalArgumentException e) {
            return ImmutableList.of("");
        }
    }

    boolean isEmpty() {
        return candidates.isEmpty();
    }
}

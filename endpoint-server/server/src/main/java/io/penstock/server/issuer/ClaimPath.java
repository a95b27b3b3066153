package io.penstock.server.issuer;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * Where a claim stands in a token.
 *
 * @param text a claim's whole name, which may hold dots; or, beginning with a slash, a JSON Pointer
 *     (RFC 6901) such as {@code /realm_access/roles}
 */
public record ClaimPath(String text) {
    /**
     * A path that can be followed.
     *
     * @throws IllegalArgumentException when it is empty or no pointer
     */
    public ClaimPath {
        if (text.isBlank()) {
            throw new IllegalArgumentException("empty");
        }
        if (text.startsWith("/")) {
            JsonPointer unused = JsonPointer.compile(text);
        }
    }

    /** What stands there; a missing node when nothing does. */
    public JsonNode in(JsonNode claims) {
        return text.startsWith("/") ? claims.at(text) : claims.path(text);
    }

    @Override
    public String toString() {
        return text;
    }
}

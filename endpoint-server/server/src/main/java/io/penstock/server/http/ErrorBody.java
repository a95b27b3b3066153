package io.penstock.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableMap;

import java.nio.charset.StandardCharsets;

/** The envelope of all errors: {@code {"error": .., "documentation": ..}}. */
final class ErrorBody {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DOCUMENTATION = "docs/errors.md";

    private ErrorBody() {}

    static byte[] of(String message) {
        try {
            return JSON.writeValueAsString(
                            ImmutableMap.of("error", message, "documentation", DOCUMENTATION))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

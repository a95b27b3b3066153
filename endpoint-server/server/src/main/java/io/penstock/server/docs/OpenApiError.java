package io.penstock.server.docs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The statuses that calls of endpoints fail with. */
enum OpenApiError {
    BAD_REQUEST(400, "BadRequest", "A parameter is missing or does not fit, or the SQL is wrong."),
    FORBIDDEN(403, "Forbidden", "The token is missing or not valid."),
    NOT_FOUND(404, "NotFound", "There is no such endpoint or format."),
    TIMEOUT(408, "Timeout", "The query took longer than it may."),
    TOO_LARGE(413, "BodyTooLarge", "The request's body is too long."),
    URL_TOO_LONG(414, "UrlTooLong", "The URL is too long; POST takes more."),
    BUSY(429, "Busy", "Too many queries run; try again after Retry-After seconds."),
    FAULT(500, "Fault", "A source, or the server itself, failed.");

    private final int status;
    private final String key;
    private final String description;

    OpenApiError(int status, String key, String description) {
        this.status = status;
        this.key = key;
        this.description = description;
    }

    int status() {
        return status;
    }

    /** Its name among the components. */
    String key() {
        return key;
    }

    ObjectNode response() {
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        response.put("description", description);
        ObjectNode headers = response.putObject("headers");
        headers.putObject("X-Request-Id").put("$ref", "#/components/headers/RequestId");
        headers.putObject("X-DB-Exception-Code").put("$ref", "#/components/headers/ErrorNumber");
        response.putObject("content")
                .putObject("application/json")
                .putObject("schema")
                .put("$ref", "#/components/schemas/Error");
        return response;
    }
}

package io.penstock.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;

import io.penstock.query.QueryService;
import io.penstock.query.QueryStatus;
import io.penstock.query.SourceRead;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The queries that run, for whoever looks after the server: {@code /v0/queries}. */
final class QueryList {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final QueryService queries;

    QueryList(QueryService queries) {
        this.queries = queries;
    }

    /** {@code {"queries": [..]}}, the oldest first. */
    byte[] list() {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode array = root.putArray("queries");
        Instant now = Instant.now();
        queries.running().forEach(query -> array.add(object(query, now)));
        return PipeObjects.bytes(root);
    }

    private static ObjectNode object(QueryStatus query, Instant now) {
        ObjectNode object = JSON.createObjectNode();
        object.put("id", query.id());
        object.put("owner", query.caller().name());
        object.put("door", query.caller().door().label());
        object.put("state", Ascii.toLowerCase(query.state().name()));
        object.put("started_at", TIME.format(query.startedAt()));
        object.put("elapsed", Duration.between(query.startedAt(), now).toNanos() / 1e9);
        query.progress()
                .ifPresentOrElse(
                        part -> object.put("progress", part), () -> object.putNull("progress"));
        object.put("rows", query.rows());
        object.put("bytes", query.bytes());
        object.put("rows_read", query.read().rows());
        object.put("bytes_read", query.read().bytes());
        ArrayNode sources = object.putArray("sources");
        query.sources().forEach(source -> sources.add(object(source)));
        return object;
    }

    private static ObjectNode object(SourceRead source) {
        return JSON.createObjectNode()
                .put("connection", source.connection())
                .put("rows_read", source.rows())
                .put("bytes_read", source.bytes())
                .put("seconds", source.time().toNanos() / 1e9);
    }

    /**
     * Ends one.
     *
     * @throws io.penstock.spi.error.QueryException {@link HttpError#NOT_FOUND}
     */
    byte[] end(String id) {
        if (!queries.cancel(id)) {
            throw PipeLookup.missing("There is no running query '%s'".formatted(id));
        }
        return PipeObjects.bytes(JSON.createObjectNode().put("id", id).put("state", "cancelling"));
    }
}

package io.penstock.server.usage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Parameters of URLs that are kept. */
final class UrlParameters {
    private static final ObjectMapper JSON = new ObjectMapper();

    private UrlParameters() {}

    /** By name; of those that repeat, the last. */
    static Map<String, String> of(String url) {
        Map<String, String> parameters = new LinkedHashMap<>();
        int query = url.indexOf('?');
        if (query < 0) {
            return parameters;
        }
        for (String pair : Splitter.on('&').omitEmptyStrings().split(url.substring(query + 1))) {
            int end = pair.indexOf('=');
            String name = end < 0 ? pair : pair.substring(0, end);
            parameters.put(decoded(name), end < 0 ? "" : decoded(pair.substring(end + 1)));
        }
        return parameters;
    }

    /** The same as a JSON object; absent when there are none. */
    static Optional<String> json(String url) {
        Map<String, String> parameters = of(url);
        try {
            return parameters.isEmpty()
                    ? Optional.empty()
                    : Optional.of(JSON.writeValueAsString(parameters));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can be written", e);
        }
    }

    /** What can't be decoded was refused, and is kept as it came. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}

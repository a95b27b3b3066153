package io.penstock.server.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;

import io.penstock.server.access.AccessError;
import io.penstock.server.access.JwtProblem;
import io.penstock.spi.error.QueryException;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A signed token as it was sent; nothing in it is to be trusted before its signature was looked at.
 * JSON is read strictly: a member that stands twice might be read otherwise by whoever signed.
 *
 * @param header a JSON object
 * @param claims a JSON object
 * @param signed what the signature is of
 * @param signature as it was sent, in base64url
 */
record JwtText(JsonNode header, JsonNode claims, String signed, String signature) {
    private static final int PARTS = 3;
    private static final CharMatcher DOT = CharMatcher.is('.');
    private static final ObjectMapper STRICT =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /** Whether a text is meant to be one; a token of ours also has three parts. */
    static boolean isOne(String text) {
        return DOT.countIn(text) == PARTS - 1 && !text.startsWith("p.");
    }

    /**
     * Takes a text apart.
     *
     * @throws QueryException {@link AccessError#FORBIDDEN}
     */
    static JwtText parse(String text) {
        List<String> parts = Splitter.on('.').splitToList(text);
        if (parts.size() != PARTS) {
            throw forbidden("it has %d parts; a JWT has three".formatted(parts.size()));
        }
        return new JwtText(
                object(parts.get(0), "header"),
                object(parts.get(1), "payload"),
                parts.get(0) + "." + parts.get(1),
                parts.get(2));
    }

    private static JsonNode object(String part, String what) {
        JsonNode node;
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            node =
                    STRICT.readTree(
                            StandardCharsets.UTF_8
                                    .newDecoder()
                                    .decode(ByteBuffer.wrap(bytes))
                                    .toString());
        } catch (IllegalArgumentException e) {
            throw forbidden("its %s is not in base64url".formatted(what));
        } catch (CharacterCodingException e) {
            throw forbidden("its %s is not UTF-8".formatted(what));
        } catch (JsonProcessingException e) {
            boolean twice = e.getOriginalMessage().startsWith("Duplicate field");
            throw forbidden(
                    twice
                            ? "its %s names a member twice".formatted(what)
                            : "its %s is not JSON".formatted(what));
        }
        if (!node.isObject()) {
            throw forbidden("its %s is not a JSON object".formatted(what));
        }
        return node;
    }

    static QueryException forbidden(String problem) {
        return JwtProblem.of(problem);
    }
}

package io.penstock.server.http;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;

import io.penstock.spi.error.QueryException;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Attributes;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parameters in a request's body: a form's pairs, a JSON object's members, a multipart's texts. */
final class RequestBody {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final int MOST_PARTS = 1_000;

    private RequestBody() {}

    /**
     * Reads the whole body. A body of another type has no parameters.
     *
     * @param limit bytes
     * @throws QueryException {@link HttpError#BODY_TOO_LARGE}, or {@link HttpError#BAD_REQUEST} for
     *     a body that is not what its type says
     */
    static Map<String, List<String>> parameters(Request request, int limit) {
        return parameters(read(request, limit), request.getHeaders().get(HttpHeader.CONTENT_TYPE));
    }

    /**
     * The parameters in a body that was read.
     *
     * @param header the value of {@code Content-Type}
     */
    static Map<String, List<String>> parameters(byte[] body, @Nullable String header) {
        if (body.length == 0) {
            return Map.of();
        }
        String type = header == null ? "" : Ascii.toLowerCase(header);
        if (type.startsWith("application/json")) {
            return json(body);
        }
        if (type.startsWith("multipart/form-data")) {
            return multipart(body, header == null ? "" : header);
        }
        return type.startsWith("application/x-www-form-urlencoded") ? form(body) : Map.of();
    }

    /**
     * The whole body.
     *
     * @throws QueryException {@link HttpError#BODY_TOO_LARGE}
     */
    static byte[] read(Request request, int limit) {
        try (InputStream in = Content.Source.asInputStream(request)) {
            byte[] body = in.readNBytes(limit + 1);
            if (body.length > limit) {
                throw BodyIntake.tooLarge(limit);
            }
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, List<String>> form(byte[] body) {
        Fields fields = new Fields();
        try {
            UrlEncoded.decodeUtf8To(new String(body, StandardCharsets.UTF_8), fields);
        } catch (RuntimeException e) {
            throw bad("is not a percent-encoded form", e);
        }
        Map<String, List<String>> texts = new LinkedHashMap<>();
        CallParameters.addAll(fields, texts);
        return texts;
    }

    private static Map<String, List<String>> json(byte[] body) {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw bad("is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!root.isObject()) {
            throw bad("is JSON, but not an object with parameters as members", null);
        }
        Map<String, List<String>> texts = new LinkedHashMap<>();
        root.properties()
                .forEach(
                        member -> {
                            // A member that is null says: not given.
                            if (!member.getValue().isNull()) {
                                texts.put(member.getKey(), texts(member.getValue()));
                            }
                        });
        return texts;
    }

    private static ImmutableList<String> texts(JsonNode value) {
        if (!value.isArray()) {
            return ImmutableList.of(text(value));
        }
        return value.isEmpty()
                ? ImmutableList.of("")
                : value.valueStream().map(RequestBody::text).collect(toImmutableList());
    }

    private static String text(JsonNode value) {
        if (value.isBigDecimal()) {
            BigDecimal number = value.decimalValue();
            return Math.abs(number.scale()) < 400 ? number.toPlainString() : number.toString();
        }
        return value.isContainerNode() ? value.toString() : value.asText();
    }

    private static Map<String, List<String>> multipart(byte[] body, String type) {
        MultiPartConfig config =
                new MultiPartConfig.Builder()
                        .maxParts(MOST_PARTS)
                        .maxSize(body.length)
                        .maxMemoryPartSize(body.length)
                        .useFilesForPartsWithoutFileName(false)
                        .build();
        Map<String, List<String>> texts = new LinkedHashMap<>();
        Content.Source source = new ByteBufferContentSource(ByteBuffer.wrap(body));
        try (MultiPartFormData.Parts parts =
                MultiPartFormData.getParts(source, new Attributes.Mapped(), type, config)) {
            for (MultiPart.Part part : parts) {
                if (part.getFileName() == null && part.getName() != null) {
                    texts.computeIfAbsent(part.getName(), name -> new ArrayList<>())
                            .add(part.getContentAsString(StandardCharsets.UTF_8));
                }
            }
        } catch (RuntimeException e) {
            throw bad("is not multipart/form-data", e);
        }
        return texts;
    }

    private static QueryException bad(String what, @Nullable Throwable cause) {
        return new QueryException(HttpError.BAD_REQUEST, "The request's body " + what, cause);
    }
}

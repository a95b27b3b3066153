package io.penstock.template;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.common.collect.ImmutableList;

import io.penstock.parameter.Numbers;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** JSON as values of {@link Python}, and back. */
final class JsonTexts {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER = 100;
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxNumberLength(MAX_NUMBER)
                                    .build())
                    .build();

    private JsonTexts() {}

    /** What a text means; absent when it is no JSON. */
    static Optional<Object> read(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return Optional.empty();
            }
            Object value = value(parser, first);
            return parser.nextToken() == null ? Optional.of(value) : Optional.empty();
        } catch (IOException | EvaluationException e) {
            return Optional.empty();
        }
    }

    private static Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_ARRAY -> array(parser);
            case START_OBJECT -> object(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> Numbers.shortest(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> None.NONE;
            default -> throw new EvaluationException("no JSON");
        };
    }

    private static Object array(JsonParser parser) throws IOException {
        ImmutableList.Builder<Object> items = ImmutableList.builder();
        for (JsonToken next = next(parser); next != JsonToken.END_ARRAY; next = next(parser)) {
            items.add(value(parser, next));
        }
        return items.build();
    }

    private static Object object(JsonParser parser) throws IOException {
        // A name that stands twice counts as its last, as in Python.
        Map<Object, Object> fields = new LinkedHashMap<>();
        for (JsonToken next = next(parser); next != JsonToken.END_OBJECT; next = next(parser)) {
            fields.put(parser.currentName(), value(parser, next(parser)));
        }
        return Collections.unmodifiableMap(fields);
    }

    private static JsonToken next(JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new EvaluationException("no JSON");
        }
        return token;
    }

    /**
     * A value as JSON.
     *
     * @throws EvaluationException for what JSON has no word for
     */
    static String write(Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(json, Python.plain(value), 0);
        } catch (IOException e) {
            throw new EvaluationException("The value can't be written as JSON");
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Object value, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new EvaluationException("The value is nested over %d deep".formatted(MAX_DEPTH));
        }
        switch (value) {
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> field : map.entrySet()) {
                    json.writeFieldName(Python.text(field.getKey()));
                    write(json, Python.plain(field.getValue()), depth + 1);
                }
                json.writeEndObject();
            }
            case List<?> list -> {
                json.writeStartArray();
                for (Object item : list) {
                    write(json, Python.plain(item), depth + 1);
                }
                json.writeEndArray();
            }
            case String text -> json.writeString(text);
            case Boolean b -> json.writeBoolean(b);
            case Long number -> json.writeNumber(number);
            case BigInteger number -> json.writeNumber(number);
            case BigDecimal number -> json.writeNumber(number);
            case Double number when Double.isFinite(number) -> json.writeNumber(number);
            case None none -> json.writeNull();
            case Absent absent -> json.writeNull();
            case Object other ->
                    throw new EvaluationException(
                            "%s has no JSON".formatted(Python.describe(other)));
        }
    }
}

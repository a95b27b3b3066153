package io.penstock.server.avatica;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.google.common.collect.ImmutableList;

import org.apache.calcite.avatica.Meta;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A frame's rows in JSON, written as they come: no object is made of a value. Thread: one. */
final class JsonRows {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4 << 10);
    private final JsonGenerator out;

    /** Writes one row's values. */
    @FunctionalInterface
    interface Values {
        void write(JsonGenerator out) throws IOException;
    }

    JsonRows() {
        try {
            out = FACTORY.createGenerator(bytes);
            out.writeStartArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a row. */
    void add(Values values) {
        try {
            out.writeStartArray();
            values.write(out);
            out.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes have been written. */
    int size() {
        return bytes.size() + out.getOutputBuffered();
    }

    /** All rows in a frame; nothing can be added after it. */
    Meta.Frame frame(long offset, boolean done) {
        try {
            out.writeEndArray();
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Written(offset, done, bytes.toString(StandardCharsets.UTF_8));
    }

    /** Its rows, as far as Avatica's own classes see them, are none. */
    private static final class Written extends Meta.Frame implements JsonSerializable {
        private final String json;

        Written(long offset, boolean done, String json) {
            super(offset, done, ImmutableList.of());
            this.json = json;
        }

        @Override
        public void serialize(JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeStartObject();
            out.writeNumberField("offset", offset);
            out.writeBooleanField("done", done);
            out.writeFieldName("rows");
            out.writeRawValue(json);
            out.writeEndObject();
        }

        @Override
        public void serializeWithType(
                JsonGenerator out, SerializerProvider provider, TypeSerializer type)
                throws IOException {
            serialize(out, provider);
        }
    }
}

package io.penstock.server.avatica;

import com.google.protobuf.Message;

import io.penstock.server.avatica.FrameBuilder.EncodedFrame;

import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.proto.Common;
import org.apache.calcite.avatica.proto.Responses;
import org.apache.calcite.avatica.remote.ProtobufTranslation;
import org.apache.calcite.avatica.remote.ProtobufTranslationImpl;
import org.apache.calcite.avatica.remote.Service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Avatica's protocol buffers, except that frames which are encoded already go into their response
 * as they are. A message in protocol buffers is the concatenation of its fields in any order, so
 * that a response without its frame and the frame's field make the whole. Thread: safe for many at
 * once.
 */
final class FrameTranslation implements ProtobufTranslation {
    private static final byte[] FETCHED = name(Responses.FetchResponse.class);
    private static final byte[] EXECUTED = name(Responses.ExecuteResponse.class);
    private static final byte[] LISTED = name(Responses.ResultSetResponse.class);

    private static final int NAME = Common.WireMessage.NAME_FIELD_NUMBER;
    private static final int MESSAGE = Common.WireMessage.WRAPPED_MESSAGE_FIELD_NUMBER;
    private static final byte[] NOTHING = {};

    private final ProtobufTranslation usual = new ProtobufTranslationImpl();

    private static byte[] name(Class<?> message) {
        return message.getName().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a request.
     *
     * @throws DoorException for bytes that are none
     */
    @Override
    public Service.Request parseRequest(byte[] bytes) {
        try {
            return usual.parseRequest(bytes);
        } catch (IOException | RuntimeException e) {
            throw Failures.notARequest();
        }
    }

    @Override
    public byte[] serializeResponse(Service.Response response) throws IOException {
        return switch (response) {
            case Service.FetchResponse fetched when fetched.frame instanceof EncodedFrame frame ->
                    new Envelope(NOTHING, Responses.FetchResponse.FRAME_FIELD_NUMBER, frame)
                            .wire(FETCHED);
            case Service.ExecuteResponse executed
                    when executed.results != null
                            && executed.results.size() == 1
                            && executed.results.getFirst().firstFrame instanceof EncodedFrame ->
                    resultSet(executed.results.getFirst())
                            .wire(EXECUTED, Responses.ExecuteResponse.RESULTS_FIELD_NUMBER);
            case Service.ResultSetResponse listed when listed.firstFrame instanceof EncodedFrame ->
                    resultSet(listed).wire(LISTED);
            default -> usual.serializeResponse(response);
        };
    }

    /** A response that only Avatica's own classes can make otherwise. */
    static <T extends Service.Response> T response(Message message, Class<T> type) {
        try {
            return type.cast(
                    new ProtobufTranslationImpl()
                            .parseResponse(wire(name(message.getClass()), message.toByteArray())));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Envelope resultSet(Service.ResultSetResponse response) {
        return new Envelope(
                head(response),
                Responses.ResultSetResponse.FIRST_FRAME_FIELD_NUMBER,
                response.firstFrame);
    }

    private static byte[] head(Service.ResultSetResponse response) {
        return Responses.ResultSetResponse.newBuilder()
                .setConnectionId(response.connectionId)
                .setStatementId(response.statementId)
                .setOwnStatement(response.ownStatement)
                .setSignature(response.signature.toProto())
                .setUpdateCount(response.updateCount)
                .build()
                .toByteArray();
    }

    /** A wrapped message whose last bytes are a frame: many megabytes, which are copied once. */
    private static final class Envelope {
        private final ProtoOutput frame;
        private final byte[] head;
        private final int field;
        private final int size;

        /**
         * A message.
         *
         * @param head its fields before the frame
         * @param field the frame's
         */
        Envelope(byte[] head, int field, Meta.Frame frame) {
            this.frame = ((EncodedFrame) frame).proto();
            this.head = head;
            this.field = field;
            this.size = head.length + ProtoOutput.fieldSize(field, this.frame.size());
        }

        private void write(ProtoOutput out) {
            out.put(head);
            out.length(field, frame.size());
            out.put(frame);
        }

        /** As the whole of a wrapped message. */
        byte[] wire(byte[] name) {
            ProtoOutput out = wrapper(name, size);
            write(out);
            return out.toArray();
        }

        /** As the only field of a wrapped message. */
        byte[] wire(byte[] name, int outer) {
            ProtoOutput out = wrapper(name, ProtoOutput.fieldSize(outer, size));
            out.length(outer, size);
            write(out);
            return out.toArray();
        }

        private static ProtoOutput wrapper(byte[] name, int length) {
            ProtoOutput out =
                    new ProtoOutput(
                            ProtoOutput.fieldSize(NAME, name.length)
                                    + ProtoOutput.fieldSize(MESSAGE, length));
            out.bytesField(NAME, name);
            out.length(MESSAGE, length);
            return out;
        }
    }

    private static byte[] wire(byte[] name, byte[] message) {
        ProtoOutput out = new ProtoOutput(message.length + name.length + 16);
        out.bytesField(NAME, name);
        out.bytesField(MESSAGE, message);
        return out.toArray();
    }

    @Override
    public byte[] serializeRequest(Service.Request request) throws IOException {
        return usual.serializeRequest(request);
    }

    @Override
    public Service.Response parseResponse(byte[] bytes) throws IOException {
        return usual.parseResponse(bytes);
    }
}

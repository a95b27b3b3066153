package io.penstock.server.avatica;

import com.google.protobuf.Message;

import io.penstock.server.avatica.FrameBuilder.EncodedFrame;

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
                    wire(FETCHED, Responses.FetchResponse.FRAME_FIELD_NUMBER, frame.proto());
            case Service.ExecuteResponse executed
                    when executed.results != null
                            && executed.results.size() == 1
                            && executed.results.getFirst().firstFrame instanceof EncodedFrame ->
                    wire(
                            EXECUTED,
                            Responses.ExecuteResponse.RESULTS_FIELD_NUMBER,
                            resultSet(executed.results.getFirst()));
            case Service.ResultSetResponse listed when listed.firstFrame instanceof EncodedFrame ->
                    wire(LISTED, resultSet(listed));
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

    private static byte[] resultSet(Service.ResultSetResponse response) {
        byte[] frame = ((EncodedFrame) response.firstFrame).proto();
        byte[] head =
                Responses.ResultSetResponse.newBuilder()
                        .setConnectionId(response.connectionId)
                        .setStatementId(response.statementId)
                        .setOwnStatement(response.ownStatement)
                        .setSignature(response.signature.toProto())
                        .setUpdateCount(response.updateCount)
                        .build()
                        .toByteArray();
        ProtoOutput out = new ProtoOutput(head.length + frame.length + 16);
        out.put(head);
        out.bytesField(Responses.ResultSetResponse.FIRST_FRAME_FIELD_NUMBER, frame);
        return out.toArray();
    }

    /** A message of one field, wrapped. */
    private static byte[] wire(byte[] name, int field, byte[] value) {
        int inner = 1 + ProtoOutput.varintSize(value.length) + value.length;
        ProtoOutput out = new ProtoOutput(inner + name.length + 16);
        out.bytesField(Common.WireMessage.NAME_FIELD_NUMBER, name);
        out.tag(Common.WireMessage.WRAPPED_MESSAGE_FIELD_NUMBER, ProtoOutput.LENGTH);
        out.varint(inner);
        out.bytesField(field, value);
        return out.toArray();
    }

    private static byte[] wire(byte[] name, byte[] message) {
        ProtoOutput out = new ProtoOutput(message.length + name.length + 16);
        out.bytesField(Common.WireMessage.NAME_FIELD_NUMBER, name);
        out.bytesField(Common.WireMessage.WRAPPED_MESSAGE_FIELD_NUMBER, message);
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

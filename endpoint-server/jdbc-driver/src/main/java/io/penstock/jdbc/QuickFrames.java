package io.penstock.jdbc;

import com.google.protobuf.ByteString;

import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.proto.Common;
import org.apache.calcite.avatica.proto.Responses;
import org.apache.calcite.avatica.remote.ProtobufTranslation;
import org.apache.calcite.avatica.remote.ProtobufTranslationImpl;
import org.apache.calcite.avatica.remote.Service;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Avatica's protocol buffers, of which rows are read by {@link FrameReader}. All else of a response
 * is read by Avatica's own classes, and rows too when they are of a kind that we don't know.
 * Thread: safe for many at once.
 */
final class QuickFrames implements ProtobufTranslation {
    private static final String FETCHED = Responses.FetchResponse.class.getName();
    private static final String LISTED = Responses.ResultSetResponse.class.getName();
    private static final String EXECUTED = Responses.ExecuteResponse.class.getName();

    private final ProtobufTranslation usual = new ProtobufTranslationImpl();

    @Override
    public Service.Response parseResponse(byte[] bytes) throws IOException {
        try {
            return quick(bytes);
        } catch (UnknownWireException e) {
            return usual.parseResponse(bytes);
        }
    }

    private Service.Response quick(byte[] bytes) throws IOException {
        WireReader in = new WireReader(bytes);
        String name = "";
        while (in.hasMore()) {
            int tag = in.tag();
            switch (WireReader.field(tag)) {
                case Common.WireMessage.NAME_FIELD_NUMBER -> name = in.text();
                case Common.WireMessage.WRAPPED_MESSAGE_FIELD_NUMBER -> {
                    return message(name, in, bytes);
                }
                default -> in.skip(tag);
            }
        }
        return usual.parseResponse(bytes);
    }

    /** The name comes before its message; one that does not is none that we know. */
    private Service.Response message(String name, WireReader in, byte[] bytes) throws IOException {
        in.enter();
        if (name.equals(FETCHED)) {
            return fetched(in, bytes);
        } else if (name.equals(LISTED)) {
            return resultSet(in, bytes);
        } else if (name.equals(EXECUTED)) {
            return executed(in, bytes);
        }
        return usual.parseResponse(bytes);
    }

    /** A message without its rows, and the rows. */
    private record Parts(ByteArrayOutputStream rest, Meta.@Nullable Frame frame) {
        static Parts of(WireReader in, byte[] bytes, int frameField) {
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            Meta.Frame frame = null;
            while (in.hasMore()) {
                int start = in.position();
                int tag = in.tag();
                if (WireReader.field(tag) == frameField) {
                    frame = new FrameReader(in).frame();
                } else {
                    in.skip(tag);
                    rest.write(bytes, start, in.position() - start);
                }
            }
            return new Parts(rest, frame);
        }

        <T extends Service.Response> T response(
                String name, ProtobufTranslation usual, Class<T> type) throws IOException {
            Common.WireMessage message =
                    Common.WireMessage.newBuilder()
                            .setName(name)
                            .setWrappedMessage(ByteString.copyFrom(rest.toByteArray()))
                            .build();
            return type.cast(usual.parseResponse(message.toByteArray()));
        }
    }

    private Service.Response fetched(WireReader in, byte[] bytes) throws IOException {
        Parts parts = Parts.of(in, bytes, Responses.FetchResponse.FRAME_FIELD_NUMBER);
        Service.FetchResponse rest = parts.response(FETCHED, usual, Service.FetchResponse.class);
        return new Service.FetchResponse(
                parts.frame() == null ? rest.frame : parts.frame(),
                rest.missingStatement,
                rest.missingResults,
                rest.rpcMetadata);
    }

    private Service.ResultSetResponse resultSet(WireReader in, byte[] bytes) throws IOException {
        Parts parts = Parts.of(in, bytes, Responses.ResultSetResponse.FIRST_FRAME_FIELD_NUMBER);
        Service.ResultSetResponse rest =
                parts.response(LISTED, usual, Service.ResultSetResponse.class);
        return new Service.ResultSetResponse(
                rest.connectionId,
                rest.statementId,
                rest.ownStatement,
                rest.signature,
                parts.frame(),
                rest.updateCount,
                rest.rpcMetadata);
    }

    private Service.Response executed(WireReader in, byte[] bytes) throws IOException {
        List<Service.ResultSetResponse> results = new ArrayList<>();
        ByteArrayOutputStream others = new ByteArrayOutputStream();
        while (in.hasMore()) {
            int start = in.position();
            int tag = in.tag();
            if (WireReader.field(tag) == Responses.ExecuteResponse.RESULTS_FIELD_NUMBER) {
                int outer = in.enter();
                results.add(resultSet(in, bytes));
                in.leave(outer);
            } else {
                in.skip(tag);
                others.write(bytes, start, in.position() - start);
            }
        }
        Service.ExecuteResponse rest =
                new Parts(others, null).response(EXECUTED, usual, Service.ExecuteResponse.class);
        return new Service.ExecuteResponse(results, rest.missingStatement, rest.rpcMetadata);
    }

    @Override
    public byte[] serializeRequest(Service.Request request) throws IOException {
        return usual.serializeRequest(request);
    }

    @Override
    public byte[] serializeResponse(Service.Response response) throws IOException {
        return usual.serializeResponse(response);
    }

    @Override
    public Service.Request parseRequest(byte[] bytes) throws IOException {
        return usual.parseRequest(bytes);
    }
}

package io.penstock.server.avatica;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.protobuf.InvalidProtocolBufferException;

import io.penstock.server.door.SqlDoor;
import io.penstock.spi.engine.Caller;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.QueryException;

import org.apache.calcite.avatica.metrics.noop.NoopMetricsSystem;
import org.apache.calcite.avatica.proto.Common;
import org.apache.calcite.avatica.remote.Handler.HandlerResponse;
import org.apache.calcite.avatica.remote.JsonHandler;
import org.apache.calcite.avatica.remote.JsonService;
import org.apache.calcite.avatica.remote.ProtobufHandler;
import org.apache.calcite.avatica.remote.Service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * Answers calls of Avatica's drivers. Owner: the server closes it, which ends all connections.
 * Thread: safe for many at once; each call blocks its own thread.
 */
public final class AvaticaDoor implements AutoCloseable {
    /** Options of a connection that may also stand in the URL. */
    public static final ImmutableSet<String> OPTIONS = ImmutableSet.of(TimePolicy.PROPERTY);

    private static final Pattern REQUEST = Pattern.compile("\"request\"\\s*:\\s*\"(\\w+)\"");

    private static final NoopMetricsSystem NO_METRICS = NoopMetricsSystem.getInstance();

    private final FrameTranslation translation = new FrameTranslation();
    private final SqlDoor door;
    private final AvaticaLimits limits;
    private final Sessions sessions;

    /** A door without connections. */
    public AvaticaDoor(SqlDoor door, AvaticaLimits limits) {
        this.door = door;
        this.limits = limits;
        this.sessions = new Sessions(limits);
    }

    /**
     * What goes back to the driver.
     *
     * @param status 200; 500 with an error that the driver tells its caller; 400 for bytes that are
     *     no request
     * @param contentType of the body
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    public record Answer(int status, String contentType, byte[] body) {}

    /** A call's context: whoever watches its client may cancel it. */
    public QueryContext context(Caller caller, String id) {
        return new QueryContext(id, caller, limits.resultTimeout());
    }

    /**
     * Answers one call.
     *
     * @param context of {@link #context}, taking turns; a query that the call starts runs in it,
     *     and may go on after the call
     * @param options of a connection that it opens, besides those that the driver sends
     * @param request protocol buffers or JSON
     */
    public Answer call(QueryContext context, ImmutableMap<String, String> options, byte[] request) {
        Wire wire = Wire.of(request);
        AvaticaCall call = new AvaticaCall(context, options, wire);
        Service service =
                Failures.translating(new AvaticaService(call, door, sessions), context.id());
        return switch (wire) {
            case PROTOBUF -> protobuf(service, request);
            case JSON -> json(service, new String(request, StandardCharsets.UTF_8));
        };
    }

    /** What a call takes. */
    public static Work work(byte[] request) {
        return switch (Wire.of(request)) {
            case PROTOBUF -> Work.of(message(request));
            case JSON -> most(new String(request, StandardCharsets.UTF_8));
        };
    }

    /** Empty for bytes that are no request, which is found out when they are read whole. */
    private static String message(byte[] request) {
        try {
            return Common.WireMessage.parseFrom(request).getName();
        } catch (InvalidProtocolBufferException e) {
            return "";
        }
    }

    /** Whichever of its members of that name the request's is: nobody gets in by a second one. */
    private static Work most(String request) {
        return REQUEST.matcher(request)
                .results()
                .map(name -> Work.of(name.group(1)))
                .max(Comparator.naturalOrder())
                .orElse(Work.GOES_ON);
    }

    /** Tells a driver that its caller may not come in, in the way that it understands. */
    public Answer refuse(byte[] request, String message) {
        return refuse(request, new QueryException(AvaticaError.FORBIDDEN, message));
    }

    /** Tells a driver why its call is not answered. */
    public Answer refuse(byte[] request, QueryException reason) {
        DoorException refusal = Failures.of(reason, "");
        // Handlers that only write the refusal down: no service stands behind them.
        return switch (Wire.of(request)) {
            case PROTOBUF ->
                    protobuf(
                            new ProtobufHandler(null, translation, NO_METRICS)
                                    .convertToErrorResponse(refusal));
            case JSON -> json(new JsonHandler(null, NO_METRICS).convertToErrorResponse(refusal));
        };
    }

    private Answer protobuf(Service service, byte[] request) {
        ProtobufHandler handler = new ProtobufHandler(service, translation, NO_METRICS);
        try {
            translation.parseRequest(request);
        } catch (DoorException e) {
            return protobuf(handler.badRequestErrorResponse(e));
        }
        return protobuf(handler.apply(request));
    }

    private static Answer json(Service service, String request) {
        JsonHandler handler = new JsonHandler(service, NO_METRICS);
        try {
            // Avatica would answer what it can't read with the stack of its reader.
            JsonService.MAPPER.readValue(request, Service.Request.class);
        } catch (IOException | RuntimeException e) {
            return json(handler.badRequestErrorResponse(Failures.notARequest()));
        }
        return json(handler.apply(request));
    }

    private static Answer protobuf(HandlerResponse<byte[]> response) {
        return new Answer(
                response.getStatusCode(), "application/x-google-protobuf", response.getResponse());
    }

    private static Answer json(HandlerResponse<String> response) {
        return new Answer(
                response.getStatusCode(),
                "application/json",
                response.getResponse().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Stops the query of a statement; the statement can be used again.
     *
     * @return whether there was one
     */
    public boolean cancel(Caller caller, String connection, int statement) {
        return sessions.find(caller, connection)
                .flatMap(session -> session.statement(statement))
                .map(SqlStatement::cancel)
                .orElse(false);
    }

    /** How many connections are open. */
    public int connections() {
        return sessions.size();
    }

    /** How many statements are open in all connections. */
    public int statements() {
        return sessions.statements();
    }

    @Override
    public void close() {
        sessions.close();
    }
}

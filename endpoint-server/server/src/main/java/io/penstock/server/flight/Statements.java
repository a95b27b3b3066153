package io.penstock.server.flight;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;

import io.penstock.query.StatementShape;
import io.penstock.server.door.SqlCall;
import io.penstock.server.door.SqlDoor;
import io.penstock.spi.engine.Caller;

import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.CancelStatus;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.impl.FlightSql.TicketStatementQuery;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.types.pojo.Schema;

import java.time.Duration;
import java.util.List;

/**
 * Statements that clients have asked for and not read yet, and those that they have prepared.
 * Asking plans a statement and gives a ticket; reading the ticket runs it. Thread: safe for many at
 * once.
 */
final class Statements {
    private static final long UNKNOWN = -1;

    private final SqlDoor door;
    private final Handles<TicketedStatement> tickets;
    private final Handles<PreparedStatement> prepared;

    Statements(SqlDoor door, Duration idle) {
        this.door = door;
        this.tickets = new Handles<>("ticket", idle);
        this.prepared = new Handles<>("prepared statement", idle);
    }

    /** Plans a statement without parameters. */
    FlightInfo ask(Caller caller, String sql, FlightDescriptor descriptor) {
        StatementShape shape = door.describe(caller, SqlCall.of(sql));
        if (!shape.parameters().isEmpty()) {
            throw CallStatus.INVALID_ARGUMENT
                    .withDescription(
                            "The statement has %d parameters; prepare it and bind them"
                                    .formatted(shape.parameters().size()))
                    .toRuntimeException();
        }
        return info(caller, SqlCall.of(sql), shape.schema(), descriptor);
    }

    /** The columns of a statement, which may have parameters. */
    Schema schema(Caller caller, String sql) {
        return WireSchema.of(door.describe(caller, SqlCall.of(sql)).schema());
    }

    private FlightInfo info(
            Caller caller, SqlCall call, Schema schema, FlightDescriptor descriptor) {
        ByteString handle = tickets.add(caller.id(), new TicketedStatement(call));
        TicketStatementQuery ticket =
                TicketStatementQuery.newBuilder().setStatementHandle(handle).build();
        FlightEndpoint endpoint = new FlightEndpoint(new Ticket(Any.pack(ticket).toByteArray()));
        return new FlightInfo(
                WireSchema.of(schema),
                descriptor,
                List.of(endpoint),
                UNKNOWN,
                UNKNOWN,
                true,
                IpcOption.DEFAULT);
    }

    /** A statement that was asked for. */
    TicketedStatement asked(Caller caller, ByteString ticket) {
        return tickets.find(caller.id(), ticket);
    }

    /** A statement that is kept, and its handle. */
    record Kept(ByteString handle, StatementShape shape) {}

    /** Plans a statement that values are bound to later. */
    Kept prepare(Caller caller, String sql) {
        StatementShape shape = door.describe(caller, SqlCall.of(sql));
        if (prepared.size() >= Handles.MOST) {
            throw CallStatus.RESOURCE_EXHAUSTED
                    .withDescription(
                            "%d statements are prepared; close those that are not needed"
                                    .formatted(Handles.MOST))
                    .toRuntimeException();
        }
        return new Kept(prepared.add(caller.id(), new PreparedStatement(sql, shape)), shape);
    }

    /** Binds values, for all that is asked from now on. */
    void bind(Caller caller, ByteString handle, VectorSchemaRoot values) {
        prepared.find(caller.id(), handle).bind(values);
    }

    /** The columns of a prepared statement. */
    Schema preparedSchema(Caller caller, ByteString handle) {
        return WireSchema.of(prepared.find(caller.id(), handle).shape().schema());
    }

    /** Asks for a prepared statement with the values that it has now. */
    FlightInfo askPrepared(Caller caller, ByteString handle, FlightDescriptor descriptor) {
        PreparedStatement statement = prepared.find(caller.id(), handle);
        SqlCall call = statement.call();
        Schema schema =
                call.values().isEmpty()
                        ? statement.shape().schema()
                        : door.describe(caller, call).schema();
        return info(caller, call, schema, descriptor);
    }

    /** A prepared statement with the values that it has now, to run at once. */
    TicketedStatement preparedCall(Caller caller, ByteString handle) {
        return new TicketedStatement(prepared.find(caller.id(), handle).call());
    }

    void close(Caller caller, ByteString handle) {
        prepared.remove(caller.id(), handle);
    }

    /**
     * Stops what runs for tickets; they can't be read any more.
     *
     * @throws FlightRuntimeException NOT_FOUND for tickets of nobody or of somebody else
     */
    CancelStatus cancel(Caller caller, FlightInfo info) {
        for (FlightEndpoint endpoint : info.getEndpoints()) {
            tickets.find(caller.id(), handle(endpoint.getTicket())).cancel();
        }
        return CancelStatus.CANCELLED;
    }

    private static ByteString handle(Ticket ticket) {
        try {
            return Any.parseFrom(ticket.getBytes())
                    .unpack(TicketStatementQuery.class)
                    .getStatementHandle();
        } catch (InvalidProtocolBufferException e) {
            throw CallStatus.INVALID_ARGUMENT
                    .withDescription("The ticket is not one of a statement")
                    .withCause(e)
                    .toRuntimeException();
        }
    }

    /** How many statements are prepared. */
    long preparedCount() {
        return prepared.size();
    }

    void forget() {
        tickets.clear();
        prepared.clear();
    }
}

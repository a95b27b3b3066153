package io.penstock.benchmark;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;

import org.apache.arrow.flight.BackpressureStrategy;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.NoOpFlightSqlProducer;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.TicketStatementQuery;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBResultSet;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;

/**
 * The yardstick: a Flight SQL server that does nothing but hand DuckDB's Arrow export to the
 * network, in the way that Arrow's documentation shows. A process of its own.
 */
final class BareFlight extends NoOpFlightSqlProducer {
    private static final int BATCH_ROWS = 16 * 1024;

    private final BufferAllocator allocator;

    private BareFlight(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    /** Serves on the port that is given. */
    public static void main(String[] arguments) throws Exception {
        BufferAllocator allocator = new RootAllocator();
        Location location = Location.forGrpcInsecure("127.0.0.1", Integer.parseInt(arguments[0]));
        FlightServer server =
                FlightServer.builder(allocator, location, new BareFlight(allocator))
                        .build()
                        .start();
        System.out.println("Listening on http://127.0.0.1:" + server.getPort());
        server.awaitTermination();
    }

    @Override
    public FlightInfo getFlightInfoStatement(
            CommandStatementQuery command, CallContext context, FlightDescriptor descriptor) {
        TicketStatementQuery ticket =
                TicketStatementQuery.newBuilder()
                        .setStatementHandle(ByteString.copyFromUtf8(command.getQuery()))
                        .build();
        FlightEndpoint endpoint = new FlightEndpoint(new Ticket(Any.pack(ticket).toByteArray()));
        return new FlightInfo(
                new Schema(ImmutableList.of()), descriptor, ImmutableList.of(endpoint), -1, -1);
    }

    @Override
    public void getStreamStatement(
            TicketStatementQuery ticket, CallContext context, ServerStreamListener listener) {
        BackpressureStrategy pace = new BackpressureStrategy.CallbackBackpressureStrategy();
        pace.register(listener);
        Thread.ofPlatform()
                .start(() -> send(ticket.getStatementHandle().toStringUtf8(), listener, pace));
    }

    private void send(String sql, ServerStreamListener listener, BackpressureStrategy pace) {
        try (Connection connection = connected();
                PreparedStatement statement = connection.prepareStatement(sql);
                DuckDBResultSet result = (DuckDBResultSet) statement.executeQuery();
                ArrowReader batches =
                        (ArrowReader) result.arrowExportStream(allocator, BATCH_ROWS)) {
            listener.start(batches.getVectorSchemaRoot());
            while (batches.loadNextBatch()) {
                pace.waitForListener(0);
                listener.putNext();
            }
            listener.completed();
        } catch (Exception e) {
            listener.error(CallStatus.INTERNAL.withCause(e).toRuntimeException());
        }
    }

    private static Connection connected() throws Exception {
        java.util.Properties settings = new java.util.Properties();
        settings.setProperty("jdbc_stream_results", "true");
        settings.setProperty("threads", "2");
        return DriverManager.getConnection("jdbc:duckdb:", settings);
    }
}

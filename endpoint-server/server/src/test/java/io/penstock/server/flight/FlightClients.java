package io.penstock.server.flight;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestProject;

import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClientMiddleware;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Arrow's own client of Flight SQL, with a token. Closing it shows whether memory was lost. */
public final class FlightClients implements AutoCloseable {
    public final BufferAllocator allocator = new RootAllocator();
    public final FlightClient flight;
    public final FlightSqlClient sql;

    /** A client with the token of test projects. */
    public FlightClients(PenstockServer server) {
        this(server.flightUrl().orElseThrow(), "Bearer " + TestProject.TOKEN);
    }

    /**
     * A client.
     *
     * @param authorization the header of each call; empty for none
     */
    public FlightClients(URI server, String authorization) {
        FlightClient.Builder builder =
                FlightClient.builder(
                        allocator, Location.forGrpcInsecure(server.getHost(), server.getPort()));
        if (!authorization.isEmpty()) {
            builder.intercept(info -> new Header(authorization));
        }
        this.flight = builder.build();
        this.sql = new FlightSqlClient(flight);
    }

    private record Header(String authorization) implements FlightClientMiddleware {
        @Override
        public void onBeforeSendingHeaders(CallHeaders headers) {
            headers.insert("authorization", authorization);
        }

        @Override
        public void onHeadersReceived(CallHeaders headers) {}

        @Override
        public void onCallCompleted(CallStatus status) {}
    }

    /** All rows of an answer's first endpoint, each value as text. */
    List<List<String>> rows(FlightInfo info) throws Exception {
        try (FlightStream stream = open(info)) {
            return rows(stream);
        }
    }

    /** The first endpoint of an answer. */
    public FlightStream open(FlightInfo info) {
        return sql.getStream(info.getEndpoints().getFirst().getTicket());
    }

    /** The rows of a query, as text. */
    public List<List<String>> query(String text) throws Exception {
        return rows(sql.execute(text));
    }

    static List<List<String>> rows(FlightStream stream) {
        List<List<String>> rows = new ArrayList<>();
        while (stream.next()) {
            VectorSchemaRoot root = stream.getRoot();
            for (int row = 0; row < root.getRowCount(); row++) {
                int at = row;
                rows.add(
                        root.getFieldVectors().stream()
                                .map(vector -> String.valueOf(vector.getObject(at)))
                                .toList());
            }
        }
        return rows;
    }

    @Override
    public void close() throws Exception {
        sql.close();
        allocator.close();
    }
}

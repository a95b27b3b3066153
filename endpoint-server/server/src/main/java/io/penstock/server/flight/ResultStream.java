package io.penstock.server.flight;

import io.penstock.server.door.Place;
import io.penstock.server.door.RunningSql;
import io.penstock.server.door.SqlDoor;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.Caller;
import io.penstock.spi.engine.QueryContext;

import org.apache.arrow.flight.FlightProducer.ServerStreamListener;

import java.time.Duration;

/**
 * Runs a statement and sends its batches. The engine's buffers go to the network as they are; the
 * next batch is computed while the last one is on its way.
 */
final class ResultStream {
    private final SqlDoor door;
    private final Caller caller;
    private final TicketedStatement statement;

    ResultStream(SqlDoor door, Caller caller, TicketedStatement statement) {
        this.door = door;
        this.caller = caller;
        this.statement = statement;
    }

    /** A run, from the moment on that it can be stopped. */
    private static final class Run {
        private QueryContext context = new QueryContext("-", Duration.ZERO);
    }

    /**
     * Sends it all.
     *
     * @param place whose work it is; the caller's, who gives it back
     */
    void write(ServerStreamListener listener, ClientPace pace, Place place) {
        Run run = new Run();
        try (RunningSql running =
                door.run(caller, statement.call(), context -> begin(run, context, pace, place))) {
            send(running, run.context, listener, pace);
        } finally {
            statement.ended(run.context);
        }
    }

    private void begin(Run run, QueryContext context, ClientPace pace, Place place) {
        run.context = context;
        place.worksOn(context);
        statement.began(context);
        pace.onGone(context::cancel);
    }

    private static void send(
            RunningSql running,
            QueryContext context,
            ServerStreamListener listener,
            ClientPace pace) {
        BatchStream rows = running.result().rows();
        try (WireBatch batch = new WireBatch(rows)) {
            listener.setUseZeroCopy(true);
            listener.start(batch.root());
            long bytes = 0;
            while (rows.next() && pace.await(context::check)) {
                bytes += batch.take();
                listener.putNext();
                running.sent(bytes);
            }
        }
    }
}

package io.penstock.server.flight;

import io.penstock.server.door.CallWatch;
import io.penstock.server.door.RunningSql;
import io.penstock.server.door.SqlDoor;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;

import org.apache.arrow.flight.FlightProducer.ServerStreamListener;

import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Runs a statement and sends its batches. The engine's buffers go to the network as they are; the
 * next batch is computed while the last one is on its way. A slow client may take its time: the
 * query's clock runs only while the server works.
 */
final class ResultStream {
    private final SqlDoor door;
    private final TicketedStatement statement;
    private final CallWatch watch;
    private final QueryContext context;

    /**
     * A run.
     *
     * @param watch ends what makes no rows in time
     * @param context of this run alone
     */
    ResultStream(SqlDoor door, TicketedStatement statement, CallWatch watch, QueryContext context) {
        this.door = door;
        this.statement = statement;
        this.watch = watch;
        this.context = context;
    }

    /**
     * Sends it all.
     *
     * @param patience with a client that takes nothing
     */
    void write(ServerStreamListener listener, ClientPace pace, LongConsumer patience) {
        statement.began(context);
        pace.onGone(context::cancel);
        try (RunningSql running = inTime(() -> door.run(context, statement.call()))) {
            send(
                    running,
                    listener,
                    () ->
                            pace.await(
                                    waited -> {
                                        context.check();
                                        patience.accept(waited);
                                    }));
        } finally {
            statement.ended(context);
        }
    }

    private <T> T inTime(Supplier<T> work) {
        try (CallWatch.Call call = watch.begin(context)) {
            return call.run(work);
        }
    }

    private void send(RunningSql running, ServerStreamListener listener, BooleanSupplier ready) {
        BatchStream rows = running.result().rows();
        try (WireBatch batch = new WireBatch(rows)) {
            listener.setUseZeroCopy(true);
            listener.start(batch.root());
            long bytes = 0;
            while (inTime(rows::next) && ready.getAsBoolean()) {
                bytes += batch.take();
                listener.putNext();
                running.sent(bytes);
            }
        }
    }
}

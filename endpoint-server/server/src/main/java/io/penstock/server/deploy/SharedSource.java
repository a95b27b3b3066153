package io.penstock.server.deploy;

import io.penstock.spi.ConnectionSettings;
import io.penstock.spi.Source;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * An open connection that several deployments may use: a reload keeps those whose files did not
 * change. The last one to let go closes it. Thread: safe for many at once.
 */
final class SharedSource {
    private final ConnectionSettings settings;
    private final Source source;
    private final AtomicInteger holders = new AtomicInteger(1);

    /** A source held by the caller. */
    SharedSource(ConnectionSettings settings, Source source) {
        this.settings = settings;
        this.source = source;
    }

    Source source() {
        return source;
    }

    /** Whether these settings would open the same; lines may have moved. */
    boolean fits(ConnectionSettings other) {
        return settings.type().equals(other.type())
                && settings.values().equals(other.values())
                && settings.folder().equals(other.folder())
                && settings.drivers().equals(other.drivers());
    }

    /** One more holder; the caller knows that there is one already. */
    SharedSource hold() {
        holders.incrementAndGet();
        return this;
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            source.close();
        }
    }
}

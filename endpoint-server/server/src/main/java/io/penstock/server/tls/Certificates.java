package io.penstock.server.tls;

import com.google.common.collect.ImmutableSet;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The certificates of all doors; looks every {@link #EVERY} whether their files have changed.
 * Owner: the server closes it. Thread: safe for many at once.
 */
public final class Certificates implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Certificates.class);

    /** How often the files are looked at. */
    public static final Duration EVERY = Duration.ofSeconds(2);

    private final Optional<LiveCertificate> http;
    private final Optional<LiveCertificate> flight;
    private final Optional<ScheduledExecutorService> timer;

    private Certificates(Optional<LiveCertificate> http, Optional<LiveCertificate> flight) {
        this.http = http;
        this.flight = flight;
        this.timer =
                all().isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                Executors.newSingleThreadScheduledExecutor(
                                        Thread.ofPlatform()
                                                .daemon()
                                                .name("certificates")
                                                .factory()));
        timer.ifPresent(this::watch);
    }

    /**
     * Reads all files.
     *
     * @throws TlsException naming the file that can't be used
     */
    public static Certificates open(TlsSettings settings) {
        Optional<LiveCertificate> http = settings.http().map(LiveCertificate::of);
        boolean shared = settings.http().equals(settings.flight());
        return new Certificates(http, shared ? http : settings.flight().map(LiveCertificate::of));
    }

    /** That of the HTTP port. */
    public Optional<LiveCertificate> http() {
        return http;
    }

    /** That of the Flight SQL port. */
    public Optional<LiveCertificate> flight() {
        return flight;
    }

    /** Reads all files again; what can't be used is logged and not taken. */
    public void reload() {
        all().forEach(LiveCertificate::reload);
    }

    private void watch(ScheduledExecutorService executor) {
        ScheduledFuture<?> unused =
                executor.scheduleWithFixedDelay(
                        this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            all().stream().filter(LiveCertificate::isStale).forEach(LiveCertificate::reload);
        } catch (RuntimeException e) {
            log.error("Certificates could not be looked at", e);
        }
    }

    private ImmutableSet<LiveCertificate> all() {
        return Stream.of(http, flight)
                .flatMap(Optional::stream)
                .collect(ImmutableSet.toImmutableSet());
    }

    @Override
    public void close() {
        timer.ifPresent(ScheduledExecutorService::shutdownNow);
    }
}

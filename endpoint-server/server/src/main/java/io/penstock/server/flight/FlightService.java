package io.penstock.server.flight;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableMap;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.penstock.planner.function.FunctionCatalogue;
import io.penstock.server.door.CallWatch;
import io.penstock.server.tls.LiveCertificate;

import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.Location;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import javax.net.ssl.SSLException;

/**
 * gRPC and the calls behind it, on a port that is bound. Owner: the door closes it. Thread: safe
 * for many at once.
 */
final class FlightService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FlightService.class);

    /** Room for metadata on its way and values of parameters; results are in the engine's. */
    private static final long MEMORY = 256L << 20;

    private static final int HEADER_BYTES = 64 << 10;

    /** Clients may ask so often whether the server is there; the server asks them less often. */
    private static final Duration MOST_FREQUENT_PING = Duration.ofSeconds(10);

    private static final Duration PING_IDLE_CLIENT = Duration.ofMinutes(1);

    /** Netty's own default waits two seconds for what might still come. */
    private static final Duration QUIET = Duration.ZERO;

    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final BufferAllocator allocator = new RootAllocator(MEMORY);
    private final Streams streams = new Streams();
    private final EventLoopGroup accepting = group("flight-accept", 1);
    private final EventLoopGroup sending =
            group("flight-io", Runtime.getRuntime().availableProcessors());
    private final ExecutorService calls =
            Executors.newCachedThreadPool(
                    Thread.ofPlatform().daemon().name("flight-call-", 0).factory());
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("flight-clock").factory());
    private final Statements statements;
    private final FlightServer server;

    private FlightService(
            ServerSocketChannel port, String host, FlightSettings settings, FlightDoor.Parts parts)
            throws IOException {
        timer.setRemoveOnCancelPolicy(true);
        statements = new Statements(parts.sql(), settings.idleTimeout());
        FlightServer.Builder builder =
                FlightServer.builder(
                                allocator,
                                Location.forGrpcInsecure(host, port.socket().getLocalPort()),
                                producer(settings, parts))
                        .middleware(
                                PrincipalMiddleware.KEY,
                                new PrincipalMiddleware.Factory(
                                        parts.tokens(), parts.audit(), parts.limits()))
                        .executor(calls)
                        .maxInboundMessageSize(parts.requestBytes())
                        .setMaxHeaderListSize(HEADER_BYTES)
                        .transportHint("grpc.builderConsumer", setup(port, parts));
        server = builder.build();
    }

    private static EventLoopGroup group(String name, int threads) {
        return new NioEventLoopGroup(threads, new DefaultThreadFactory(name, true));
    }

    private SqlProducer producer(FlightSettings settings, FlightDoor.Parts parts) {
        Supplier<ImmutableMap<Integer, InfoValue>> infos =
                Suppliers.memoize(
                        () ->
                                SqlInfos.all(
                                        parts.version(),
                                        settings.idleTimeout(),
                                        parts.sqlBytes(),
                                        FunctionCatalogue.functions()));
        return new SqlProducer(
                parts.sql(),
                parts.admission(),
                parts.limits(),
                settings,
                new CallWatch(timer, settings.callTimeout()),
                allocator,
                streams,
                statements,
                infos);
    }

    private Consumer<NettyServerBuilder> setup(ServerSocketChannel port, FlightDoor.Parts parts) {
        return netty -> {
            netty.channelFactory(() -> new ListeningSocket(port))
                    .bossEventLoopGroup(accepting)
                    .workerEventLoopGroup(sending)
                    .permitKeepAliveTime(MOST_FREQUENT_PING.toMillis(), TimeUnit.MILLISECONDS)
                    .permitKeepAliveWithoutCalls(true)
                    .keepAliveTime(PING_IDLE_CLIENT.toMillis(), TimeUnit.MILLISECONDS)
                    .addStreamTracerFactory(PeerAddress.EACH);
            parts.certificate().map(FlightService::encryption).ifPresent(netty::sslContext);
        };
    }

    /** Flight's own way reads the files once; this one follows them. */
    private static SslContext encryption(LiveCertificate certificate) {
        SslContextBuilder builder = SslContextBuilder.forServer(certificate.keys());
        certificate
                .trust()
                .ifPresent(trust -> builder.trustManager(trust).clientAuth(ClientAuth.REQUIRE));
        try {
            return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Serves on the port.
     *
     * @throws UncheckedIOException when gRPC can't serve on it
     */
    static FlightService start(
            ServerSocketChannel port,
            String host,
            FlightSettings settings,
            FlightDoor.Parts parts) {
        try {
            FlightService service = new FlightService(port, host, settings, parts);
            service.server.start();
            return service;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int openStreams() {
        return streams.open();
    }

    long preparedStatements() {
        return statements.preparedCount();
    }

    long memory() {
        return allocator.getAllocatedMemory();
    }

    /** Takes no new calls; those that run go on. */
    void refuseNew() {
        server.shutdown();
    }

    boolean awaitQuiet(Duration limit) {
        return streams.awaitNone(limit);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        statements.forget();
        streams.awaitNone(STOP_LIMIT);
        streams.close();
        timer.shutdownNow();
        calls.shutdown();
        stop(sending);
        stop(accepting);
        if (allocator.getAllocatedMemory() > 0) {
            log.warn("{} bytes of Flight SQL were never freed", allocator.getAllocatedMemory());
        } else {
            allocator.close();
        }
    }

    private static void stop(EventLoopGroup group) {
        group.shutdownGracefully(QUIET.toMillis(), STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(STOP_LIMIT.toMillis());
    }
}

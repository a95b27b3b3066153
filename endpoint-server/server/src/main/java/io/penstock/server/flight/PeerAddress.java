package io.penstock.server.flight;

import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where a call comes from: gRPC tells it to who traces calls, and Flight's middleware, which is
 * asked before all interceptors of ours, finds it in the call's context. Behind a proxy it is the
 * proxy's.
 */
final class PeerAddress extends ServerStreamTracer {
    /** One for each call. */
    static final ServerStreamTracer.Factory EACH =
            new ServerStreamTracer.Factory() {
                @Override
                public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
                    return new PeerAddress();
                }
            };

    private static final Context.Key<PeerAddress> KEY = Context.key("penstock-peer");

    private volatile Optional<InetAddress> address = Optional.empty();

    private PeerAddress() {}

    /** That of the call which this thread begins. */
    static Optional<InetAddress> current() {
        @Nullable PeerAddress here = KEY.get();
        return here == null ? Optional.empty() : here.address;
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(KEY, this);
    }

    @Override
    public void serverCallStarted(ServerCallInfo<?, ?> call) {
        if (call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
                instanceof InetSocketAddress peer) {
            address = Optional.ofNullable(peer.getAddress());
        }
    }
}

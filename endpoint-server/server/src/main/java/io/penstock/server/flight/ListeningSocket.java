package io.penstock.server.flight;

import io.netty.channel.socket.nio.NioServerSocketChannel;

import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * A port that is bound already, as Netty wants it. The port is bound before Netty is loaded, which
 * takes a while: a port that is taken is known at once, and clients that come early wait.
 */
final class ListeningSocket extends NioServerSocketChannel {
    ListeningSocket(ServerSocketChannel bound) {
        super(bound);
    }

    @Override
    protected void doBind(SocketAddress localAddress) {
        // It is.
    }
}

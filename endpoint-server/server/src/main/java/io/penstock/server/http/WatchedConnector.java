package io.penstock.server.http;

import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** Listens, and has each connection watched. Owner: Jetty's server. */
final class WatchedConnector extends ServerConnector {
    private final ConnectionWatch watch;

    WatchedConnector(Server jetty, ConnectionWatch watch, ConnectionFactory... protocols) {
        super(jetty, 1, 1, protocols);
        this.watch = watch;
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(
            SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        WatchedConnection connection =
                new WatchedConnection(channel, selector, key, getScheduler(), watch);
        connection.setIdleTimeout(getIdleTimeout());
        return connection;
    }
}

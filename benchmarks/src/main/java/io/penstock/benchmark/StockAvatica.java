package io.penstock.benchmark;

import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.metrics.noop.NoopMetricsSystem;
import org.apache.calcite.avatica.remote.LocalService;
import org.apache.calcite.avatica.remote.ProtobufHandler;
import org.apache.calcite.avatica.remote.ProtobufTranslationImpl;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

import java.nio.ByteBuffer;

/**
 * What one has without us: Avatica's own {@code JdbcMeta} over DuckDB's driver. It stands on our
 * Jetty, because the one that Avatica's server brings is no longer maintained; for its sake the
 * library with {@code JdbcMeta} is no dependency and is only found when benchmarks run. A process
 * of its own.
 */
final class StockAvatica {
    private static final String META = "org.apache.calcite.avatica.jdbc.JdbcMeta";

    private StockAvatica() {}

    /** Serves on a free port. */
    public static void main(String[] arguments) throws Exception {
        Meta meta =
                Class.forName(META)
                        .asSubclass(Meta.class)
                        .getConstructor(String.class)
                        .newInstance("jdbc:duckdb:");
        ProtobufHandler handler =
                new ProtobufHandler(
                        new LocalService(meta),
                        new ProtobufTranslationImpl(),
                        NoopMetricsSystem.getInstance());
        Server jetty = new Server();
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        jetty.setHandler(new Calls(handler));
        jetty.start();
        System.out.println("Listening on http://127.0.0.1:" + connector.getLocalPort());
        jetty.join();
    }

    private static final class Calls extends Handler.Abstract {
        private final ProtobufHandler handler;

        Calls(ProtobufHandler handler) {
            this.handler = handler;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback)
                throws Exception {
            byte[] call = Content.Source.asInputStream(request).readAllBytes();
            byte[] answer = handler.apply(call).getResponse();
            response.write(true, ByteBuffer.wrap(answer), callback);
            return true;
        }
    }
}

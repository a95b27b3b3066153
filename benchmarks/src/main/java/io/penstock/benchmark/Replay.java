package io.penstock.benchmark;

import org.apache.calcite.avatica.proto.Common;
import org.apache.calcite.avatica.proto.Requests;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that gives a client of Avatica the answers that another gave, from memory: nothing can
 * serve that client faster. Whatever is asked for the first time goes to the other server; a client
 * that reads one result several times is answered from memory from its second time on. A process of
 * its own.
 */
final class Replay {
    private static final Pattern REQUEST = Pattern.compile("\"request\":\"(\\w+)\"");
    private static final Pattern OFFSET = Pattern.compile("\"offset\":(\\d+)");

    private Replay() {}

    /** Serves on a free port what the server at this address says. */
    public static void main(String[] arguments) throws Exception {
        Server jetty = new Server();
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        jetty.setHandler(new Answers(URI.create(arguments[0])));
        jetty.start();
        System.out.println("Listening on http://127.0.0.1:" + connector.getLocalPort());
        jetty.join();
    }

    private static final class Answers extends Handler.Abstract {
        private final HttpClient client = HttpClient.newHttpClient();
        private final Map<String, byte[]> known = new ConcurrentHashMap<>();
        private final URI other;

        Answers(URI other) {
            this.other = other;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback)
                throws Exception {
            byte[] call = Content.Source.asInputStream(request).readAllBytes();
            String key = key(call);
            byte[] answer = known.get(key);
            if (answer == null) {
                answer = ask(call);
                known.put(key, answer);
            }
            response.write(true, ByteBuffer.wrap(answer), callback);
            return true;
        }

        private byte[] ask(byte[] call) throws IOException, InterruptedException {
            HttpRequest request =
                    HttpRequest.newBuilder(other)
                            .header("Authorization", "Bearer " + ServerProcess.TOKEN)
                            .POST(HttpRequest.BodyPublishers.ofByteArray(call))
                            .build();
            HttpResponse<byte[]> response =
                    client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode());
            }
            return response.body();
        }

        /** What is asked, whichever connection and statement it belongs to. */
        private static String key(byte[] call) throws IOException {
            if (call[0] == '{') {
                String text = new String(call, StandardCharsets.UTF_8);
                return found(REQUEST, text) + found(OFFSET, text);
            }
            Common.WireMessage message = Common.WireMessage.parseFrom(call);
            return message.getName().endsWith("FetchRequest")
                    ? "fetch"
                            + Requests.FetchRequest.parseFrom(message.getWrappedMessage())
                                    .getOffset()
                    : message.getName();
        }

        private static String found(Pattern pattern, String text) {
            Matcher matcher = pattern.matcher(text);
            return matcher.find() ? matcher.group(1) : "";
        }
    }
}

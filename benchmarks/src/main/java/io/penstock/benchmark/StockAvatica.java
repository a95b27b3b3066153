package io.penstock.benchmark;

import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.ConnectionPropertiesImpl;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.metrics.noop.NoopMetricsSystem;
import org.apache.calcite.avatica.remote.ProtobufHandler;
import org.apache.calcite.avatica.remote.ProtobufTranslationImpl;
import org.apache.calcite.avatica.remote.Service;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one has without us: Avatica's own serialization over DuckDB's JDBC driver, rows as lists of
 * objects, as many in a frame as the client asks for. It does what Avatica's server does with
 * {@code JdbcMeta}, which itself needs a Jetty that is no longer maintained. Owner: whoever opened
 * it closes it.
 */
final class StockAvatica implements AutoCloseable {
    private static final int USUAL_ROWS = 100;

    private final Connection duckdb;
    private final Server jetty;
    private final Map<Integer, ResultSet> open = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();

    StockAvatica() throws Exception {
        duckdb = DriverManager.getConnection("jdbc:duckdb:");
        jetty = new Server(0);
        ProtobufHandler handler =
                new ProtobufHandler(
                        service(), new ProtobufTranslationImpl(), NoopMetricsSystem.getInstance());
        jetty.setHandler(
                new Handler.Abstract() {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback)
                            throws Exception {
                        byte[] body = Content.Source.asInputStream(request).readAllBytes();
                        byte[] answer = handler.apply(body).getResponse();
                        response.write(true, ByteBuffer.wrap(answer), callback);
                        return true;
                    }
                });
        jetty.start();
    }

    String url() {
        int port = ((ServerConnector) jetty.getConnectors()[0]).getLocalPort();
        return "jdbc:avatica:remote:url=http://127.0.0.1:%d/;serialization=protobuf"
                .formatted(port);
    }

    private Service service() {
        return (Service)
                Proxy.newProxyInstance(
                        Service.class.getClassLoader(),
                        new Class<?>[] {Service.class},
                        (proxy, method, arguments) -> answer(arguments[0]));
    }

    private Object answer(Object request) throws SQLException {
        return switch (request) {
            case Service.OpenConnectionRequest r -> new Service.OpenConnectionResponse();
            case Service.CloseConnectionRequest r -> new Service.CloseConnectionResponse();
            case Service.ConnectionSyncRequest r ->
                    new Service.ConnectionSyncResponse(new ConnectionPropertiesImpl(), null);
            case Service.CreateStatementRequest r ->
                    new Service.CreateStatementResponse(
                            r.connectionId, next.incrementAndGet(), null);
            case Service.CloseStatementRequest r -> closeStatement(r);
            case Service.PrepareAndExecuteRequest r -> execute(r);
            case Service.FetchRequest r ->
                    new Service.FetchResponse(
                            frame(r.statementId, r.offset, r.fetchMaxRowCount), false, false, null);
            default -> throw new IllegalStateException(request.getClass().getName());
        };
    }

    private Service.CloseStatementResponse closeStatement(Service.CloseStatementRequest request)
            throws SQLException {
        ResultSet rows = open.remove(request.statementId);
        if (rows != null) {
            rows.getStatement().close();
        }
        return new Service.CloseStatementResponse();
    }

    private Service.ExecuteResponse execute(Service.PrepareAndExecuteRequest request)
            throws SQLException {
        Statement statement = duckdb.createStatement();
        ResultSet rows = statement.executeQuery(request.sql);
        open.put(request.statementId, rows);
        Meta.Signature signature =
                Meta.Signature.create(
                        columns(rows.getMetaData()),
                        request.sql,
                        List.of(),
                        Meta.CursorFactory.LIST,
                        Meta.StatementType.SELECT);
        Service.ResultSetResponse result =
                new Service.ResultSetResponse(
                        request.connectionId,
                        request.statementId,
                        false,
                        signature,
                        frame(request.statementId, 0, USUAL_ROWS),
                        -1,
                        null);
        return new Service.ExecuteResponse(List.of(result), false, null);
    }

    private static List<ColumnMetaData> columns(ResultSetMetaData metadata) throws SQLException {
        List<ColumnMetaData> columns = new ArrayList<>();
        for (int i = 1; i <= metadata.getColumnCount(); i++) {
            ColumnMetaData.Rep rep =
                    switch (metadata.getColumnType(i)) {
                        case java.sql.Types.BIGINT -> ColumnMetaData.Rep.LONG;
                        case java.sql.Types.DOUBLE -> ColumnMetaData.Rep.DOUBLE;
                        case java.sql.Types.BOOLEAN -> ColumnMetaData.Rep.BOOLEAN;
                        default -> ColumnMetaData.Rep.STRING;
                    };
            columns.add(
                    new ColumnMetaData(
                            i - 1,
                            false,
                            true,
                            true,
                            false,
                            1,
                            true,
                            20,
                            metadata.getColumnLabel(i),
                            metadata.getColumnLabel(i),
                            null,
                            0,
                            0,
                            null,
                            null,
                            ColumnMetaData.scalar(
                                    metadata.getColumnType(i), metadata.getColumnTypeName(i), rep),
                            true,
                            false,
                            false,
                            Object.class.getName()));
        }
        return columns;
    }

    private Meta.Frame frame(int statement, long offset, int rowsAtMost) throws SQLException {
        ResultSet rows = open.get(statement);
        if (rows == null) {
            throw new IllegalStateException("statement " + statement);
        }
        int width = rows.getMetaData().getColumnCount();
        List<Object> frame = new ArrayList<>();
        boolean more = true;
        while (frame.size() < rowsAtMost && (more = rows.next())) {
            List<Object> row = new ArrayList<>(width);
            for (int i = 1; i <= width; i++) {
                row.add(rows.getObject(i));
            }
            frame.add(row);
        }
        return new Meta.Frame(offset, !more, frame);
    }

    @Override
    public void close() throws Exception {
        jetty.stop();
        duckdb.close();
    }
}

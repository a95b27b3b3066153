package io.penstock.source.jdbc;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.scan.Scan;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.postgresql.PGConnection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts PostgreSQL's COPY of a query in binary: without the text of each value that the ordinary
 * way makes at the server and takes apart here, and with a parallel plan at the server, which a
 * cursor never gets.
 */
final class PostgresCopy {
    private static final String SYNTAX_ERROR = "42601";
    private static final String NOT_SUPPORTED = "0A000";

    private final Connection connection;
    private final PGConnection postgres;

    /** On a connection that is not in a transaction and begins one by itself. */
    PostgresCopy(Connection connection, PGConnection postgres) {
        this.connection = connection;
        this.postgres = postgres;
    }

    /** Whether a database says that it does not know this kind of COPY. */
    static boolean isUnknown(SQLException e) {
        return SYNTAX_ERROR.equals(e.getSQLState()) || NOT_SUPPORTED.equals(e.getSQLState());
    }

    /**
     * Starts it.
     *
     * @return empty when a value can't be written or a type not be read; nothing was started then
     */
    Optional<CopyRows> start(Scan.Pushed scan, VectorSchemaRoot root, QueryContext context)
            throws SQLException {
        Optional<String> sql = new PostgresLiterals(postgres).inlined(scan.sql(), scan.values());
        if (sql.isEmpty()) {
            return Optional.empty();
        }
        begin();
        // Describing locks the tables until the transaction ends: the types hold for the copy.
        try (PreparedStatement described = connection.prepareStatement(scan.sql())) {
            Binds.set(described, scan.values(), RemoteDialect.POSTGRESQL);
            ResultSetMetaData columns = described.getMetaData();
            List<CopyDecoder> decoders = decoders(columns, root);
            if (decoders.size() < root.getFieldVectors().size()) {
                return Optional.empty();
            }
            ImmutableList<String> names = names(columns);
            context.check();
            String copy = "COPY (%s) TO STDOUT (FORMAT binary)".formatted(sql.get());
            return Optional.of(
                    new CopyRows(postgres, postgres.getCopyAPI().copyOut(copy), decoders, names));
        }
    }

    /** Any statement would do: the driver begins the transaction with it. */
    private void begin() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION READ ONLY");
        }
    }

    /** As many as can be read from the first on. */
    private static List<CopyDecoder> decoders(ResultSetMetaData columns, VectorSchemaRoot root)
            throws SQLException {
        List<CopyDecoder> decoders = new ArrayList<>();
        for (int i = 0; i < root.getFieldVectors().size(); i++) {
            Optional<CopyDecoder> decoder =
                    CopyDecoders.of(typeName(columns, i + 1), root.getVector(i));
            if (decoder.isEmpty()) {
                return decoders;
            }
            decoders.add(decoder.get());
        }
        return decoders;
    }

    /** Enumerations have names of their own; to the driver they and all kinds of text are one. */
    private static String typeName(ResultSetMetaData columns, int column) throws SQLException {
        return columns.getColumnType(column) == Types.VARCHAR
                ? "text"
                : columns.getColumnTypeName(column);
    }

    private static ImmutableList<String> names(ResultSetMetaData columns) throws SQLException {
        ImmutableList.Builder<String> names = ImmutableList.builder();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            names.add(columns.getColumnLabel(i));
        }
        return names.build();
    }
}

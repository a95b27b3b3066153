package io.penstock.source.jdbc;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.scan.Scan;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    private static final Logger LOG = LoggerFactory.getLogger(PostgresCopy.class);
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

    /** What comes: a decoder for each column that can be read, and their names. */
    private record Columns(List<CopyDecoder> decoders, ImmutableList<String> names) {}

    /**
     * Starts it.
     *
     * @param readers how many connections may read a big table at once; with more than one all
     *     statements of the transaction see the same
     * @return empty when a value can't be written or a type not be read; nothing was started then
     */
    Optional<RowSource> start(
            Scan.Pushed scan, VectorSchemaRoot root, QueryContext context, int readers)
            throws SQLException {
        Optional<String> sql = new PostgresLiterals(postgres).inlined(scan.sql(), scan.values());
        if (sql.isEmpty()) {
            return Optional.empty();
        }
        boolean shared = readers > 1 && PlainScan.of(sql.get()).isPresent();
        begin(shared);
        Columns columns = columns(scan, root);
        if (columns.decoders().size() < root.getFieldVectors().size()) {
            return Optional.empty();
        }
        context.check();
        Optional<Parts> parts = shared ? parts(sql.get(), readers) : Optional.empty();
        context.check();
        return Optional.of(
                parts.isPresent()
                        ? rows(parts.get(), columns)
                        : run(postgres, sql.get(), columns.decoders(), columns.names()));
    }

    /** Takes parts of what was started on another connection, whose transaction still runs. */
    RowSource join(Scan.Pushed scan, VectorSchemaRoot root, QueryContext context, Parts parts)
            throws SQLException {
        begin(true);
        execute("SET TRANSACTION SNAPSHOT '" + parts.snapshot() + "'");
        context.check();
        return rows(parts, columns(scan, root));
    }

    private RowSource rows(Parts parts, Columns columns) {
        return new PartedRows(postgres, parts, columns.decoders(), columns.names());
    }

    /** Who speaks PostgreSQL's protocol need not know how to share a scan. */
    private Optional<Parts> parts(String sql, int readers) throws SQLException {
        try {
            return PostgresParts.of(connection, sql, readers);
        } catch (SQLException e) {
            LOG.debug("A scan is not shared", e);
            connection.rollback();
            begin(false);
            return Optional.empty();
        }
    }

    /** Starts one copy. */
    static CopyRows run(
            PGConnection postgres,
            String sql,
            List<CopyDecoder> decoders,
            ImmutableList<String> names)
            throws SQLException {
        String copy = "COPY (%s) TO STDOUT (FORMAT binary)".formatted(sql);
        return new CopyRows(postgres, postgres.getCopyAPI().copyOut(copy), decoders, names);
    }

    /** The driver begins the transaction with it. */
    private void begin(boolean shared) throws SQLException {
        execute(
                shared
                        ? "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
                        : "SET TRANSACTION READ ONLY");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Describing locks the tables until the transaction ends: the types hold for the copy. */
    private Columns columns(Scan.Pushed scan, VectorSchemaRoot root) throws SQLException {
        try (PreparedStatement described = connection.prepareStatement(scan.sql())) {
            Binds.set(described, scan.values(), RemoteDialect.POSTGRESQL);
            ResultSetMetaData columns = described.getMetaData();
            return new Columns(decoders(columns, root), names(columns));
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

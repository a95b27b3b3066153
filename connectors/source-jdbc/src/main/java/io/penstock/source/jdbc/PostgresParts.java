package io.penstock.source.jdbc;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Says whether PostgreSQL would read a table from its first block to its last, and whether that is
 * so long that several connections should share it.
 */
final class PostgresParts {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresParts.class);

    /** The first version that finds places without reading the blocks before them. */
    private static final int FIRST_VERSION = 14;

    /** 16 MB of usual blocks. */
    private static final long FEWEST_BLOCKS = 2_048;

    private static final long PARTS_EACH = 4;
    private static final long SMALLEST_PART = 256;
    private static final long BIGGEST_PART = 8_192;

    /** Each part brings the whole text again. */
    private static final int LONGEST_TEXT = 100_000;

    private static final String BLOCKS =
            """
            SELECT pg_catalog.pg_relation_size(c.oid)
              / pg_catalog.current_setting('block_size')::pg_catalog.int8
            FROM pg_catalog.pg_class c
            WHERE c.oid = pg_catalog.to_regclass(?) AND c.relkind IN ('r', 'm')
            """;

    private PostgresParts() {}

    /**
     * A scan in parts, and the snapshot for whoever joins.
     *
     * @param connection in a transaction in which all statements see the same
     * @param sql with its values written into it
     * @param readers how many may read at once
     * @return empty when one should read it alone
     */
    static Optional<Parts> of(Connection connection, String sql, int readers) throws SQLException {
        Optional<PlainScan> scan =
                sql.length() > LONGEST_TEXT ? Optional.empty() : PlainScan.of(sql);
        if (scan.isEmpty() || connection.getMetaData().getDatabaseMajorVersion() < FIRST_VERSION) {
            return Optional.empty();
        }
        long blocks = blocks(connection, scan.get().table());
        if (blocks < FEWEST_BLOCKS || !readsAll(connection, sql)) {
            return Optional.empty();
        }
        long each = Math.clamp(blocks / (readers * PARTS_EACH), SMALLEST_PART, BIGGEST_PART);
        LOG.debug("{} has {} blocks, read {} at a time", scan.get().table(), blocks, each);
        return Optional.of(new Parts(scan.get(), snapshot(connection), blocks, each));
    }

    /** 0 for views, partitioned tables and whatever else has no rows of its own. */
    private static long blocks(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BLOCKS)) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** Few rows come by an index, or by processes that look for them at the server. */
    private static boolean readsAll(Connection connection, String sql) throws SQLException {
        return ask(connection, "EXPLAIN " + sql).startsWith("Seq Scan on ");
    }

    private static String snapshot(Connection connection) throws SQLException {
        return ask(connection, "SELECT pg_catalog.pg_export_snapshot()");
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        }
    }
}

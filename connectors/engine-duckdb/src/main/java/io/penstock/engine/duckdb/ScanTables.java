package io.penstock.engine.duckdb;

import static io.penstock.engine.duckdb.DuckDbTypes.quoted;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.scan.Scan;

import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Shows a query's scans to DuckDB under their names. The rows themselves are a stream that can be
 * read once, seen through a view that gives UUID and JSON columns their types; or they become a
 * temporary table, which can be read more than once and of which DuckDB knows how long it is.
 * Owner: the execution closes it. Thread: the query's.
 */
final class ScanTables implements AutoCloseable {
    private static final String STREAM = " stream";

    private final Session session;
    private final BufferAllocator allocator;
    private final List<ArrowArrayStream> streams = new ArrayList<>();
    private final List<String> drops = new ArrayList<>();

    ScanTables(Session session, BufferAllocator allocator) {
        this.session = session;
        this.allocator = allocator;
    }

    /**
     * Makes the feed's rows readable.
     *
     * @param asTable whether DuckDB is to have them as a table
     * @return what must run first; null for nothing
     */
    @Nullable String register(ScanFeed feed, boolean asTable) throws SQLException {
        Scan.Pushed scan = feed.scan();
        String stream = scan.name() + STREAM;
        ArrowArrayStream exported = ArrowArrayStream.allocateNew(allocator);
        streams.add(exported);
        Data.exportArrayStream(allocator, feed.reader(), exported);
        drops.add("DROP VIEW IF EXISTS temp." + quoted(stream));
        session.connection().registerArrowStream(stream, exported);
        String select = "SELECT %s FROM temp.%s".formatted(columns(scan), quoted(stream));
        if (!asTable) {
            drops.add("DROP VIEW IF EXISTS temp." + quoted(scan.name()));
            session.execute("CREATE TEMP VIEW %s AS %s".formatted(quoted(scan.name()), select));
            return null;
        }
        drops.add("DROP TABLE IF EXISTS temp." + quoted(scan.name()));
        return "CREATE TEMP TABLE %s AS %s".formatted(quoted(scan.name()), select);
    }

    /** What makes a part readable. */
    String part(EnginePlan.Part part) {
        drops.add("DROP TABLE IF EXISTS temp." + quoted(part.name()));
        return "CREATE TEMP TABLE %s AS %s".formatted(quoted(part.name()), part.sql());
    }

    private static String columns(Scan.Pushed scan) {
        return scan.schema().getFields().stream()
                .map(ScanTables::column)
                .collect(Collectors.joining(", "));
    }

    private static String column(Field field) {
        String name = quoted(field.getName());
        String logical = field.getMetadata().get(FieldTypes.LOGICAL_TYPE);
        return logical == null ? name : "CAST(%s AS %s) AS %s".formatted(name, logical, name);
    }

    /** Forgets the names; the last one first. */
    @Override
    public void close() throws SQLException {
        try {
            if (session.isUsable()) {
                for (String drop : drops.reversed()) {
                    session.execute(drop);
                }
            }
        } finally {
            for (ArrowArrayStream stream : streams) {
                stream.release();
                stream.close();
            }
        }
    }
}

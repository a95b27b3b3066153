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
 * Shows a query's scans and parts to DuckDB under their names. Few rows are values of the
 * statements that read them. Others are a stream that can be read once, seen through a view where
 * UUID and JSON columns have to get their types; or they become a temporary table, which can be
 * read more than once and of which DuckDB knows how long it is. Each name that comes or goes costs
 * DuckDB as much as a small query does. Owner: the execution ends it. Thread: the query's.
 */
final class ScanTables {
    private static final String STREAM = " stream";

    private final Session session;
    private final BufferAllocator allocator;
    private final List<Registered> streams = new ArrayList<>();
    private final List<String> drops = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<FewRows> few = new ArrayList<>();

    private record Registered(String name, ScanFeed feed, ArrowArrayStream stream) {}

    ScanTables(Session session, BufferAllocator allocator) {
        this.session = session;
        this.allocator = allocator;
    }

    /** Makes rows readable that are values of each statement that reads them. */
    void put(FewRows rows) {
        few.add(rows);
    }

    /** The rows that are values of a statement with this text. */
    List<FewRows> few(String sql) {
        return few.stream().filter(rows -> sql.contains(rows.name())).toList();
    }

    /** Whether a text reads nothing that has its name for this query only. */
    boolean isLasting(String sql) {
        return names.stream().noneMatch(sql::contains);
    }

    /**
     * Makes the feed's rows readable.
     *
     * @param asTable whether DuckDB is to have them as a table
     * @return what must run first; null for nothing
     */
    @Nullable String register(ScanFeed feed, boolean asTable) throws SQLException {
        Scan.Pushed scan = feed.scan();
        names.add(scan.name());
        boolean bare = !asTable && scan.schema().getFields().stream().allMatch(ScanTables::isBare);
        String stream = bare ? scan.name() : scan.name() + STREAM;
        ArrowArrayStream exported = ArrowArrayStream.allocateNew(allocator);
        streams.add(new Registered(stream, feed, exported));
        Data.exportArrayStream(allocator, feed.reader(), exported);
        session.register(stream, exported);
        if (bare) {
            return null;
        }
        session.forget(scan.name());
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
    String part(EnginePlan.Part part) throws SQLException {
        String select = FewRows.with(few(part.sql()), part.sql());
        names.add(part.name());
        session.forget(part.name());
        drops.add("DROP TABLE IF EXISTS temp." + quoted(part.name()));
        return "CREATE TEMP TABLE %s AS %s".formatted(quoted(part.name()), select);
    }

    private static String columns(Scan.Pushed scan) {
        return scan.schema().getFields().stream()
                .map(ScanTables::column)
                .collect(Collectors.joining(", "));
    }

    /** Whether the stream's own type is the column's. */
    private static boolean isBare(Field field) {
        return !field.getMetadata().containsKey(FieldTypes.LOGICAL_TYPE);
    }

    private static String column(Field field) {
        String name = quoted(field.getName());
        String logical = field.getMetadata().get(FieldTypes.LOGICAL_TYPE);
        return logical == null ? name : "CAST(%s AS %s) AS %s".formatted(name, logical, name);
    }

    /**
     * Forgets tables and views, the last one first, and streams that were not read to their end:
     * that makes DuckDB let go of their rows. Other streams may stay under their names, of which
     * nothing is left, until those get other rows.
     *
     * @param whole whether the query gave all its rows
     */
    void end(boolean whole) throws SQLException {
        try {
            if (session.isUsable()) {
                for (String drop : drops.reversed()) {
                    session.execute(drop);
                }
                for (Registered stream : streams) {
                    if (!whole || !stream.feed().isReaderClosed()) {
                        session.forget(stream.name());
                    }
                }
            }
        } finally {
            for (Registered stream : streams) {
                stream.stream().release();
                stream.stream().close();
            }
        }
    }
}

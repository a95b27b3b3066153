package io.penstock.spi;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.scan.Scan;

import java.util.Optional;

/**
 * One open connection: a schema of tables. Owner: the catalog's deployment closes it. Thread: safe
 * for many at once.
 */
public interface Source extends AutoCloseable {

    /** The connection's name. */
    String name();

    /**
     * The tables' names, sorted; may be slow on a big database.
     *
     * @throws io.penstock.spi.error.QueryException when the source can't be reached
     */
    ImmutableList<TableName> tables();

    /**
     * A table by its path below the connection, names matched without regard to case when there is
     * no exact match. Looks at the source again only when its answer may have changed since last
     * time.
     *
     * @param path one name, or a database schema and a name
     * @return empty when there is no such table
     * @throws io.penstock.spi.error.QueryException when the source can't be reached or the table
     *     can't be read
     */
    Optional<SourceTable> table(ImmutableList<String> path);

    /**
     * Whether a plan made for this table still fits. Called for each table before each query: at
     * most a few microseconds a file.
     */
    boolean isCurrent(SourceTable table);

    /**
     * Runs a scan at the source.
     *
     * @return its rows with exactly the scan's schema; the caller closes it
     * @throws io.penstock.spi.error.QueryException when the source fails, or never reads rows
     *     itself
     */
    BatchStream read(Scan.Pushed scan, QueryContext context);

    /** Forgets what was remembered about tables, so that the next look sees the source as it is. */
    void refresh();

    /** Closes pools and files; running reads fail. */
    @Override
    void close();
}

package io.penstock.spi;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableEntry;
import io.penstock.spi.catalog.TableKeys;
import io.penstock.spi.catalog.TableKind;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.catalog.TableStatistics;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;
import io.penstock.spi.scan.Scan;

import java.util.List;
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
     * The tables with what people should know of them, sorted by name; may be slow on a big
     * database. Columns are not looked at.
     *
     * @throws io.penstock.spi.error.QueryException when the source can't be reached
     */
    default ImmutableList<TableEntry> entries() {
        return tables().stream()
                .map(name -> new TableEntry(name, TableKind.TABLE, Optional.empty()))
                .collect(ImmutableList.toImmutableList());
    }

    /**
     * Many tables at once, for whoever lists columns: in the order given, without those that are
     * not there any more or can't be read. A source that can ask for many in one question should.
     *
     * @param names of {@link #tables}
     * @throws io.penstock.spi.error.QueryException when the source can't be reached
     */
    default ImmutableList<SourceTable> describe(List<TableName> names) {
        ImmutableList.Builder<SourceTable> found = ImmutableList.builder();
        for (TableName name : names) {
            try {
                table(name.path()).ifPresent(found::add);
            } catch (QueryException e) {
                if (e.code() == SourceError.UNREACHABLE) {
                    throw e;
                }
            }
        }
        return found.build();
    }

    /**
     * The keys of tables, of all in one go. Asked for when somebody wants to know; may be slow.
     *
     * @param names of {@link #tables}
     * @return a table that is not in it has none that are known
     * @throws io.penstock.spi.error.QueryException when the source can't be reached
     */
    default ImmutableMap<TableName, TableKeys> keys(List<TableName> names) {
        return ImmutableMap.of();
    }

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
     * What the source knows of a table's size, for whoever plans. Asked for as seldom as the answer
     * allows; waits a moment at most, and rather knows nothing than fails.
     *
     * @param table of this source
     */
    default TableStatistics statistics(SourceTable table) {
        return table.statistics();
    }

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

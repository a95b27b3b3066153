package io.penstock.server.system;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;

import io.penstock.query.listing.CatalogListing;
import io.penstock.spi.Source;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.catalog.TableEntry;
import io.penstock.spi.catalog.TableKind;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.catalog.TableStatistics;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.Caller;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.scan.Scan;

import java.util.Optional;
import java.util.function.Function;

/** A schema of the server's own tables. Thread: safe for many at once. */
public final class SystemSource implements Source {
    private static final String VERSION = "1";

    private final String name;
    private final ImmutableMap<String, SystemTable> tables;
    private final Function<Caller, CatalogListing> listing;

    private SystemSource(
            String name,
            ImmutableList<SystemTable> tables,
            Function<Caller, CatalogListing> listing) {
        this.name = name;
        this.tables = Maps.uniqueIndex(tables, SystemTable::name);
        this.listing = listing;
    }

    /**
     * All schemas of the server's own, by name.
     *
     * @param listing what a caller may see, asked for each time that a table is read
     */
    public static ImmutableMap<String, Source> all(Function<Caller, CatalogListing> listing) {
        return ImmutableMap.of(
                InformationSchema.NAME,
                new SystemSource(InformationSchema.NAME, InformationSchema.tables(), listing),
                ClickHouseSystem.NAME,
                new SystemSource(ClickHouseSystem.NAME, ClickHouseSystem.tables(), listing));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ImmutableList<TableName> tables() {
        return tables.keySet().stream()
                .map(table -> TableName.of(name, table))
                .sorted()
                .collect(toImmutableList());
    }

    @Override
    public ImmutableList<TableEntry> entries() {
        return tables.values().stream()
                .map(
                        table ->
                                new TableEntry(
                                        TableName.of(name, table.name()),
                                        TableKind.SYSTEM_TABLE,
                                        Optional.of(table.remarks())))
                .collect(toImmutableList());
    }

    @Override
    public Optional<SourceTable> table(ImmutableList<String> path) {
        return path.size() == 1
                ? Optional.ofNullable(tables.get(Ascii.toLowerCase(path.get(0))))
                        .map(this::sourceTable)
                : Optional.empty();
    }

    private SourceTable sourceTable(SystemTable table) {
        return new SourceTable(
                TableName.of(name, table.name()),
                table.schema(),
                TableStatistics.UNKNOWN,
                VERSION,
                new TableAccess.Whole());
    }

    @Override
    public boolean isCurrent(SourceTable table) {
        return true;
    }

    @Override
    public BatchStream read(Scan.Pushed scan, QueryContext context) {
        SystemTable table = tables.get(scan.sql());
        if (table == null) {
            throw new IllegalArgumentException("no table " + scan.sql());
        }
        return SystemRows.of(table, scan.schema(), listing.apply(context.caller()), context);
    }

    @Override
    public void refresh() {}

    @Override
    public void close() {}
}

package io.penstock.query;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.TestCatalog;
import io.penstock.spi.Source;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.catalog.TableStatistics;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.scan.Scan;

import org.apache.arrow.vector.types.pojo.Schema;

import java.net.URI;
import java.util.Optional;

/** A source of one table, {@code t}, whose columns change when a test says so. */
final class ChangingSource implements Source {
    private ImmutableList<String> columns = ImmutableList.of("a");
    private int version = 1;

    void change(ImmutableList<String> newColumns) {
        columns = newColumns;
        version++;
    }

    @Override
    public String name() {
        return "shop";
    }

    @Override
    public ImmutableList<TableName> tables() {
        return ImmutableList.of(TableName.of("shop", "t"));
    }

    @Override
    public Optional<SourceTable> table(ImmutableList<String> path) {
        return Optional.of(
                new SourceTable(
                        TableName.of("shop", "t"),
                        new Schema(columns.stream().map(TestCatalog::text).toList()),
                        TableStatistics.UNKNOWN,
                        Integer.toString(version),
                        new TableAccess.Files(
                                new TableAccess.FileFormat.Parquet(),
                                ImmutableList.of(URI.create("file:///nowhere/t.parquet")),
                                ImmutableList.of())));
    }

    @Override
    public boolean isCurrent(SourceTable table) {
        return table.version().equals(Integer.toString(version));
    }

    @Override
    public BatchStream read(Scan.Pushed scan, QueryContext context) {
        throw new IllegalStateException("files are read by the engine");
    }

    @Override
    public void refresh() {}

    @Override
    public void close() {}
}

package io.penstock.source.files;

import com.google.common.collect.ImmutableMap;

import io.penstock.spi.catalog.ColumnStatistics;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.catalog.TableStatistics;
import io.penstock.spi.error.QueryException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * What is known of a table's columns: what its Parquet files say by themselves, or some of the rows
 * of its CSV files.
 */
final class FileStatistics {
    private static final Logger LOG = LoggerFactory.getLogger(FileStatistics.class);

    private FileStatistics() {}

    /** The table's own statistics, with columns as far as all files know them. */
    static TableStatistics of(SourceTable table) {
        try {
            return new TableStatistics(
                    table.statistics().rows(), table.statistics().bytes(), columns(table));
        } catch (IOException | QueryException e) {
            LOG.debug("No statistics of {}", table.name(), e);
            return table.statistics();
        }
    }

    private static ImmutableMap<String, ColumnStatistics> columns(SourceTable table)
            throws IOException {
        if (!(table.access() instanceof TableAccess.Files access)) {
            return ImmutableMap.of();
        }
        if (access.format() instanceof TableAccess.FileFormat.Csv format) {
            return CsvStatistics.of(table, access, format);
        }
        ParquetStatistics statistics = new ParquetStatistics();
        for (URI file : access.files()) {
            ParquetFooter.statistics(Path.of(file), file.getPath(), statistics);
        }
        return statistics.columns();
    }
}

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is known of a table's columns: what the footers of its Parquet files say, put together, or
 * some of the rows of its CSV files.
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
        List<ImmutableMap<String, ColumnStatistics>> files = new ArrayList<>();
        for (URI file : access.files()) {
            files.add(ParquetFooter.statistics(Path.of(file), file.getPath()));
        }
        return together(files);
    }

    private static ImmutableMap<String, ColumnStatistics> together(
            List<ImmutableMap<String, ColumnStatistics>> files) {
        Map<String, ColumnStatistics> all = new HashMap<>(files.get(0));
        for (ImmutableMap<String, ColumnStatistics> file : files.subList(1, files.size())) {
            all.keySet().retainAll(file.keySet());
            all.replaceAll(
                    (name, one) -> both(one, file.getOrDefault(name, ColumnStatistics.UNKNOWN)));
        }
        return ImmutableMap.copyOf(all);
    }

    /** Files of one table are mostly alike, so that the mean of what they say is good enough. */
    private static ColumnStatistics both(ColumnStatistics one, ColumnStatistics other) {
        return new ColumnStatistics(
                OptionalDouble.empty(),
                one.nulls().isPresent() && other.nulls().isPresent()
                        ? OptionalDouble.of(
                                (one.nulls().getAsDouble() + other.nulls().getAsDouble()) / 2)
                        : OptionalDouble.empty(),
                OptionalDouble.empty(),
                one.range().isPresent() && other.range().isPresent()
                        ? Optional.of(one.range().get().with(other.range().get()))
                        : Optional.empty());
    }
}

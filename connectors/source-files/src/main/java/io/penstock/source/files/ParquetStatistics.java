package io.penstock.source.files;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.spi.catalog.ColumnStatistics;
import io.penstock.spi.catalog.ColumnStatistics.Range;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the row groups of one file say about its columns: how many NULLs, and between which values
 * the others are. Source: "Statistics" in parquet.thrift of the Apache Parquet format.
 */
final class ParquetStatistics {
    private final long rows;

    ParquetStatistics(long rows) {
        this.rows = rows;
    }

    /** By the columns' names, those that something is known of. */
    ImmutableMap<String, ColumnStatistics> columns(
            ImmutableList<Field> fields, List<RowGroup> groups) {
        Map<String, Column> columns = new HashMap<>();
        for (Field field : fields) {
            if (field.getChildren().isEmpty()) {
                columns.put(field.getName(), new Column(field.getType()));
            }
        }
        for (RowGroup group : groups) {
            for (ColumnChunk chunk : group.getColumns()) {
                ColumnMetaData metadata = chunk.getMeta_data();
                if (metadata != null && metadata.getPath_in_schema().size() == 1) {
                    Column column = columns.get(metadata.getPath_in_schema().get(0));
                    if (column != null) {
                        column.add(metadata);
                    }
                }
            }
        }
        ImmutableMap.Builder<String, ColumnStatistics> known = ImmutableMap.builder();
        columns.forEach((name, column) -> known.put(name, column.statistics(rows)));
        return known.buildOrThrow();
    }

    private static final class Column {
        private final ArrowType type;
        private boolean nullsKnown = true;
        private boolean rangeKnown = true;
        private long nulls;
        private Optional<Range> range = Optional.empty();

        Column(ArrowType type) {
            this.type = type;
        }

        void add(ColumnMetaData chunk) {
            Statistics statistics = chunk.getStatistics();
            boolean counts = statistics != null && statistics.isSetNull_count();
            nullsKnown &= counts;
            nulls += counts ? statistics.getNull_count() : 0;
            if (counts && statistics.getNull_count() == chunk.getNum_values()) {
                return;
            }
            Optional<Range> found =
                    statistics == null ? Optional.empty() : range(chunk.getType(), statistics);
            rangeKnown &= found.isPresent();
            range = range.isPresent() ? range.flatMap(r -> found.map(r::with)) : found;
        }

        private Optional<Range> range(Type physical, Statistics statistics) {
            if (!statistics.isSetMin_value() || !statistics.isSetMax_value()) {
                return Optional.empty();
            }
            OptionalDouble low = place(physical, statistics.getMin_value());
            OptionalDouble high = place(physical, statistics.getMax_value());
            return low.isPresent() && high.isPresent()
                    ? Optional.of(new Range(low.getAsDouble(), high.getAsDouble()))
                    : Optional.empty();
        }

        /** A value's place, for types whose bytes are surely what they seem to be. */
        private OptionalDouble place(Type physical, byte[] bytes) {
            ByteBuffer value = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            if (physical == Type.INT32 && bytes.length == Integer.BYTES) {
                return number(value.getInt());
            }
            return physical == Type.INT64 && bytes.length == Long.BYTES
                    ? number(value.getLong())
                    : OptionalDouble.empty();
        }

        private OptionalDouble number(long value) {
            return switch (type) {
                case ArrowType.Int whole when whole.getIsSigned() -> OptionalDouble.of(value);
                case ArrowType.Date ignored -> OptionalDouble.of(value);
                case ArrowType.Decimal decimal ->
                        OptionalDouble.of(
                                BigDecimal.valueOf(value, decimal.getScale()).doubleValue());
                default -> OptionalDouble.empty();
            };
        }

        ColumnStatistics statistics(long rows) {
            return new ColumnStatistics(
                    OptionalDouble.empty(),
                    nullsKnown && rows > 0
                            ? OptionalDouble.of((double) nulls / rows)
                            : OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    rangeKnown ? range : Optional.empty());
        }
    }
}

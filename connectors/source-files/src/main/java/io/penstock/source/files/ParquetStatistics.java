package io.penstock.source.files;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.spi.catalog.ColumnStatistics;
import io.penstock.spi.catalog.ColumnStatistics.Range;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the row groups of a table's files say about its columns: how many NULLs, between which
 * values the others are, and how many there are where they are written by a dictionary. Source:
 * "Statistics" in parquet.thrift of the Apache Parquet format.
 */
final class ParquetStatistics {
    /** Of so many row groups of a file dictionaries are looked at. */
    private static final int GROUPS = 8;

    private final Map<String, Column> columns = new HashMap<>();
    private long rows;
    private int files;

    /** Tells how many values a chunk's dictionary has, when all of its values stand in it. */
    interface Dictionaries {
        OptionalLong size(ColumnMetaData chunk) throws IOException;
    }

    /** One file more. */
    void add(ImmutableList<Field> fields, FileMetaData file, Dictionaries dictionaries)
            throws IOException {
        files++;
        rows += file.getNum_rows();
        Map<String, ArrowType> types = new HashMap<>();
        for (Field field : fields) {
            if (field.getChildren().isEmpty()) {
                types.put(field.getName(), field.getType());
                columns.computeIfAbsent(field.getName(), name -> new Column()).files++;
            }
        }
        int groups = file.getRow_groups().size();
        int every = (groups + GROUPS - 1) / GROUPS;
        for (int i = 0; i < groups; i++) {
            for (ColumnChunk chunk : file.getRow_groups().get(i).getColumns()) {
                ColumnMetaData metadata = chunk.getMeta_data();
                if (metadata != null && metadata.getPath_in_schema().size() == 1) {
                    String name = metadata.getPath_in_schema().get(0);
                    ArrowType type = types.get(name);
                    Column column = columns.get(name);
                    if (type != null && column != null) {
                        column.add(metadata, type, dictionaries, i % every == 0);
                    }
                }
            }
        }
    }

    /** By their names, the columns that all files have. */
    ImmutableMap<String, ColumnStatistics> columns() {
        ImmutableMap.Builder<String, ColumnStatistics> known = ImmutableMap.builder();
        columns.forEach(
                (name, column) -> {
                    if (column.files == files) {
                        known.put(name, column.statistics(rows));
                    }
                });
        return known.buildOrThrow();
    }

    private static final class Column {
        private final DistinctValues values = new DistinctValues();
        private int files;
        private boolean nullsKnown = true;
        private boolean rangeKnown = true;
        private boolean valuesKnown = true;
        private long nulls;
        private Optional<Range> range = Optional.empty();

        void add(
                ColumnMetaData chunk,
                ArrowType type,
                Dictionaries dictionaries,
                boolean dictionaryToo)
                throws IOException {
            Statistics statistics = chunk.getStatistics();
            boolean counts = statistics != null && statistics.isSetNull_count();
            nullsKnown &= counts;
            nulls += counts ? statistics.getNull_count() : 0;
            long present = chunk.getNum_values() - (counts ? statistics.getNull_count() : 0);
            if (present <= 0) {
                return;
            }
            Optional<Range> found =
                    statistics == null
                            ? Optional.empty()
                            : range(type, chunk.getType(), statistics);
            rangeKnown &= found.isPresent();
            range = range.isPresent() ? range.flatMap(r -> found.map(r::with)) : found;
            if (dictionaryToo && valuesKnown) {
                OptionalLong size = dictionaries.size(chunk);
                valuesKnown = size.isPresent();
                if (valuesKnown) {
                    values.add(present, size.getAsLong(), place(found, type, statistics));
                }
            }
        }

        private static Optional<DistinctValues.Place> place(
                Optional<Range> range, ArrowType type, Statistics statistics) {
            if (range.isPresent()) {
                return range.map(DistinctValues.Place::of);
            }
            boolean text =
                    type instanceof ArrowType.Utf8
                            && statistics != null
                            && statistics.isSetMin_value()
                            && statistics.isSetMax_value();
            return text
                    ? Optional.of(
                            DistinctValues.Place.of(
                                    statistics.getMin_value(), statistics.getMax_value()))
                    : Optional.empty();
        }

        private static Optional<Range> range(ArrowType type, Type physical, Statistics statistics) {
            if (!statistics.isSetMin_value() || !statistics.isSetMax_value()) {
                return Optional.empty();
            }
            OptionalDouble low = place(type, physical, statistics.getMin_value());
            OptionalDouble high = place(type, physical, statistics.getMax_value());
            return low.isPresent() && high.isPresent()
                    ? Optional.of(new Range(low.getAsDouble(), high.getAsDouble()))
                    : Optional.empty();
        }

        /** A value's place, for types whose bytes are surely what they seem to be. */
        private static OptionalDouble place(ArrowType type, Type physical, byte[] bytes) {
            ByteBuffer value = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            if (physical == Type.INT32 && bytes.length == Integer.BYTES) {
                return number(type, value.getInt());
            }
            return physical == Type.INT64 && bytes.length == Long.BYTES
                    ? number(type, value.getLong())
                    : OptionalDouble.empty();
        }

        private static OptionalDouble number(ArrowType type, long value) {
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
                    valuesKnown ? values.among(rows - nulls) : OptionalDouble.empty(),
                    nullsKnown && rows > 0
                            ? OptionalDouble.of((double) nulls / rows)
                            : OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    rangeKnown ? range : Optional.empty());
        }
    }
}

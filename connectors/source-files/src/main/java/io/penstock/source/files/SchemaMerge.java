package io.penstock.source.files;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.error.QueryException;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Makes one table's columns of several files'. */
final class SchemaMerge {
    private SchemaMerge() {}

    /**
     * Whether files look like parts of one table: CSV files that are written alike with the same
     * columns in the same order, Parquet files whose columns are all among the widest one's.
     */
    static boolean belongTogether(List<FileSchema> schemas) {
        if (schemas.isEmpty()) {
            return true;
        }
        FileSchema first = schemas.get(0);
        if (first instanceof FileSchema.Csv csv) {
            return schemas.stream()
                    .map(FileSchema.Csv.class::cast)
                    .allMatch(
                            other ->
                                    other.names().equals(csv.names())
                                            && other.dialect().equals(csv.dialect()));
        }
        FileSchema widest =
                schemas.stream()
                        .max(Comparator.comparingInt((FileSchema s) -> s.names().size()))
                        .orElseThrow();
        ImmutableSet<String> names = ImmutableSet.copyOf(widest.names());
        return schemas.stream().allMatch(schema -> names.containsAll(schema.names()));
    }

    /**
     * The columns of CSV files together.
     *
     * @param shown how messages name a file, by its index
     * @throws QueryException when a file is not written like the first
     */
    static FileSchema.Csv csv(List<FileSchema.Csv> files, IntFunction<String> shown) {
        FileSchema.Csv first = files.get(0);
        ImmutableList<ColumnGuess> guesses = first.guesses();
        for (int i = 1; i < files.size(); i++) {
            FileSchema.Csv file = files.get(i);
            if (!file.names().equals(first.names())) {
                throw CsvSample.bad(
                        shown.apply(i),
                        "its columns (%s) are not those of '%s' (%s), which is in the same table"
                                .formatted(
                                        String.join(", ", file.names()),
                                        shown.apply(0),
                                        String.join(", ", first.names())));
            }
            if (!file.dialect().equals(first.dialect())) {
                throw CsvSample.bad(
                        shown.apply(i),
                        "it is written with another delimiter, quote, header or compression than '%s', which is in the same table"
                                .formatted(shown.apply(0)));
            }
            guesses = together(guesses, file.guesses());
        }
        return new FileSchema.Csv(
                first.dialect(), first.names(), guesses, first.rows(), first.estimatedRows());
    }

    private static ImmutableList<ColumnGuess> together(
            List<ColumnGuess> some, List<ColumnGuess> others) {
        ImmutableList.Builder<ColumnGuess> guesses = ImmutableList.builder();
        for (int i = 0; i < some.size(); i++) {
            guesses.add(some.get(i).and(others.get(i)));
        }
        return guesses.build();
    }

    /**
     * The columns of Parquet files together, by name: a column that a file lacks is NULL there.
     *
     * @param shown how messages name a file, by its index
     * @throws QueryException when a column has two types that have no common one
     */
    static Schema parquet(List<FileSchema.Parquet> files, IntFunction<String> shown) {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (int i = 0; i < files.size(); i++) {
            for (Field field : files.get(i).fields()) {
                Column before = columns.get(field.getName());
                columns.put(
                        field.getName(),
                        before == null ? new Column(field, i) : both(before, field, i, shown));
            }
        }
        ImmutableList.Builder<Field> builder = ImmutableList.builder();
        for (Column column : columns.values()) {
            String name = column.field().getName();
            boolean everywhere = Iterables.all(files, file -> file.names().contains(name));
            builder.add(everywhere ? column.field() : withNullability(column.field(), true));
        }
        return new Schema(builder.build());
    }

    /** A column so far, and the file that had it first. */
    private record Column(Field field, int file) {}

    private static Column both(Column before, Field field, int file, IntFunction<String> shown) {
        Field both = wider(before.field(), field);
        if (both == null) {
            throw ParquetFooter.bad(
                    shown.apply(file),
                    "its column '%s' is %s, but %s in '%s', which is in the same table"
                            .formatted(
                                    field.getName(),
                                    field.getType(),
                                    before.field().getType(),
                                    shown.apply(before.file())));
        }
        return new Column(both, before.file());
    }

    /** A type that takes both columns' values exactly, or null. */
    private static @Nullable Field wider(Field one, Field other) {
        boolean nullable = one.isNullable() || other.isNullable();
        if (FieldTypes.sameTypes(new Schema(List.of(one)), new Schema(List.of(other)))) {
            return withNullability(
                    FieldTypes.precision(one) >= FieldTypes.precision(other) ? one : other,
                    nullable);
        }
        if (one.getType() instanceof ArrowType.Int a
                && other.getType() instanceof ArrowType.Int b) {
            int bits = widerBits(a, b);
            return bits > 64
                    ? null
                    : FieldTypes.field(
                            one.getName(),
                            new ArrowType.Int(bits, a.getIsSigned() || b.getIsSigned()),
                            nullable);
        }
        boolean floats =
                one.getType() instanceof ArrowType.FloatingPoint
                        && other.getType() instanceof ArrowType.FloatingPoint;
        return floats ? FieldTypes.field(one.getName(), FieldTypes.FLOAT64, nullable) : null;
    }

    private static int widerBits(ArrowType.Int a, ArrowType.Int b) {
        if (a.getIsSigned() == b.getIsSigned()) {
            return Math.max(a.getBitWidth(), b.getBitWidth());
        }
        ArrowType.Int signed = a.getIsSigned() ? a : b;
        ArrowType.Int unsigned = a.getIsSigned() ? b : a;
        return Math.max(signed.getBitWidth(), unsigned.getBitWidth() * 2);
    }

    private static Field withNullability(Field field, boolean nullable) {
        return new Field(
                field.getName(),
                new FieldType(nullable, field.getType(), null, field.getMetadata()),
                field.getChildren());
    }
}

package io.penstock.source.files;

import com.google.common.collect.ImmutableList;

import org.apache.arrow.vector.types.pojo.Field;

import java.util.OptionalLong;

/** What one file says about itself. */
sealed interface FileSchema {

    /** The columns' names, in order. */
    ImmutableList<String> names();

    /** How many rows, when that is known without reading all of it. */
    OptionalLong rows();

    /** About how many rows. */
    default OptionalLong estimatedRows() {
        return rows();
    }

    /** A Parquet file, from its footer. */
    record Parquet(ImmutableList<Field> fields, OptionalLong rows) implements FileSchema {
        @Override
        public ImmutableList<String> names() {
            return fields.stream().map(Field::getName).collect(ImmutableList.toImmutableList());
        }
    }

    /**
     * A CSV file, from its header and a sample.
     *
     * @param dialect how it is written
     * @param guesses what each column's values looked like, in the order of the names
     * @param rows the rows when the sample was the whole file
     * @param estimatedRows as many as there would be if all were as long as those of the sample
     */
    record Csv(
            CsvDialect dialect,
            ImmutableList<String> names,
            ImmutableList<ColumnGuess> guesses,
            OptionalLong rows,
            OptionalLong estimatedRows)
            implements FileSchema {}
}

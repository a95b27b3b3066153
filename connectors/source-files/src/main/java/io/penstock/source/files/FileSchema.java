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
     */
    record Csv(
            CsvDialect dialect,
            ImmutableList<String> names,
            ImmutableList<ColumnGuess> guesses,
            OptionalLong rows)
            implements FileSchema {}
}

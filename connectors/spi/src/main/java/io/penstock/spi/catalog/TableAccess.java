package io.penstock.spi.catalog;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import java.net.URI;
import java.util.Optional;

/** How a table's rows are reached. */
public sealed interface TableAccess {

    /**
     * Files that the engine reads by itself.
     *
     * @param files absolute {@code file:} URIs, sorted; never empty
     * @param partitions columns that stand in folder names ({@code key=value}) and not in the
     *     files; also part of the schema
     */
    record Files(FileFormat format, ImmutableList<URI> files, ImmutableList<String> partitions)
            implements TableAccess {
        public Files {
            checkArgument(!files.isEmpty(), "no files");
        }
    }

    /**
     * A table that the source reads for us with SQL of ours.
     *
     * @param dialect which SQL it speaks
     * @param path the table's name at the source as SQL identifiers, outermost first, spelled as
     *     the source spells it
     * @param columns the columns' names as the source spells them, in the order of the schema
     * @param opaque which of these names are columns of a type that only the source has (an
     *     address, an enumeration) or of text in which it takes different values for equal: they
     *     come as text, but the source would not compare them as text
     * @param padded which of these names are columns of text that the source fills up with blanks,
     *     which count when it hands them out and not when it compares them
     * @param collated which of these names are columns of text that the source puts in another
     *     order than its other text, so that it may not know how to compare two of them; what is
     *     equal is the same all the same
     * @param collations of which of these names the source must be told how to compare them with
     *     text of another character set or collation, and its names of their own collations
     */
    record Remote(
            RemoteDialect dialect,
            ImmutableList<String> path,
            ImmutableList<String> columns,
            ImmutableSet<String> opaque,
            ImmutableSet<String> padded,
            ImmutableSet<String> collated,
            ImmutableMap<String, String> collations)
            implements TableAccess {
        public Remote {
            checkArgument(!path.isEmpty(), "no name");
        }

        /** A table whose columns are all of types that we have too. */
        public Remote(
                RemoteDialect dialect, ImmutableList<String> path, ImmutableList<String> columns) {
            this(
                    dialect,
                    path,
                    columns,
                    ImmutableSet.of(),
                    ImmutableSet.of(),
                    ImmutableSet.of(),
                    ImmutableMap.of());
        }
    }

    /**
     * A table that the source makes by itself, whole: it is asked for columns, not for rows. What
     * it is asked with is the table's name below the connection.
     */
    record Whole() implements TableAccess {}

    /** A file format and how its files are written. */
    sealed interface FileFormat {
        /** Apache Parquet. */
        record Parquet() implements FileFormat {}

        /**
         * Delimited text in UTF-8.
         *
         * @param delimiter between values; one character
         * @param quote around values; one character, absent for none
         * @param header whether the first line names the columns
         * @param nullText the text that stands for NULL, besides the empty value of a column that
         *     is not text
         * @param compressed whether the files are gzip-compressed
         * @param timestampFormats for columns whose dates or times are not ISO 8601: column name to
         *     strptime format; usually empty
         */
        record Csv(
                char delimiter,
                Optional<Character> quote,
                boolean header,
                Optional<String> nullText,
                boolean compressed,
                ImmutableMap<String, String> timestampFormats)
                implements FileFormat {}
    }
}

package io.penstock.server.system;

import com.google.common.collect.ImmutableList;

import io.penstock.query.listing.CatalogListing;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/**
 * One table of the server's own.
 *
 * @param remarks what it is for
 * @param schema its columns: text, or whole numbers
 * @param rows what is in it for a caller
 */
record SystemTable(String name, String remarks, Schema schema, Rows rows) {

    /** Looks at the catalog. */
    interface Rows {
        Cells of(CatalogListing listing);
    }

    /** Values, each found when it is asked for: most who list columns want a few of them. */
    interface Cells {
        /** How many rows there are. */
        int rows();

        /** A String, a number or null. */
        @Nullable Object value(int row, int column);
    }

    /** A column and how to find its value in what a row is about. */
    record Column<T>(Field field, Function<T, @Nullable Object> value) {}

    /** What rows are about. */
    interface Subjects<T> {
        Iterable<T> of(CatalogListing listing);
    }

    private record Found<T>(ImmutableList<T> subjects, ImmutableList<Column<T>> columns)
            implements Cells {
        @Override
        public int rows() {
            return subjects.size();
        }

        @Override
        public @Nullable Object value(int row, int column) {
            return columns.get(column).value().apply(subjects.get(row));
        }
    }

    /** A table with a row for each subject. */
    static <T> SystemTable of(
            String name, String remarks, Subjects<T> subjects, List<Column<T>> columns) {
        ImmutableList<Column<T>> all = ImmutableList.copyOf(columns);
        return new SystemTable(
                name,
                remarks,
                new Schema(all.stream().map(Column::field).toList()),
                listing -> new Found<>(ImmutableList.copyOf(subjects.of(listing)), all));
    }
}

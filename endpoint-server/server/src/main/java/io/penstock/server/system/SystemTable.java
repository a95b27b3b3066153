package io.penstock.server.system;

import com.google.common.collect.ImmutableList;

import io.penstock.query.listing.CatalogListing;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One table of the server's own.
 *
 * @param remarks what it is for
 * @param schema its columns: text, or whole numbers
 * @param rows what is in it for a caller; each row has a value for each column: a String, a number
 *     or null
 */
record SystemTable(String name, String remarks, Schema schema, Rows rows) {

    /** Gives one row after the other. */
    interface Rows {
        void each(CatalogListing listing, Consumer<@Nullable Object[]> row);
    }

    /** A column and how to find its value in what a row is about. */
    record Column<T>(Field field, Function<T, @Nullable Object> value) {}

    /** What rows are about. */
    interface Subjects<T> {
        Iterable<T> of(CatalogListing listing);
    }

    /** A table with a row for each subject. */
    static <T> SystemTable of(
            String name, String remarks, Subjects<T> subjects, List<Column<T>> columns) {
        ImmutableList<Column<T>> all = ImmutableList.copyOf(columns);
        return new SystemTable(
                name,
                remarks,
                new Schema(all.stream().map(Column::field).toList()),
                (listing, sink) -> {
                    for (T subject : subjects.of(listing)) {
                        @Nullable Object[] row = new @Nullable Object[all.size()];
                        for (int i = 0; i < row.length; i++) {
                            row[i] = all.get(i).value().apply(subject);
                        }
                        sink.accept(row);
                    }
                });
    }
}

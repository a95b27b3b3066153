package io.penstock.spi.catalog;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;

/**
 * A table of a connection: {@code shop.orders} or {@code shop.public.orders}.
 *
 * @param connection the connection's name
 * @param path the names below it; never empty
 */
public record TableName(String connection, ImmutableList<String> path)
        implements Comparable<TableName> {
    public TableName {
        checkArgument(!path.isEmpty(), "a table of %s needs a name", connection);
    }

    /** A table right below its connection. */
    public static TableName of(String connection, String table) {
        return new TableName(connection, ImmutableList.of(table));
    }

    /** All names, the connection's first. */
    public ImmutableList<String> names() {
        return ImmutableList.<String>builder().add(connection).addAll(path).build();
    }

    @Override
    public int compareTo(TableName other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return String.join(".", names());
    }
}

package io.penstock.server.usage;

import com.google.common.collect.ImmutableList;

import org.apache.arrow.vector.types.pojo.Schema;

import java.time.Duration;

/**
 * A table that the server writes.
 *
 * @param name below {@code tinybird}
 * @param remarks what is in it
 * @param columns how its rows are made of what they are about
 * @param kept how long a row can be read at least
 */
record UsageTable<T>(
        String name, String remarks, ImmutableList<UsageColumn<T>> columns, Duration kept) {

    Schema schema() {
        return new Schema(columns.stream().map(UsageColumn::field).toList());
    }
}

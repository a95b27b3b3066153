package io.penstock.spi.scan;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.Schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A part of a plan whose rows come from outside the engine. */
public sealed interface Scan {

    /** The name under which the engine's SQL reads it. */
    String name();

    /**
     * SQL that runs at the source and comes back as batches.
     *
     * @param name the name under which the engine's SQL reads it
     * @param connection which source
     * @param sql in the source's dialect, {@code ?} for values; printed by the planner. Of a table
     *     that the source makes whole, its name
     * @param values one for each {@code ?}, in order; one that is a list is an array
     * @param schema what comes back; column names are the ones the engine's SQL uses
     * @param readOnce whether the engine's SQL reads it in one place only; otherwise the engine
     *     keeps the rows
     * @param keys conditions that the engine may add, in the order of their places; the SQL is
     *     right without them
     * @param computed which of the values the engine has to fill in, in the order of their places
     */
    record Pushed(
            String name,
            String connection,
            String sql,
            ImmutableList<BoundValue> values,
            Schema schema,
            boolean readOnce,
            ImmutableList<KeyFilter> keys,
            ImmutableList<PartValue> computed)
            implements Scan {

        /** A scan that knows its values. */
        public Pushed(
                String name,
                String connection,
                String sql,
                ImmutableList<BoundValue> values,
                Schema schema,
                boolean readOnce,
                ImmutableList<KeyFilter> keys) {
            this(name, connection, sql, values, schema, readOnce, keys, ImmutableList.of());
        }

        /** A scan that gets no conditions. */
        public Pushed(
                String name,
                String connection,
                String sql,
                ImmutableList<BoundValue> values,
                Schema schema,
                boolean readOnce) {
            this(name, connection, sql, values, schema, readOnce, ImmutableList.of());
        }

        /** Whether all that it waits for is among these parts. */
        public boolean isReady(Set<String> parts) {
            return keys.stream().allMatch(filter -> parts.contains(filter.part()))
                    && computed.stream().allMatch(value -> parts.contains(value.part()));
        }

        /**
         * The scan with the values that were computed.
         *
         * @param found one for each of {@link #computed}, a list for a column; empty for SQL's NULL
         */
        public Pushed withComputed(List<Optional<Object>> found) {
            List<BoundValue> all = new ArrayList<>(values);
            for (int i = 0; i < computed.size(); i++) {
                PartValue value = computed.get(i);
                all.set(value.place(), new BoundValue(value.type(), found.get(i).orElse(null)));
            }
            return new Pushed(
                    name,
                    connection,
                    sql,
                    ImmutableList.copyOf(all),
                    schema,
                    readOnce,
                    keys,
                    ImmutableList.of());
        }

        /**
         * The scan with conditions for those of its keys that are sent, and none for the others.
         *
         * @param sent for each of {@link #keys} the keys, absent when they are not sent
         */
        public Pushed with(List<Optional<ImmutableList<Object>>> sent) {
            StringBuilder text = new StringBuilder();
            ImmutableList.Builder<BoundValue> all = ImmutableList.builder();
            int from = 0;
            int value = 0;
            for (int i = 0; i < keys.size(); i++) {
                KeyFilter filter = keys.get(i);
                text.append(sql, from, filter.start());
                all.addAll(values.subList(value, filter.valuesBefore()));
                if (sent.get(i).isEmpty()) {
                    text.append(sql, filter.start(), filter.end());
                } else {
                    add(filter, sent.get(i).get(), text, all);
                }
                from = filter.end();
                value = filter.valuesBefore();
            }
            text.append(sql, from, sql.length());
            all.addAll(values.subList(value, values.size()));
            return new Pushed(name, connection, text.toString(), all.build(), schema, readOnce);
        }

        private static void add(
                KeyFilter filter,
                List<Object> sent,
                StringBuilder text,
                ImmutableList.Builder<BoundValue> all) {
            if (sent.isEmpty()) {
                text.append("(1 = 0)");
                return;
            }
            switch (filter.form()) {
                case ARRAY -> {
                    text.append("(%s = ANY (?))".formatted(filter.column()));
                    all.add(new BoundValue(filter.type(), ImmutableList.copyOf(sent)));
                }
                case LIST -> {
                    int places = places(sent.size());
                    text.append("(%s IN (%s".formatted(filter.column(), filter.place()));
                    text.append((", " + filter.place()).repeat(places - 1)).append("))");
                    for (int i = 0; i < places; i++) {
                        all.add(
                                new BoundValue(
                                        filter.type(), sent.get(Math.min(i, sent.size() - 1))));
                    }
                }
            }
        }

        /** Powers of two, so that sources see few texts; the last key fills up what is left. */
        private static int places(int keys) {
            return keys == 1 ? 1 : Integer.highestOneBit(keys - 1) * 2;
        }
    }
}

package io.penstock.pipe;

import com.google.common.collect.ImmutableMap;

import io.penstock.spi.error.SqlPosition;

import java.util.Optional;

/**
 * What a pipe is for. Only {@link Endpoint} runs on this server yet; the other roles are read,
 * checked and reported, so that nothing of a project is lost.
 */
public sealed interface PipeRole {
    /** As {@code TYPE} names it, in lower case; empty for a pipe without one. */
    String type();

    /** A pipe without {@code TYPE}: a building block, or an endpoint of a classic project. */
    record Untyped() implements PipeRole {
        @Override
        public String type() {
            return "";
        }
    }

    /** Answers calls. */
    record Endpoint() implements PipeRole {
        @Override
        public String type() {
            return "endpoint";
        }
    }

    /**
     * Runs on every block of rows that comes into its first table, and writes to a data source.
     *
     * @param node whose rows are written
     * @param target the data source; absent when the file names none
     * @param engine {@code ENGINE} and its settings by name, when the target is made from the node
     * @param alter whether a changed query is put in place instead of building the target anew
     * @param position where the target is named, or the role when none is
     */
    record Materialized(
            Node node,
            Optional<String> target,
            ImmutableMap<String, String> engine,
            boolean alter,
            SqlPosition position)
            implements PipeRole {
        @Override
        public String type() {
            return "materialized";
        }
    }

    /**
     * Runs at a time, and writes to a data source.
     *
     * @param node whose rows are written
     * @param target the data source; absent when the file names none
     * @param schedule five fields of cron in UTC; absent for on demand
     * @param replace whether the rows take the place of the old ones
     * @param position where the target is named, or the role when none is
     */
    record Copy(
            Node node,
            Optional<String> target,
            Optional<String> schedule,
            boolean replace,
            SqlPosition position)
            implements PipeRole {
        @Override
        public String type() {
            return "copy";
        }
    }

    /**
     * Runs at a time, and writes to somebody else's system.
     *
     * @param node whose rows are written
     * @param service {@code kafka}, {@code s3}, {@code gcs_hmac}
     * @param settings {@code EXPORT_..} by name, as they stand
     */
    record Sink(Node node, String service, ImmutableMap<String, String> settings)
            implements PipeRole {
        @Override
        public String type() {
            return "sink";
        }
    }
}

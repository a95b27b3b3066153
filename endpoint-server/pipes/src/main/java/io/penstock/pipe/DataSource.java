package io.penstock.pipe;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.spi.error.SqlPosition;
import io.penstock.template.SourceText;

import java.util.Optional;

/**
 * A {@code .datasource} file: a table of this project.
 *
 * @param name the file's name
 * @param id {@code t_} and 32 hexadecimal digits, the same for the same name
 * @param description for people
 * @param columns in the order of the file, at least one
 * @param engine how rows are kept; {@code MergeTree} when the file names none
 * @param indexes hints for speed, as they stand
 * @param forwardQuery how rows of the deployed schema become rows of this one: a SELECT list
 * @param backfill whether a new target is filled from old rows
 * @param tokens who may read and append
 * @param sharedWith names of other workspaces
 * @param tags for people
 * @param connector {@code KAFKA_..} and {@code IMPORT_..} by name, as they stand; empty for none
 * @param file relative to the project's folder, with {@code /}
 */
public record DataSource(
        String name,
        String id,
        Optional<String> description,
        ImmutableList<Column> columns,
        Engine engine,
        ImmutableList<Index> indexes,
        Optional<SourceText> forwardQuery,
        boolean backfill,
        ImmutableList<TokenGrant> tokens,
        ImmutableList<String> sharedWith,
        ImmutableList<String> tags,
        ImmutableMap<String, String> connector,
        String file) {

    /**
     * One column.
     *
     * @param path where its value stands in a line of JSON; absent for files with columns
     * @param value what it holds when a row gives none; absent for NULL or the type's zero
     * @param position where its name stands
     */
    public record Column(
            String name,
            ColumnType type,
            Optional<JsonPath> path,
            Optional<Value> value,
            SqlPosition position) {}

    /**
     * An expression that gives a column its value.
     *
     * @param sql as its author wrote it
     */
    public record Value(Kind kind, String sql) {
        /** When the expression counts. */
        public enum Kind {
            /** When a row gives no value. */
            DEFAULT,
            /** Always; rows can't give one. */
            MATERIALIZED,
            /** When it is read; it is not stored. */
            ALIAS,
            /** When a row gives no value; it is not stored. */
            EPHEMERAL
        }
    }

    /**
     * How rows are kept.
     *
     * @param name such as {@code ReplacingMergeTree}
     * @param settings {@code ENGINE_..} by name, unquoted
     */
    public record Engine(String name, ImmutableMap<String, String> settings) {
        /** A setting by its name behind {@code ENGINE_}; absent when not given or empty. */
        public Optional<String> setting(String suffix) {
            return Optional.ofNullable(settings.get("ENGINE_" + suffix))
                    .filter(value -> !value.isEmpty());
        }
    }

    /**
     * A data skipping index.
     *
     * @param type such as {@code bloom_filter(0.01)}
     */
    public record Index(String name, String expression, String type, int granularity) {}

    /** The connection that feeds it. */
    public Optional<String> connection() {
        return Optional.ofNullable(connector.get("KAFKA_CONNECTION_NAME"))
                .or(() -> Optional.ofNullable(connector.get("IMPORT_CONNECTION_NAME")))
                .or(() -> Optional.ofNullable(connector.get("IMPORT_CONNECTION")));
    }
}

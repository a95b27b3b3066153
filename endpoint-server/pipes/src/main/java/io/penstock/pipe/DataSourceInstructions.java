package io.penstock.pipe;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;

import io.penstock.parameter.Spelling;

import java.util.Optional;

/** The instructions of a {@code .datasource} file. */
enum DataSourceInstructions implements Datafile.Vocabulary {
    INSTANCE;

    /** How a table is kept; pipes that make their own target have them, too. */
    static final ImmutableSet<String> ENGINE =
            ImmutableSet.of(
                    "ENGINE",
                    "ENGINE_SORTING_KEY",
                    "ENGINE_PARTITION_KEY",
                    "ENGINE_PRIMARY_KEY",
                    "ENGINE_TTL",
                    "ENGINE_VER",
                    "ENGINE_IS_DELETED",
                    "ENGINE_SIGN",
                    "ENGINE_VERSION",
                    "ENGINE_SUMMING_COLUMNS",
                    "ENGINE_COLUMNS",
                    "ENGINE_SAMPLING_KEY",
                    "ENGINE_SETTINGS",
                    "ENGINE_JOIN_STRICTNESS",
                    "ENGINE_JOIN_TYPE",
                    "ENGINE_KEY_COLUMNS");

    /** What feeds a table from outside. */
    static final ImmutableSet<String> CONNECTOR =
            ImmutableSet.of(
                    "KAFKA_CONNECTION_NAME",
                    "KAFKA_TOPIC",
                    "KAFKA_GROUP_ID",
                    "KAFKA_AUTO_OFFSET_RESET",
                    "KAFKA_STORE_RAW_VALUE",
                    "KAFKA_STORE_HEADERS",
                    "KAFKA_STORE_BINARY_HEADERS",
                    "KAFKA_KEY_FORMAT",
                    "KAFKA_VALUE_FORMAT",
                    "KAFKA_KEY_AVRO_DESERIALIZATION",
                    "KAFKA_SSL_CA_PEM",
                    "KAFKA_TARGET_PARTITIONS",
                    "KAFKA_BOOTSTRAP_SERVERS",
                    "KAFKA_KEY",
                    "KAFKA_SECRET",
                    "KAFKA_SCHEMA_REGISTRY_URL",
                    "KAFKA_SASL_MECHANISM",
                    "KAFKA_SECURITY_PROTOCOL",
                    "IMPORT_SERVICE",
                    "IMPORT_CONNECTION_NAME",
                    "IMPORT_CONNECTION",
                    "IMPORT_BUCKET_URI",
                    "IMPORT_SCHEDULE",
                    "IMPORT_FROM_TIMESTAMP",
                    "IMPORT_FROM_DATE",
                    "IMPORT_STRATEGY",
                    "IMPORT_QUERY",
                    "IMPORT_EXTERNAL_DATASOURCE",
                    "IMPORT_TABLE_ARN",
                    "IMPORT_EXPORT_BUCKET",
                    "IMPORT_FORMAT",
                    "IMPORT_COMPRESSION");

    private static final ImmutableSet<String> WORDS =
            ImmutableSet.<String>builder()
                    .add("SCHEMA", "DESCRIPTION", "INDEXES", "TOKEN", "SHARED_WITH", "TAGS")
                    .add("FORWARD_QUERY", "BACKFILL", "VERSION", "INCLUDE")
                    .addAll(Sets.union(ENGINE, CONNECTOR))
                    .build();

    @Override
    public boolean knows(String word) {
        return WORDS.contains(word);
    }

    @Override
    public Optional<String> near(String word) {
        return Spelling.near(word, WORDS);
    }
}

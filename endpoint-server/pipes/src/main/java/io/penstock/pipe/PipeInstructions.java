package io.penstock.pipe;

import com.google.common.collect.ImmutableSet;

import java.util.Optional;

/** The instructions of a {@code .pipe} file. */
enum PipeInstructions implements Datafile.Vocabulary {
    INSTANCE;

    private static final ImmutableSet<String> WORDS =
            ImmutableSet.of(
                    "NODE",
                    "SQL",
                    "DESCRIPTION",
                    "TYPE",
                    "TOKEN",
                    "TAGS",
                    "CACHE",
                    "VERSION",
                    "DATASOURCE",
                    "DEPLOYMENT_METHOD",
                    "TARGET_DATASOURCE",
                    "COPY_SCHEDULE",
                    "COPY_MODE",
                    "EXPORT_SERVICE",
                    "EXPORT_CONNECTION_NAME",
                    "EXPORT_SCHEDULE",
                    "EXPORT_KAFKA_TOPIC",
                    "EXPORT_BUCKET_URI",
                    "EXPORT_FILE_TEMPLATE",
                    "EXPORT_FORMAT",
                    "EXPORT_COMPRESSION",
                    "EXPORT_STRATEGY",
                    "EXPORT_WRITE_STRATEGY",
                    "INCLUDE",
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
                    "ENGINE_SETTINGS");

    @Override
    public boolean knows(String word) {
        return WORDS.contains(word);
    }

    @Override
    public Optional<String> near(String word) {
        return Spelling.near(word, WORDS);
    }
}

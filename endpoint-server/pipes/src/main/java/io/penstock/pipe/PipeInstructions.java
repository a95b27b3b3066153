package io.penstock.pipe;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;

import io.penstock.parameter.Spelling;

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
                    "RATE_LIMIT",
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
                    "INCLUDE");
    private static final ImmutableSet<String> ALL =
            Sets.union(WORDS, DataSourceInstructions.ENGINE).immutableCopy();

    @Override
    public boolean knows(String word) {
        return ALL.contains(word);
    }

    @Override
    public Optional<String> near(String word) {
        return Spelling.near(word, ALL);
    }
}

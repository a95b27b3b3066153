package io.penstock.spi;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;

import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;
import io.penstock.spi.error.SqlPosition;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * One connection file, read: its name, its settings in the order of the file and where to look for
 * things.
 *
 * @param name the connection's name, which is the schema's name in SQL
 * @param type the word after {@code TYPE}, in lower case
 * @param values the other settings by their upper-case names, secrets resolved; never logged
 * @param positions where each setting stands in its file, for errors
 * @param folder the project's folder, absolute; relative paths in settings start here
 * @param drivers the folder with people's own JDBC drivers; it may be missing
 */
public record ConnectionSettings(
        String name,
        String type,
        ImmutableMap<String, String> values,
        ImmutableMap<String, SqlPosition> positions,
        Path folder,
        Path drivers) {

    /** The setting's value, if the file has it. */
    public Optional<String> get(String setting) {
        return Optional.ofNullable(values.get(setting));
    }

    /**
     * The setting's value.
     *
     * @throws QueryException {@link SourceError#SETTING_MISSING} naming the connection and the
     *     setting
     */
    public String require(String setting) {
        return get(setting)
                .orElseThrow(
                        () ->
                                new QueryException(
                                        SourceError.SETTING_MISSING,
                                        "Connection '%s' needs the setting %s"
                                                .formatted(name, setting)));
    }

    /**
     * Refuses settings that nobody reads, so that a misspelt one does not pass in silence.
     *
     * @throws QueryException {@link SourceError#SETTING_UNKNOWN} naming the setting and the known
     *     ones
     */
    public void requireKnown(Set<String> known) {
        for (String setting : Sets.difference(values.keySet(), known)) {
            throw new QueryException(
                    SourceError.SETTING_UNKNOWN,
                    "Connection '%s' has an unknown setting %s; known for TYPE %s: %s"
                            .formatted(
                                    name,
                                    setting,
                                    type,
                                    String.join(", ", ImmutableSet.copyOf(known))),
                    Optional.ofNullable(positions.get(setting)));
        }
    }

    /** Values may be secrets: only names are printed. */
    @Override
    public String toString() {
        return "ConnectionSettings[" + name + ", " + type + ", " + values.keySet() + "]";
    }
}

package io.penstock.pipe;

import com.google.common.collect.ImmutableMap;

import io.penstock.spi.ConnectionSettings;
import io.penstock.spi.error.SqlPosition;

import java.nio.file.Path;

/**
 * A {@code .connection} file, secrets filled in.
 *
 * @param name the file's name, which is the schema's name in SQL
 * @param type the word after {@code TYPE}, in lower case
 * @param values the other settings by their upper-case names; may be secret
 * @param positions where each setting stands
 * @param file relative to the project's folder, with {@code /}
 */
public record ConnectionFile(
        String name,
        String type,
        ImmutableMap<String, String> values,
        ImmutableMap<String, SqlPosition> positions,
        String file) {

    /**
     * What a source needs to open it.
     *
     * @param folder the project's folder
     * @param drivers the folder with people's own JDBC drivers
     */
    public ConnectionSettings settings(Path folder, Path drivers) {
        return new ConnectionSettings(
                name, type, values, positions, folder.toAbsolutePath(), drivers);
    }

    /** Values may be secrets: only names are printed. */
    @Override
    public String toString() {
        return "ConnectionFile[" + name + ", " + type + ", " + values.keySet() + "]";
    }
}

package io.penstock.server.token;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where tokens are.
 *
 * @param dataDir the folder with the admin token's file and, without {@code metadataUrl}, the
 *     database
 * @param adminToken the admin token's text; absent to have one made and kept in {@code dataDir}
 * @param metadataUrl a PostgreSQL database's JDBC URL; absent for SQLite in {@code dataDir}
 */
public record TokenSettings(
        Path dataDir, Optional<String> adminToken, Optional<String> metadataUrl) {

    /** Texts in here are secrets. */
    @Override
    public String toString() {
        return "TokenSettings[" + dataDir + "]";
    }
}

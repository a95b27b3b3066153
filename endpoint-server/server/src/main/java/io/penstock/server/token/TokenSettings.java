package io.penstock.server.token;

import com.google.common.collect.ImmutableList;

import io.penstock.server.issuer.Issuer;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where tokens are.
 *
 * @param dataDir the folder with the admin token's file and, without {@code metadataUrl}, the
 *     database
 * @param adminToken the admin token's text; absent to have one made and kept in {@code dataDir}
 * @param metadataUrl a PostgreSQL database's JDBC URL; absent for SQLite in {@code dataDir}
 * @param issuers identity providers whose tokens are accepted; each with another id
 */
public record TokenSettings(
        Path dataDir,
        Optional<String> adminToken,
        Optional<String> metadataUrl,
        ImmutableList<Issuer> issuers) {

    /** Settings where nobody else's tokens are accepted. */
    public TokenSettings(Path dataDir, Optional<String> adminToken, Optional<String> metadataUrl) {
        this(dataDir, adminToken, metadataUrl, ImmutableList.of());
    }

    /** The same without asking anybody for keys. */
    public TokenSettings withoutIssuers() {
        return new TokenSettings(dataDir, adminToken, metadataUrl);
    }

    /** Texts in here are secrets. */
    @Override
    public String toString() {
        return "TokenSettings[" + dataDir + "]";
    }
}

package io.penstock.server;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.server.avatica.AvaticaLimits;
import io.penstock.server.door.AdmissionSettings;
import io.penstock.server.flight.FlightSettings;
import io.penstock.server.http.ConnectionLimits;
import io.penstock.server.http.Proxies;
import io.penstock.server.issuer.Issuer;
import io.penstock.server.limit.LimitSettings;
import io.penstock.server.tls.TlsSettings;
import io.penstock.server.token.TokenSettings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the server runs. Keys in options, environment and file are the names here with dashes; {@link
 * ConfigReader} knows them and their defaults.
 *
 * @param project the folder with the datafiles; absolute
 * @param host the address to listen on
 * @param port the port to listen on; 0 for any free one
 * @param tls certificates of both ports, and whether clients must use TLS
 * @param proxies whose word about clients counts
 * @param connections what clients' connections may take
 * @param admission how many calls run at once and how many wait
 * @param limits how often and how much callers may ask
 * @param flight the Flight SQL door beside it
 * @param avatica what JDBC clients may keep on the server; a call takes {@code queryTimeout}
 * @param dataDir where the server keeps what is its own: token, temporary files
 * @param driversDir people's own JDBC drivers; it may be missing
 * @param adminToken the token that may do everything; absent to have one made and kept in {@code
 *     dataDir}
 * @param metadataUrl a PostgreSQL database for tokens; absent for SQLite in {@code dataDir}
 * @param issuers identity providers whose tokens are accepted
 * @param issuersFile where they stand, to be read again; absent when nobody else is trusted
 * @param enginePermits how many queries run at once
 * @param engineThreads how many threads all queries share
 * @param engineNiceness how far long queries give way to everything else, from 0 to 19
 * @param engineMemory bytes that all queries share
 * @param queryTimeout from a query's start to its last row
 * @param resultLimit bytes of one response's body
 * @param urlLimit bytes of a request's path and query
 * @param sqlLimit bytes of one SQL text
 * @param bodyLimit bytes of a request's body
 * @param planCacheEntries how many plans are kept
 * @param stopTimeout how long running queries may take to end when the server stops
 * @param watch whether edits of the project's files are deployed as they happen
 * @param usage whether calls are kept in the data folder, to be read as {@code tinybird.*}
 */
public record ServerConfig(
        Path project,
        String host,
        int port,
        TlsSettings tls,
        Proxies proxies,
        ConnectionLimits connections,
        AdmissionSettings admission,
        LimitSettings limits,
        FlightSettings flight,
        AvaticaLimits avatica,
        Path dataDir,
        Path driversDir,
        Optional<Secret> adminToken,
        Optional<Secret> metadataUrl,
        ImmutableList<Issuer> issuers,
        Optional<Path> issuersFile,
        int enginePermits,
        int engineThreads,
        int engineNiceness,
        long engineMemory,
        Duration queryTimeout,
        long resultLimit,
        int urlLimit,
        int sqlLimit,
        int bodyLimit,
        int planCacheEntries,
        Duration stopTimeout,
        boolean watch,
        boolean usage) {

    /** The name of the configuration file in the project's folder. */
    public static final String FILE = "penstock.properties";

    /** What holds for this project when nothing is configured. */
    public static ServerConfig of(Path project) {
        return read(project, ImmutableMap.of(), ImmutableMap.of());
    }

    /** Where tokens are. */
    public TokenSettings tokens() {
        return new TokenSettings(
                dataDir, adminToken.map(Secret::value), metadataUrl.map(Secret::value), issuers);
    }

    /**
     * Reads the configuration. Options win over {@code PENSTOCK_*} variables, those win over the
     * file {@value #FILE} in the project's folder.
     *
     * @param options by key with dashes: {@code query-timeout}
     * @param environment all variables; {@code PENSTOCK_QUERY_TIMEOUT} is the key above
     * @throws ConfigException naming all unknown keys and wrong values
     */
    public static ServerConfig read(
            Path project,
            ImmutableMap<String, String> options,
            ImmutableMap<String, String> environment) {
        return new ConfigReader(project.toAbsolutePath().normalize(), options, environment).read();
    }
}

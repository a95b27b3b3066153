package io.penstock.spi;

/**
 * Opens the connections of one {@code TYPE}. Found by {@link java.util.ServiceLoader}; has a public
 * no-argument constructor.
 */
public interface SourceFactory {

    /**
     * The word after {@code TYPE} in a connection file, in lower case: {@code files}, {@code jdbc}.
     */
    String type();

    /**
     * Checks the settings and opens the connection. Does no slow work: a database that is down
     * fails the queries that need it, not the start.
     *
     * @throws io.penstock.spi.error.QueryException with a {@link io.penstock.spi.error.SourceError}
     *     when a setting is wrong; the message names the setting, the value and what would be right
     */
    Source open(ConnectionSettings settings);
}

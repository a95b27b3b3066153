package io.penstock.spi.catalog;

/**
 * The SQL dialects that can be asked remotely. {@link #ANSI} is for databases we don't know: it
 * gets the least.
 */
public enum RemoteDialect {
    POSTGRESQL,
    MYSQL,
    SQLITE,
    H2,
    ANSI
}

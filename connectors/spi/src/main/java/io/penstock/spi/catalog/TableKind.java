package io.penstock.spi.catalog;

/** What kind of table something is, as tools that list tables want to know. */
public enum TableKind {
    TABLE("TABLE"),
    /** A query under a name: a pipe, or a view of a database. */
    VIEW("VIEW"),
    /** One of the server's own. */
    SYSTEM_TABLE("SYSTEM TABLE");

    private final String label;

    TableKind(String label) {
        this.label = label;
    }

    /** As JDBC and {@code information_schema} call it. */
    public String label() {
        return label;
    }
}

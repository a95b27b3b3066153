package io.penstock.spi.engine;

import com.google.common.base.Ascii;

/** The way a query came in. */
public enum Door {
    /** A call of an endpoint. */
    HTTP,
    /** {@code /v0/sql}. */
    SQL,
    /** JDBC over Avatica. */
    AVATICA,
    /** Flight SQL. */
    FLIGHT,
    /** The command line, or the server itself. */
    LOCAL;

    /** As logs and lists of queries write it: {@code avatica}. */
    public String label() {
        return Ascii.toLowerCase(name());
    }
}

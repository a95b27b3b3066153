package io.penstock.spi.catalog;

/** What a database does with rows that refer to one that changes or goes. */
public enum KeyRule {
    CASCADE,
    RESTRICT,
    SET_NULL,
    NO_ACTION,
    SET_DEFAULT;

    /** JDBC's and Flight SQL's number for it: {@code DatabaseMetaData.importedKeyCascade} is 0. */
    public int number() {
        return ordinal();
    }

    /** The rule behind JDBC's number; what is unknown does nothing. */
    public static KeyRule of(int number) {
        return number >= 0 && number < values().length ? values()[number] : NO_ACTION;
    }

    /** As {@code information_schema} writes it: {@code SET NULL}. */
    public String label() {
        return name().replace('_', ' ');
    }
}

package io.penstock.spi.error;

/** One kind of failure; each module has an enum of these. */
public interface ErrorCode {
    /** The constant's name, for logs. */
    String name();

    /** Who can fix it. */
    ErrorKind kind();

    /**
     * The number in {@code X-DB-Exception-Code}: ClickHouse's where it has one for this, otherwise
     * from 1000 up; 0 for none.
     */
    int number();
}

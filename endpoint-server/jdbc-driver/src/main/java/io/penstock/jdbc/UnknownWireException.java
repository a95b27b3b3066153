package io.penstock.jdbc;

/** Something that our own reader of rows does not know: Avatica's may. */
final class UnknownWireException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownWireException(String what) {
        super(what, null, false, false);
    }
}

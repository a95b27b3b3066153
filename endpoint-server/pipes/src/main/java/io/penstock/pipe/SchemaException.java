package io.penstock.pipe;

/** Something in a schema that cannot be read. */
final class SchemaException extends RuntimeException {
    private final int offset;

    SchemaException(int offset, String message) {
        super(message);
        this.offset = offset;
    }

    /** Counted from the start of the text. */
    int offset() {
        return offset;
    }

    String problem() {
        return String.valueOf(getMessage());
    }
}

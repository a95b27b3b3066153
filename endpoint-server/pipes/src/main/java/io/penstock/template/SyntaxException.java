package io.penstock.template;

/**
 * A wrong place in a template's text. It ends the reading of one tag; the next tag is read anew.
 */
final class SyntaxException extends RuntimeException {
    private final int offset;

    SyntaxException(int offset, String message) {
        super(message, null, false, false);
        this.offset = offset;
    }

    int offset() {
        return offset;
    }
}

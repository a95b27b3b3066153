package io.penstock.server.issuer;

/** Keys can't be had; the message goes on from "because ". */
final class KeysException extends RuntimeException {
    private static final long serialVersionUID = 1;

    KeysException(String message) {
        super(message);
    }
}

package io.penstock.server;

/**
 * A text that must not be seen in logs.
 *
 * @param value the text; ask for it only where it is needed
 */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}

package io.penstock.planner.dispatch;

/**
 * Why a source is not asked for something; the engine computes it then. Thrown from deep inside a
 * tree to the place where the tree could be cut, so it carries no stack.
 */
final class NotAsked extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With the reason in words that fit behind "kept here:". */
    NotAsked(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}

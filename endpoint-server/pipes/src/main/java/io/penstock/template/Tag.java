package io.penstock.template;

/**
 * A piece of a template as the first look finds it.
 *
 * @param kind text to copy, {@code {{ }}} or {@code {% %}}
 * @param start the first character of what it holds
 * @param end the character after what it holds
 * @param open where the tag itself starts
 */
record Tag(Kind kind, int start, int end, int open) {
    enum Kind {
        TEXT,
        PUT,
        BLOCK
    }
}

package io.penstock.template;

/** Python's None. Pebble has its own meaning for Java's null, so it never sees one. */
enum None {
    NONE
}

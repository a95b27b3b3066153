package io.penstock.template;

/** A node's SQL, compiled. Thread: safe for many at once. */
public final class SqlTemplate {}

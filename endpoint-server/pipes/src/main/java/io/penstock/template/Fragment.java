package io.penstock.template;

/**
 * SQL that stands as it is: quoted identifiers, and nothing that a caller can shape further.
 *
 * @param sql for the text
 * @param python what expressions see
 */
record Fragment(String sql, String python) {}

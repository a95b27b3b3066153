/** What the server itself has to remember, in SQLite or PostgreSQL. */
@NullMarked
package io.penstock.server.metadata;

import org.jspecify.annotations.NullMarked;

/** What was asked of the server: kept in files, and read with SQL as {@code tinybird.*}. */
@NullMarked
package io.penstock.server.usage;

import org.jspecify.annotations.NullMarked;

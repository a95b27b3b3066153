/**
 * The server's own tables: {@code information_schema} as SQL has it, and a few of {@code system} as
 * ClickHouse's clients ask for them. Their rows are made of what the caller may see, each time they
 * are read. Start at {@link io.penstock.server.system.SystemSource}.
 */
@NullMarked
package io.penstock.server.system;

import org.jspecify.annotations.NullMarked;

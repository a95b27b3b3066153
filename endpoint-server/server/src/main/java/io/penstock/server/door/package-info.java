/**
 * What every door does with a caller's SQL, whatever it speaks: turn it into a query, hold the
 * deployment while it runs, apply limits, say what went wrong, write one line to the log. Start at
 * {@link io.penstock.server.door.SqlDoor}.
 */
@NullMarked
package io.penstock.server.door;

import org.jspecify.annotations.NullMarked;

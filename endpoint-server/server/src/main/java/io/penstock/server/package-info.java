/**
 * The composition root: {@link io.penstock.server.PenstockServer} reads as the list of parts.
 *
 * <p>Below the doors stands {@link io.penstock.server.ServerCore}: engine, query service and the
 * project as it is deployed now. A command that needs no HTTP uses that alone.
 */
@NullMarked
package io.penstock.server;

import org.jspecify.annotations.NullMarked;

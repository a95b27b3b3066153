package io.penstock.server.avatica;

import com.google.common.collect.ImmutableMap;

import io.penstock.spi.engine.Caller;
import io.penstock.spi.engine.QueryContext;

/**
 * One call of a driver.
 *
 * @param context the caller, the call's id for logs, and the query that it starts, if it does
 * @param options of a connection that it opens, besides those that the driver sends
 * @param wire how it came, and how its answer goes
 */
record AvaticaCall(QueryContext context, ImmutableMap<String, String> options, Wire wire) {
    Caller caller() {
        return context.caller();
    }
}

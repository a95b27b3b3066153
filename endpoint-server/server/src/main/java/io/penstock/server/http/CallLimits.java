package io.penstock.server.http;

import io.penstock.query.QueryLimits;

/**
 * How much one call may take.
 *
 * @param query its query's limits
 * @param resultBytes bytes of the answer's body before compression
 * @param bodyBytes bytes of the request's body
 */
public record CallLimits(QueryLimits query, long resultBytes, int bodyBytes) {}

package io.penstock.server.token;

import com.google.common.collect.ImmutableSet;

import io.penstock.server.access.Scope;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * A JWT to be signed.
 *
 * @param name of the caller that will show it; limits count by it
 * @param requestsPerSecond empty for no limit
 */
public record NewJwt(
        String name, Instant end, ImmutableSet<Scope> scopes, OptionalInt requestsPerSecond) {}

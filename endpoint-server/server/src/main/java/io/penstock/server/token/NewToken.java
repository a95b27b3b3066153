package io.penstock.server.token;

import com.google.common.collect.ImmutableSet;

import io.penstock.server.access.Scope;

/**
 * A token to be made.
 *
 * @param origin {@code C} for a caller's own
 * @param resourceId what it is made for; empty for nothing special
 */
public record NewToken(
        String name,
        String description,
        ImmutableSet<Scope> scopes,
        String origin,
        String resourceId) {}

package io.penstock.server.token;

import com.google.common.collect.ImmutableSet;

import io.penstock.server.access.Scope;

/**
 * A token as those who manage tokens see it.
 *
 * @param value its text when it has just been made; otherwise all but the secret; empty when it has
 *     none yet
 * @param origin {@code C} made by a caller, {@code P} by a pipe's file, {@code DS} by a data
 *     source's
 * @param resourceId what it was made for; empty for nothing special
 */
public record TokenView(
        String id,
        String name,
        String description,
        ImmutableSet<Scope> scopes,
        TokenValue value,
        String origin,
        String resourceId) {}

package io.penstock.server.token;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;

import io.penstock.server.access.Principal;
import io.penstock.server.access.Scope;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A token that the server keeps.
 *
 * @param id a UUID
 * @param name the only one of this name
 * @param description for people; empty for none
 * @param origin {@code C} made by a caller, {@code P} by a pipe's file, {@code DS} by a data
 *     source's
 * @param resourceId what it was made for; empty for nothing special
 * @param hash SHA-256 of its value in hexadecimal; absent until somebody has asked for a value
 * @param given scopes that callers gave it
 * @param declared scopes that datafiles give it
 */
public record StoredToken(
        String id,
        String name,
        String description,
        String origin,
        String resourceId,
        Optional<String> hash,
        ImmutableSet<Scope> given,
        ImmutableSet<Scope> declared,
        Instant createdAt,
        Instant updatedAt) {

    /** All that it permits. */
    public ImmutableSet<Scope> scopes() {
        return Sets.union(given, declared).immutableCopy();
    }

    /** Who shows it. */
    Principal principal() {
        return Principal.of(id, name, Principal.Kind.STATIC, scopes(), OptionalInt.empty());
    }

    StoredToken withHash(String newHash, Instant now) {
        return new StoredToken(
                id,
                name,
                description,
                origin,
                resourceId,
                Optional.of(newHash),
                given,
                declared,
                createdAt,
                now);
    }

    StoredToken withDeclared(ImmutableSet<Scope> newDeclared, Instant now) {
        return new StoredToken(
                id,
                name,
                description,
                origin,
                resourceId,
                hash,
                given,
                newDeclared,
                createdAt,
                now);
    }

    StoredToken withText(String newName, String newDescription, Instant now) {
        return new StoredToken(
                id,
                newName,
                newDescription,
                origin,
                resourceId,
                hash,
                given,
                declared,
                createdAt,
                now);
    }

    StoredToken withGiven(ImmutableSet<Scope> newGiven, Instant now) {
        return new StoredToken(
                id,
                name,
                description,
                origin,
                resourceId,
                hash,
                newGiven,
                declared,
                createdAt,
                now);
    }

    /** Hashes and filters are nobody's business. */
    @Override
    public String toString() {
        return "StoredToken[" + name + "]";
    }
}

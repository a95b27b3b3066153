package io.penstock.server.access;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.access.PipeGrant;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.access.TableGrant;
import io.penstock.spi.engine.Caller;
import io.penstock.spi.engine.Door;
import io.penstock.spi.error.QueryException;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Somebody who showed a valid token, and what it permits. Immutable; what a caller opened belongs
 * to its {@link #id}.
 *
 * @param id a static token's id; for others a text that is the same for the same rights. Never a
 *     token
 * @param name the token's name
 * @param kind where the token comes from
 * @param scopes what it permits, each once
 * @param requestsPerSecond the limit that the token itself sets; empty for none
 * @param account whose calls that limit counts, whichever token of theirs is shown
 * @param policy what it may read: made of the scopes
 */
public record Principal(
        String id,
        String name,
        Kind kind,
        ImmutableSet<Scope> scopes,
        OptionalInt requestsPerSecond,
        String account,
        ReadPolicy policy) {
    /** Where a token comes from. */
    public enum Kind {
        /** Nobody showed a token. */
        NONE,
        /** Kept by the server. */
        STATIC,
        /** Signed by whoever has the admin token, or by an issuer that is trusted. */
        JWT
    }

    /** Nobody: nothing is permitted. */
    public static final Principal NOBODY =
            of("", "", Kind.NONE, ImmutableSet.of(), OptionalInt.empty());

    /**
     * A principal whose policy is made of its scopes, and whose calls count for its name.
     *
     * @throws QueryException {@link AccessError#INVALID} for scopes that do not go together
     */
    public static Principal of(
            String id,
            String name,
            Kind kind,
            ImmutableSet<Scope> scopes,
            OptionalInt requestsPerSecond) {
        return of(id, name, kind, scopes, requestsPerSecond, name);
    }

    /**
     * A principal whose policy is made of its scopes.
     *
     * @throws QueryException {@link AccessError#INVALID} for scopes that do not go together
     */
    public static Principal of(
            String id,
            String name,
            Kind kind,
            ImmutableSet<Scope> scopes,
            OptionalInt requestsPerSecond,
            String account) {
        return new Principal(id, name, kind, scopes, requestsPerSecond, account, policy(scopes));
    }

    /** Whether everything is permitted. */
    public boolean isAdmin() {
        return has(ScopeType.ADMIN);
    }

    /** Whether one of the scopes is of this type, whatever resource it is for. */
    public boolean has(ScopeType type) {
        return scopes.stream().anyMatch(scope -> scope.type() == type);
    }

    /** Whether SQL may be sent: something may be read. */
    public boolean mayQuery() {
        return policy.permitsQueries();
    }

    /** As the planner and lists of queries know them. */
    public Caller caller(Door door) {
        return new Caller(id, name, door, policy);
    }

    private static ReadPolicy policy(ImmutableSet<Scope> scopes) {
        boolean everything =
                scopes.stream()
                        .anyMatch(
                                scope ->
                                        scope.type() == ScopeType.ADMIN
                                                || scope.type() == ScopeType.WORKSPACE_READ_ALL);
        return everything ? ReadPolicy.EVERYTHING : ReadPolicy.of(tables(scopes), pipes(scopes));
    }

    private static ImmutableList<TableGrant> tables(ImmutableSet<Scope> scopes) {
        return of(scopes, ScopeType.DATASOURCES_READ)
                .map(scope -> new TableGrant(scope.path(), scope.filter(), scope.columns()))
                .collect(toImmutableList());
    }

    /** A pipe that is granted as a whole needs no other grant. */
    private static ImmutableList<PipeGrant> pipes(ImmutableSet<Scope> scopes) {
        Map<String, Scope> byPipe = new LinkedHashMap<>();
        of(scopes, ScopeType.PIPES_READ)
                .forEach(
                        scope ->
                                byPipe.merge(
                                        Ascii.toLowerCase(scope.resource()),
                                        scope,
                                        Principal::any));
        return byPipe.values().stream()
                .map(
                        scope ->
                                new PipeGrant(
                                        scope.path().getLast(),
                                        scope.filter(),
                                        scope.fixedParameters()))
                .collect(toImmutableList());
    }

    private static Scope any(Scope one, Scope other) {
        if (one.isWhole() || other.isWhole()) {
            return one.isWhole() ? one : other;
        }
        throw new QueryException(
                AccessError.INVALID,
                "Two scopes PIPES:READ are for the pipe '%s', each with conditions; say all there is to say of a pipe in one"
                        .formatted(one.resource()));
    }

    private static Stream<Scope> of(ImmutableSet<Scope> scopes, ScopeType type) {
        return scopes.stream().filter(scope -> scope.type() == type);
    }
}

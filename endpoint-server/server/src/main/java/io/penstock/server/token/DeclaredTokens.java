package io.penstock.server.token;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.pipe.DataSource;
import io.penstock.pipe.Pipe;
import io.penstock.pipe.Project;
import io.penstock.pipe.TokenGrant;
import io.penstock.server.access.ResourceName;
import io.penstock.server.access.Scope;
import io.penstock.server.access.ScopeType;

import java.util.LinkedHashMap;
import java.util.Map;

/** Tokens that {@code TOKEN name READ} lines of a project's files ask for. */
final class DeclaredTokens {
    private final Map<String, Declared> byName = new LinkedHashMap<>();

    private DeclaredTokens() {}

    /**
     * One of them.
     *
     * @param name as the first file spells it
     * @param origin {@code P} or {@code DS}, of the first file
     * @param resourceId of the first file
     * @param scopes of all files
     */
    record Declared(String name, String origin, String resourceId, ImmutableSet<Scope> scopes) {
        Declared with(Scope scope) {
            return new Declared(
                    name,
                    origin,
                    resourceId,
                    ImmutableSet.<Scope>builder().addAll(scopes).add(scope).build());
        }
    }

    static ImmutableList<Declared> of(Project project) {
        DeclaredTokens found = new DeclaredTokens();
        project.pipes().values().forEach(found::add);
        project.dataSources().values().forEach(found::add);
        return ImmutableList.copyOf(found.byName.values());
    }

    private void add(Pipe pipe) {
        pipe.tokens()
                .forEach(
                        grant ->
                                add(
                                        grant,
                                        scope(ScopeType.PIPES_READ, pipe.name()),
                                        "P",
                                        pipe.id()));
    }

    private void add(DataSource source) {
        source.tokens()
                .forEach(grant -> add(grant, scope(type(grant), source.name()), "DS", source.id()));
    }

    private static ScopeType type(TokenGrant grant) {
        return grant.scope().equals("APPEND")
                ? ScopeType.DATASOURCES_APPEND
                : ScopeType.DATASOURCES_READ;
    }

    private static Scope scope(ScopeType type, String name) {
        return Scope.of(type, new ResourceName(ImmutableList.of(name)).toString());
    }

    private void add(TokenGrant grant, Scope scope, String origin, String resourceId) {
        byName.merge(
                Ascii.toLowerCase(grant.token()),
                new Declared(grant.token(), origin, resourceId, ImmutableSet.of(scope)),
                (known, more) -> known.with(scope));
    }
}

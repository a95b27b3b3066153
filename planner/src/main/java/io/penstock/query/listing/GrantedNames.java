package io.penstock.query.listing;

import com.google.common.base.Ascii;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.catalog.Catalog;
import io.penstock.planner.parse.TableNames;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.access.TableGrant;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.error.QueryException;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Shows what a policy grants, and the tables that the server makes for each caller. A grant's name
 * is looked up as SQL's names are, once. Thread: safe for many at once.
 */
public final class GrantedNames implements Visibility {
    private final ReadPolicy policy;
    private final Catalog catalog;
    private final TableNames names;
    private final ImmutableSet<String> pipes;
    private final Supplier<ImmutableListMultimap<String, TableGrant>> tables;

    /**
     * What a policy shows of a catalog.
     *
     * @param policy one that does not grant everything
     * @param pipes the names of the pipes that it grants
     */
    public GrantedNames(ReadPolicy policy, Catalog catalog, ImmutableSet<String> pipes) {
        this.policy = policy;
        this.catalog = catalog;
        this.names = new TableNames(catalog);
        this.pipes = pipes;
        this.tables = Suppliers.memoize(this::granted);
    }

    private ImmutableListMultimap<String, TableGrant> granted() {
        ImmutableListMultimap.Builder<String, TableGrant> granted = ImmutableListMultimap.builder();
        for (TableGrant grant : policy.tables()) {
            find(grant.path()).ifPresent(table -> granted.put(table.name().toString(), grant));
        }
        return granted.build();
    }

    /** A source that can't be asked has nothing to show. */
    private Optional<SourceTable> find(ImmutableList<String> path) {
        try {
            return names.find(path);
        } catch (QueryException unreachable) {
            return Optional.empty();
        }
    }

    private ImmutableList<TableGrant> grants(ListedTable table) {
        return tables.get().get(table.schema() + "." + table.name());
    }

    @Override
    public boolean shows(ListedTable table) {
        if (table.schema().equals(Catalog.DEFAULT_SCHEMA)) {
            return pipes.contains(table.name());
        }
        return isMadeForCaller(table) || !grants(table).isEmpty();
    }

    private boolean isMadeForCaller(ListedTable table) {
        ImmutableList<String> path = ImmutableList.of(table.schema(), table.name());
        return names.isSystem(path)
                && find(path).filter(t -> t.access() instanceof TableAccess.Whole).isPresent();
    }

    @Override
    public boolean shows(ListedTable table, String column) {
        ImmutableList<TableGrant> grants = grants(table);
        return grants.isEmpty()
                || grants.stream()
                        .anyMatch(
                                grant ->
                                        grant.columns().isEmpty()
                                                || grant.columns().stream()
                                                        .anyMatch(c -> isSame(c, column)));
    }

    @Override
    public boolean mayShowOf(String connection) {
        return catalog.system().containsKey(connection)
                || policy.tables().stream()
                        .anyMatch(grant -> isIn(grant.path().getFirst(), connection));
    }

    /** Also {@code "shop.public"}, which is a schema of the connection. */
    private static boolean isIn(String schema, String connection) {
        return isSame(schema, connection)
                || Ascii.toLowerCase(schema).startsWith(Ascii.toLowerCase(connection) + ".");
    }

    @Override
    public boolean showsEmpty(String connection) {
        return policy.tables().stream().anyMatch(grant -> isSame(grant.path().get(0), connection));
    }

    private static boolean isSame(String one, String other) {
        return Ascii.equalsIgnoreCase(one, other);
    }
}

package io.penstock.query.listing;

import com.google.common.collect.ImmutableSet;

import io.penstock.spi.catalog.TableKind;

/**
 * Which tables somebody asks for.
 *
 * @param kinds of these kinds only
 */
public record TableFilter(NamePattern schema, NamePattern table, ImmutableSet<TableKind> kinds) {
    private static final ImmutableSet<TableKind> EVERY_KIND =
            ImmutableSet.copyOf(TableKind.values());

    /** Every table. */
    public static final TableFilter ALL = of(NamePattern.ANY, NamePattern.ANY);

    /** Tables of every kind. */
    public static TableFilter of(NamePattern schema, NamePattern table) {
        return new TableFilter(schema, table, EVERY_KIND);
    }
}

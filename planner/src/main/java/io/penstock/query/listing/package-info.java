/**
 * What callers may name, as lists of schemas, tables, columns, keys and functions: what JDBC's and
 * Flight SQL's metadata calls and {@code information_schema} are made of.
 *
 * <p>A connection with one level of names is a schema ({@code shop}); one with several database
 * schemas is a schema for each ({@code shop.public}); pipes are views in the schema {@code public}.
 * There are no catalogs. Start at {@link io.penstock.query.listing.CatalogListing}.
 */
@NullMarked
package io.penstock.query.listing;

import org.jspecify.annotations.NullMarked;

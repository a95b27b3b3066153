package io.penstock.query.listing;

import org.apache.arrow.vector.types.pojo.Schema;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A query under a name that callers may read as a table.
 *
 * @param remarks what its author says about it
 * @param columns found out when somebody asks; throws {@link io.penstock.spi.error.QueryException}
 *     for one that can't be planned
 */
public record ListedView(String name, Optional<String> remarks, Supplier<Schema> columns) {}

package io.penstock.spi.catalog;

import java.util.Optional;

/**
 * A table as a list of tables shows it, without its columns.
 *
 * @param name its full name, spelled as the source spells it
 * @param remarks what its maker says about it
 */
public record TableEntry(TableName name, TableKind kind, Optional<String> remarks) {}

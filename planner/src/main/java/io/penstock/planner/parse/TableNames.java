package io.penstock.planner.parse;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;

import io.penstock.planner.catalog.Catalog;
import io.penstock.spi.Source;
import io.penstock.spi.catalog.SourceTable;

import java.util.Optional;

/** Finds the table that a name in SQL stands for. */
public record TableNames(Catalog catalog) {

    /**
     * What the name stands for.
     *
     * @throws io.penstock.spi.error.QueryException when its source can't be asked
     */
    public Optional<SourceTable> find(ImmutableList<String> path) {
        return found(path).or(() -> found(levels(path)));
    }

    private Optional<SourceTable> found(ImmutableList<String> path) {
        return source(path.get(0)).flatMap(source -> source.table(path.subList(1, path.size())));
    }

    private Optional<Source> source(String name) {
        return Names.find(catalog.sources(), name).or(() -> Names.find(catalog.system(), name));
    }

    /** Whether the name is one of the server's own schemas. */
    public boolean isSystem(ImmutableList<String> path) {
        String schema = levels(path).get(0);
        return Names.find(catalog.sources(), schema).isEmpty()
                && Names.find(catalog.system(), schema).isPresent();
    }

    /** Tools quote a listed schema as one name: {@code "shop.public".orders}. */
    static ImmutableList<String> levels(ImmutableList<String> path) {
        return ImmutableList.<String>builder()
                .addAll(Splitter.on('.').split(path.get(0)))
                .addAll(path.subList(1, path.size()))
                .build();
    }
}

package io.penstock.query.listing;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;

import io.penstock.planner.catalog.Catalog;
import io.penstock.planner.catalog.SqlType;
import io.penstock.planner.function.CatalogueFunction;
import io.penstock.planner.function.FunctionCatalogue;
import io.penstock.spi.Source;
import io.penstock.spi.catalog.ForeignKey;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableEntry;
import io.penstock.spi.catalog.TableKeys;
import io.penstock.spi.catalog.TableKind;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.error.QueryException;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a caller may name, at one moment: tables of connections and the server's own, pipes as
 * views, and functions. Names are filtered before columns are looked at, and many columns are
 * looked at in one go. A source of which nothing is shown is not asked.
 *
 * <p>A source that can't be reached has a schema without tables, and a table or pipe that can't be
 * read has no columns: one of them must not hide all others. Thread: safe for many at once.
 */
public final class CatalogListing {
    private static final Logger log = LoggerFactory.getLogger(CatalogListing.class);

    /** What {@code information_schema} says where SQL wants a catalog; nothing else has one. */
    public static final String CATALOG = "penstock";

    /** The schema that pipes are in. */
    public static final String DEFAULT_SCHEMA = Catalog.DEFAULT_SCHEMA;

    private final Catalog catalog;
    private final ImmutableMap<String, ListedView> views;
    private final Visibility visibility;

    /**
     * A listing.
     *
     * @param views what may be read as tables besides the catalog's
     */
    public CatalogListing(Catalog catalog, List<ListedView> views, Visibility visibility) {
        this.catalog = catalog;
        this.views = Maps.uniqueIndex(views, ListedView::name);
        this.visibility = visibility;
    }

    /** The schema that a source's table is in: all its names but the last. */
    public static String schema(TableName name) {
        List<String> names = name.names();
        return String.join(".", names.subList(0, names.size() - 1));
    }

    /** Names of schemas, sorted; {@value #DEFAULT_SCHEMA} is always there. */
    public ImmutableList<String> schemas(NamePattern pattern) {
        TreeSet<String> names = new TreeSet<>();
        names.add(DEFAULT_SCHEMA);
        for (Source source : sources(pattern)) {
            ImmutableList<TableEntry> entries = entries(source);
            entries.stream()
                    .filter(entry -> visibility.shows(listed(entry)))
                    .forEach(entry -> names.add(schema(entry.name())));
            if (entries.isEmpty() && visibility.showsEmpty(source.name())) {
                names.add(source.name());
            }
        }
        return names.stream().filter(pattern::matches).collect(toImmutableList());
    }

    /** Tables by schema and name; their columns are not looked at. */
    public ImmutableList<ListedTable> tables(TableFilter filter) {
        List<ListedTable> tables = new ArrayList<>(listedViews(filter));
        for (Source source : sources(filter.schema())) {
            named(source, filter).keySet().forEach(tables::add);
        }
        return ImmutableList.sortedCopyOf(ListedTable.ORDER, tables);
    }

    /** One table, its names matched without regard to case. */
    public Optional<ListedTable> table(String schema, String name) {
        return tables(TableFilter.of(NamePattern.exactly(schema), NamePattern.exactly(name)))
                .stream()
                .findFirst();
    }

    /** Columns by schema, table and position. */
    public ImmutableList<ListedColumn> columns(TableFilter filter, NamePattern column) {
        List<Described> described = new ArrayList<>();
        for (ListedTable view : listedViews(filter)) {
            described.add(new Described(view, viewColumns(view)));
        }
        for (Source source : sources(filter.schema())) {
            describe(source, named(source, filter), described);
        }
        described.sort((one, other) -> ListedTable.ORDER.compare(one.table(), other.table()));
        Function<Field, SqlType> types = typesOnce();
        ImmutableList.Builder<ListedColumn> columns = ImmutableList.builder();
        for (Described table : described) {
            List<Field> fields = shown(table);
            for (int i = 0; i < fields.size(); i++) {
                if (column.matches(fields.get(i).getName())) {
                    columns.add(listed(table.table(), i, fields.get(i), types));
                }
            }
        }
        return columns.build();
    }

    private record Described(ListedTable table, List<Field> fields) {}

    private List<Field> shown(Described described) {
        return described.fields().stream()
                .filter(field -> visibility.shows(described.table(), field.getName()))
                .toList();
    }

    private static ListedColumn listed(
            ListedTable table, int index, Field field, Function<Field, SqlType> types) {
        return new ListedColumn(table, index + 1, field, types.apply(field));
    }

    /**
     * Most columns of a catalog are of a few types: objects that sources share, which are found
     * without a look inside.
     */
    private static Function<Field, SqlType> typesOnce() {
        IdentityHashMap<ArrowType, SqlType> plain = new IdentityHashMap<>();
        Map<FieldType, SqlType> known = new HashMap<>();
        Function<Field, SqlType> byValue =
                field -> known.computeIfAbsent(field.getFieldType(), type -> SqlType.of(field));
        return field -> {
            if (!field.getChildren().isEmpty()) {
                return SqlType.of(field);
            }
            return field.getMetadata().isEmpty()
                    ? plain.computeIfAbsent(field.getType(), type -> byValue.apply(field))
                    : byValue.apply(field);
        };
    }

    /** A table's keys, as its source knows them; a pipe has none. */
    public TableKeys keys(ListedTable table) {
        return keys(TableFilter.of(
                        NamePattern.exactly(table.schema()), NamePattern.exactly(table.name())))
                .getOrDefault(table, TableKeys.NONE);
    }

    /** The keys of many tables; a table without any is not in it. */
    public ImmutableMap<ListedTable, TableKeys> keys(TableFilter filter) {
        ImmutableMap.Builder<ListedTable, TableKeys> keys = ImmutableMap.builder();
        for (Source source : sources(filter.schema())) {
            Map<ListedTable, TableName> named = named(source, filter);
            ImmutableMap<TableName, TableKeys> known = keys(source, named.values());
            named.forEach(
                    (table, name) ->
                            Optional.ofNullable(known.get(name))
                                    .map(found -> shown(table, found))
                                    .ifPresent(found -> keys.put(table, found)));
        }
        return keys.buildOrThrow();
    }

    /** A key that has a column or a table that is not shown is not shown either. */
    private TableKeys shown(ListedTable table, TableKeys keys) {
        return new TableKeys(
                keys.primary().filter(key -> shows(table, key.columns())),
                shown(keys.imported()),
                shown(keys.exported()));
    }

    private ImmutableList<ForeignKey> shown(ImmutableList<ForeignKey> keys) {
        return keys.stream()
                .filter(key -> shows(listed(key.table()), key.columns()))
                .filter(key -> shows(listed(key.referenced()), key.referencedColumns()))
                .collect(toImmutableList());
    }

    private boolean shows(ListedTable table, List<String> columns) {
        return visibility.shows(table)
                && columns.stream().allMatch(column -> visibility.shows(table, column));
    }

    private static ListedTable listed(TableName name) {
        return listed(new TableEntry(name, TableKind.TABLE, Optional.empty()));
    }

    private static ListedTable listed(TableEntry entry) {
        return new ListedTable(
                schema(entry.name()), entry.name().path().getLast(), entry.kind(), entry.remarks());
    }

    private static ImmutableMap<TableName, TableKeys> keys(
            Source source, Iterable<TableName> names) {
        return orNothing(source, () -> source.keys(ImmutableList.copyOf(names)), ImmutableMap.of());
    }

    /** Every function that SQL may call, in the reference's order. */
    public ImmutableList<CatalogueFunction> functions() {
        return FunctionCatalogue.functions();
    }

    private ImmutableList<Source> sources(NamePattern schema) {
        return Stream.concat(
                        catalog.sources().values().stream(), catalog.system().values().stream())
                .filter(source -> schema.mayBeIn(source.name()))
                .filter(source -> visibility.mayShowOf(source.name()))
                .collect(toImmutableList());
    }

    private ImmutableList<ListedTable> listedViews(TableFilter filter) {
        return views.values().stream()
                .map(
                        view ->
                                new ListedTable(
                                        DEFAULT_SCHEMA,
                                        view.name(),
                                        TableKind.VIEW,
                                        view.remarks()))
                .filter(table -> wanted(table, filter))
                .collect(toImmutableList());
    }

    /** A source's tables that are asked for, and the names it has for them. */
    private Map<ListedTable, TableName> named(Source source, TableFilter filter) {
        ImmutableMap.Builder<ListedTable, TableName> named = ImmutableMap.builder();
        for (TableEntry entry : entries(source)) {
            ListedTable table = listed(entry);
            if (wanted(table, filter)) {
                named.put(table, entry.name());
            }
        }
        return named.buildOrThrow();
    }

    private boolean wanted(ListedTable table, TableFilter filter) {
        return filter.kinds().contains(table.kind())
                && filter.schema().matches(table.schema())
                && filter.table().matches(table.name())
                && visibility.shows(table);
    }

    private static void describe(
            Source source, Map<ListedTable, TableName> named, List<Described> described) {
        if (named.isEmpty()) {
            return;
        }
        Map<TableName, Schema> schemas = new HashMap<>();
        for (SourceTable table : tables(source, named.values())) {
            schemas.put(table.name(), table.schema());
        }
        named.forEach(
                (table, name) ->
                        Optional.ofNullable(schemas.get(name))
                                .map(schema -> new Described(table, schema.getFields()))
                                .ifPresent(described::add));
    }

    private static ImmutableList<SourceTable> tables(Source source, Iterable<TableName> names) {
        return orNothing(
                source, () -> source.describe(ImmutableList.copyOf(names)), ImmutableList.of());
    }

    private static ImmutableList<TableEntry> entries(Source source) {
        return orNothing(source, source::entries, ImmutableList.of());
    }

    private interface Question<T> {
        T ask();
    }

    private static <T> T orNothing(Source source, Question<T> question, T nothing) {
        try {
            return question.ask();
        } catch (QueryException e) {
            log.warn("Connection '{}' is not listed: {}", source.name(), e.getMessage());
            return nothing;
        }
    }

    private List<Field> viewColumns(ListedTable table) {
        ListedView view = views.get(table.name());
        if (view == null) {
            throw new IllegalArgumentException("no view " + table);
        }
        try {
            return view.columns().get().getFields();
        } catch (QueryException e) {
            log.debug("Pipe '{}' has no columns: {}", table.name(), e.getMessage());
            return List.of();
        }
    }
}

package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.PlannerError;
import io.penstock.planner.catalog.Catalog;
import io.penstock.planner.catalog.TypeMapping;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;

import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlPivot;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnpivot;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names that one text uses in FROM, and what they stand for. Only these are looked up, each
 * once, so that a big database is never listed.
 */
final class FromNames extends SqlBasicVisitor<@Nullable Void> {
    /** More columns than this are a mistake in the source, or an attack. */
    private static final int MAX_COLUMNS = 2048;

    private final BoundSql sql;
    private final Places places;
    private final QueryParse parse;
    private final Map<ImmutableList<String>, SqlIdentifier> names = new LinkedHashMap<>();
    private final Set<String> withNames = new HashSet<>();

    private FromNames(BoundSql sql, Places places, QueryParse parse) {
        this.sql = sql;
        this.places = places;
        this.parse = parse;
    }

    /**
     * Looks up every name of the tree.
     *
     * @return what was found, for the validator
     * @throws io.penstock.spi.error.QueryException {@link PlannerError#UNKNOWN_TABLE}
     */
    static CalciteSchema resolve(SqlNode query, BoundSql sql, Places places, QueryParse parse) {
        FromNames from = new FromNames(sql, places, parse);
        query.accept(from);
        return from.schema();
    }

    /** A schema of one table. */
    static CalciteSchema only(String name, NamedTable table) {
        SchemaPlus root =
                CalciteSchema.createRootSchema(false, false, "", new AbstractSchema()).plus();
        add(root, ImmutableList.of(name), table);
        return CalciteSchema.from(root);
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        switch (call) {
            case SqlSelect select -> from(select.getFrom());
            case SqlJoin join -> {
                from(join.getLeft());
                from(join.getRight());
            }
            case SqlPivot pivot -> from(pivot.query);
            case SqlUnpivot unpivot -> from(unpivot.query);
            case SqlWithItem item -> withNames.add(item.name.getSimple().toLowerCase(Locale.ROOT));
            default -> {
                if (call.getKind() == SqlKind.EXPLICIT_TABLE) {
                    from(call.operand(0));
                }
            }
        }
        return super.visit(call);
    }

    private void from(@Nullable SqlNode node) {
        if (node instanceof SqlIdentifier name) {
            names.putIfAbsent(name.names, name);
        } else if (node instanceof SqlBasicCall call) {
            switch (call.getKind()) {
                case AS, TABLE_REF, TABLESAMPLE, LATERAL, SNAPSHOT -> from(call.operand(0));
                default -> {}
            }
        }
    }

    private CalciteSchema schema() {
        SchemaPlus root =
                CalciteSchema.createRootSchema(false, false, "", new AbstractSchema()).plus();
        names.forEach(
                (path, name) -> {
                    Optional<NamedTable> table = isView(path) ? view(path) : table(path);
                    if (table.isPresent()) {
                        add(root, path, table.get());
                    } else if (path.size() > 1 || !isWithName(path.get(0))) {
                        throw unknown(path, name);
                    }
                });
        return CalciteSchema.from(root);
    }

    /** Who may not read everything is not told whether it is there, nor what else is. */
    private QueryException unknown(ImmutableList<String> path, SqlIdentifier name) {
        return parse.grants().limit()
                ? places.error(
                        PlannerError.NOT_READABLE,
                        UnknownTables.notReadable(path),
                        name.getParserPosition())
                : places.error(
                        PlannerError.UNKNOWN_TABLE,
                        UnknownTables.message(path, parse.catalog(), sql),
                        name.getParserPosition());
    }

    private boolean isWithName(String name) {
        return withNames.contains(name.toLowerCase(Locale.ROOT));
    }

    private static boolean isView(ImmutableList<String> path) {
        return path.size() == 1
                || path.size() == 2 && Names.same(path.get(0), Catalog.DEFAULT_SCHEMA);
    }

    private Optional<NamedTable> view(ImmutableList<String> path) {
        return Names.find(sql.views(), path.getLast()).map(view -> parse.view(path, view));
    }

    /** A caller names what is granted; the project's texts name what their author may. */
    private Optional<NamedTable> table(ImmutableList<String> path) {
        return isCallers()
                ? parse.grants().find(path).map(this::sourceTable)
                : new TableNames(parse.catalog()).find(path).map(this::sourceTable);
    }

    private boolean isCallers() {
        return sql.origin().file().isEmpty();
    }

    private NamedTable sourceTable(SourceTable found) {
        SourceTable table = parse.table(found);
        int columns = table.schema().getFields().size();
        if (columns > MAX_COLUMNS) {
            throw new QueryException(
                    PlannerError.TOO_MANY_COLUMNS,
                    "Table '%s' has %d columns; at most %d are allowed"
                            .formatted(table.name(), columns, MAX_COLUMNS));
        }
        RelDataType rowType = TypeMapping.rowType(parse.types(), table.schema());
        Grants.Limit limit = parse.limit(table, rowType);
        NamedTable whole = NamedTable.of(table, rowType);
        if (limit.isNone()) {
            return whole;
        }
        return isCallers()
                ? LimitedTable.ofCaller(whole, limit, parse.types())
                : LimitedTable.ofProject(whole, limit);
    }

    private static void add(SchemaPlus root, ImmutableList<String> path, NamedTable table) {
        SchemaPlus schema = root;
        for (String name : path.subList(0, path.size() - 1)) {
            SchemaPlus next = schema.subSchemas().get(name.toLowerCase(Locale.ROOT));
            schema =
                    next == null
                            ? schema.add(name.toLowerCase(Locale.ROOT), new AbstractSchema())
                            : next;
        }
        schema.add(path.get(path.size() - 1), table.entry());
    }
}

package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.planner.catalog.TypeMapping;
import io.penstock.spi.Source;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.sql.BoundSql;

import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The names that one text uses in FROM, and what they stand for. Only these are looked up, each
 * once, so that a big database is never listed.
 */
final class FromNames extends SqlBasicVisitor<@Nullable Void> {
    private final BoundSql sql;
    private final QueryParse parse;
    private final SchemaPlus root =
            CalciteSchema.createRootSchema(false, false, "", new AbstractSchema()).plus();

    FromNames(BoundSql sql, QueryParse parse) {
        this.sql = sql;
        this.parse = parse;
    }

    /** Looks up every name of the tree. */
    void resolve(SqlNode query) {
        query.accept(this);
    }

    /** What was found, for the validator. */
    CalciteSchema schema() {
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
            default -> {}
        }
        return super.visit(call);
    }

    private void from(@Nullable SqlNode node) {
        switch (node) {
            case SqlIdentifier name -> table(name.names);
            case SqlBasicCall call -> {
                switch (call.getKind()) {
                    case AS, TABLE_REF, TABLESAMPLE, LATERAL, SNAPSHOT, EXPLICIT_TABLE ->
                            from(call.operand(0));
                    default -> {}
                }
            }
            case null, default -> {}
        }
    }

    private void table(ImmutableList<String> names) {
        if (names.size() == 1) {
            view(names.get(0))
                    .ifPresent(view -> add(names, NamedTable.of(names.get(0), parse.view(view))));
            return;
        }
        source(names.get(0))
                .flatMap(source -> source.table(names.subList(1, names.size())))
                .ifPresent(found -> add(names, sourceTable(found)));
    }

    private NamedTable sourceTable(SourceTable found) {
        SourceTable table = parse.table(found);
        return NamedTable.of(table, TypeMapping.rowType(parse.types(), table.schema()));
    }

    private void add(ImmutableList<String> names, NamedTable table) {
        SchemaPlus schema = root;
        for (String name :
                table.getQualifiedName().subList(0, table.getQualifiedName().size() - 1)) {
            SchemaPlus next = schema.subSchemas().get(name);
            schema = next == null ? schema.add(name, new AbstractSchema()) : next;
        }
        schema.add(names.get(names.size() - 1), table.entry());
    }

    private Optional<BoundSql> view(String name) {
        return find(sql.views(), name);
    }

    private Optional<Source> source(String name) {
        return find(parse.catalog().sources(), name);
    }

    private static <T> Optional<T> find(ImmutableMap<String, T> map, String name) {
        T exact = map.get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        String wanted = name.toLowerCase(Locale.ROOT);
        return map.entrySet().stream()
                .filter(entry -> entry.getKey().toLowerCase(Locale.ROOT).equals(wanted))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}

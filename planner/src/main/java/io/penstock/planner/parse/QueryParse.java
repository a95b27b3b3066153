package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.catalog.Catalog;
import io.penstock.planner.catalog.PenstockTypeFactory;
import io.penstock.planner.catalog.TypeMapping;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;

import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlShuttle;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The parsing of one query with its views: what its texts share. Thread: one. */
final class QueryParse {
    private final Vocabulary operators;
    private final Catalog catalog;
    private final int sqlBytes;
    private final PenstockTypeFactory types = new PenstockTypeFactory();
    private final RelOptCluster cluster =
            RelOptCluster.create(
                    new HepPlanner(HepProgram.builder().build()), new RexBuilder(types));
    private final List<BoundValue> values = new ArrayList<>();
    private final List<BoundSql> texts = new ArrayList<>();
    private final Map<TableName, SourceTable> tables = new LinkedHashMap<>();
    private final Map<BoundSql, RelNode> views = new IdentityHashMap<>();

    QueryParse(Vocabulary operators, Catalog catalog, int sqlBytes) {
        this.operators = operators;
        this.catalog = catalog;
        this.sqlBytes = sqlBytes;
    }

    /** The tree of a text; its views' trees are made on the way. */
    private RelRoot root(BoundSql sql) {
        SqlText text = SqlText.parse(sql, sqlBytes);
        text.tree().accept(new TreeDepth(text.places()));
        text.tree().accept(new Aliases(catalog.globalNames(), text.places()));
        SqlNode tree =
                changed(changed(text.tree(), new DialectRewrites(text.places())), casts(sql));
        CalciteSchema schema = FromNames.resolve(tree, sql, text.places(), this);
        return new TextConversion(operators, cluster, schema, text.places()).convert(tree);
    }

    private static SqlNode changed(SqlNode tree, SqlShuttle change) {
        return Objects.requireNonNull(tree.accept(change));
    }

    private ValueCasts casts(BoundSql sql) {
        int base = values.size();
        texts.add(sql);
        values.addAll(sql.values());
        return new ValueCasts(
                base,
                sql.values().stream()
                        .map(value -> TypeMapping.sqlType(types, value.type()))
                        .toList());
    }

    /** Everything about the query. */
    ParsedQuery query(BoundSql sql) {
        RelRoot root = root(sql);
        return new ParsedQuery(
                root,
                ImmutableList.copyOf(values),
                ImmutableList.copyOf(texts),
                ImmutableList.copyOf(tables.values()));
    }

    /** A view's tree: the same object each time it is asked for. */
    RelNode view(BoundSql sql) {
        RelNode known = views.get(sql);
        if (known == null) {
            known = root(sql).project();
            views.put(sql, known);
        }
        return known;
    }

    /** Notes that a table is read; a table that is read twice is looked at once. */
    SourceTable table(SourceTable table) {
        return tables.computeIfAbsent(table.name(), ignored -> table);
    }

    Catalog catalog() {
        return catalog;
    }

    PenstockTypeFactory types() {
        return types;
    }
}

package io.penstock.planner.parse;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.access.Fence;
import io.penstock.planner.catalog.Catalog;
import io.penstock.planner.catalog.PenstockTypeFactory;
import io.penstock.planner.catalog.TypeMapping;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.catalog.FieldTypes;
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
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/** The parsing of one query with its views: what its texts share. Thread: one. */
final class QueryParse {
    private static final BoundValue TEXT = new BoundValue(FieldTypes.UTF8, null);

    private static final ImmutableSet<SqlTypeName> SIMPLE =
            ImmutableSet.of(
                    SqlTypeName.BOOLEAN,
                    SqlTypeName.TINYINT,
                    SqlTypeName.SMALLINT,
                    SqlTypeName.INTEGER,
                    SqlTypeName.BIGINT,
                    SqlTypeName.UTINYINT,
                    SqlTypeName.USMALLINT,
                    SqlTypeName.UINTEGER,
                    SqlTypeName.UBIGINT,
                    SqlTypeName.REAL,
                    SqlTypeName.FLOAT,
                    SqlTypeName.DOUBLE,
                    SqlTypeName.DECIMAL,
                    SqlTypeName.BINARY,
                    SqlTypeName.VARBINARY,
                    SqlTypeName.DATE,
                    SqlTypeName.TIME,
                    SqlTypeName.TIMESTAMP,
                    SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE,
                    SqlTypeName.TIMESTAMP_TZ);

    private final Vocabulary operators;
    private final Catalog catalog;
    private final int sqlBytes;
    private final Optional<ViewTypes> viewTypes;
    private final PenstockTypeFactory types = new PenstockTypeFactory();
    private final RelOptCluster cluster =
            RelOptCluster.create(
                    new HepPlanner(HepProgram.builder().build()), new RexBuilder(types));
    private final List<BoundValue> values = new ArrayList<>();
    private final List<BoundSql> texts = new ArrayList<>();
    private final Map<TableName, SourceTable> tables = new LinkedHashMap<>();
    private final Map<BoundSql, RelNode> views = new IdentityHashMap<>();

    private final Map<BoundSql, RelDataType> viewColumns = new IdentityHashMap<>();
    private final RowConditions conditions = new RowConditions(this, cluster.getRexBuilder());

    private final Grants grants;
    private final Map<TableName, Grants.Limit> limits = new HashMap<>();
    private boolean limited;

    /**
     * A parsing.
     *
     * @param policy of the caller, whose the texts without a file are
     * @param viewTypes when the trees of views are not wanted, only whether all is right
     */
    QueryParse(
            Vocabulary operators,
            Catalog catalog,
            ReadPolicy policy,
            int sqlBytes,
            Optional<ViewTypes> viewTypes) {
        this.grants =
                new Grants(policy, new TableNames(catalog), conditions, cluster.getRexBuilder());
        this.viewTypes = viewTypes;
        this.operators = operators;
        this.catalog = catalog;
        this.sqlBytes = sqlBytes;
    }

    /** The tree of a text; its views' trees are made on the way. */
    private RelRoot root(BoundSql sql) {
        SqlText text = checked(sql);
        SqlNode tree = changed(rewritten(text), casts(sql));
        RelRoot all = conversion(sql, text, tree).convert(tree);
        return sql.rowFilter().map(filter -> filtered(all, filter)).orElse(all);
    }

    private RelRoot filtered(RelRoot all, String filter) {
        RelDataType rows = types.createStructType(columnTypes(all), all.fields.rightList());
        RexNode condition = conditions.condition(filter, "result", "pipe", rows);
        limited = true;
        return FilteredRoot.of(all, condition);
    }

    private static List<RelDataType> columnTypes(RelRoot root) {
        return root.fields.leftList().stream()
                .map(column -> root.rel.getRowType().getFieldList().get(column).getType())
                .toList();
    }

    /** The columns of a text that is right; its own tree is not made. */
    RelDataType columns(BoundSql sql) {
        SqlText text = checked(sql);
        SqlNode tree = changed(rewritten(text), casts(sql));
        return conversion(sql, text, tree).columns(tree);
    }

    private SqlText checked(BoundSql sql) {
        SqlText text = SqlText.parse(sql, sqlBytes);
        text.tree().accept(new TreeDepth(text.places()));
        // Who may not read everything would be told what there is.
        if (!grants.limit()) {
            text.tree().accept(new Aliases(catalog.globalNames(), text.places()));
        }
        return text;
    }

    static SqlNode rewritten(SqlText text) {
        text.tree().accept(new Refusals(text.places()));
        return changed(text.tree(), new DialectRewrites(text.places()));
    }

    private TextConversion conversion(BoundSql sql, SqlText text, SqlNode tree) {
        return conversion(text, FromNames.resolve(tree, sql, text.places(), this));
    }

    TextConversion conversion(SqlText text, CalciteSchema schema) {
        // A pipe's author may name what the pipe's caller may not know of.
        boolean callers = text.places().sql().origin().file().isEmpty();
        return new TextConversion(
                operators, cluster, schema, text.places(), callers || !grants.limit());
    }

    /** For each {@code ?} of a text without values, a NULL of the type that the text asks for. */
    ImmutableList<BoundValue> parameters(BoundSql sql) {
        int marks = SqlText.marks(sql);
        if (marks == 0) {
            return ImmutableList.of();
        }
        BoundSql filled = sql.withValues(ImmutableList.copyOf(Collections.nCopies(marks, TEXT)));
        SqlText text = checked(filled);
        SqlNode tree = rewritten(text);
        Map<Integer, RelDataType> found = conversion(filled, text, tree).parameters(tree);
        return IntStream.range(0, marks)
                .mapToObj(i -> parameter(Optional.ofNullable(found.get(i))))
                .collect(toImmutableList());
    }

    /** A caller can give a value of any simple type; what is made of others comes as text. */
    private static BoundValue parameter(Optional<RelDataType> type) {
        return type.filter(found -> SIMPLE.contains(found.getSqlTypeName()))
                .map(found -> new BoundValue(TypeMapping.field("", found).getType(), null))
                .orElse(TEXT);
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
                ImmutableList.copyOf(tables.values()),
                limited);
    }

    /** What a view is for the texts that read it. */
    NamedTable view(ImmutableList<String> name, BoundSql sql) {
        return viewTypes
                .map(known -> NamedTable.of(name, columns(sql, known)))
                .orElseGet(() -> NamedTable.of(name, tree(sql)));
    }

    private RelDataType columns(BoundSql view, ViewTypes known) {
        RelDataType found = viewColumns.get(view);
        if (found == null) {
            found = columnsOnce(view, known);
            viewColumns.put(view, found);
        }
        return found;
    }

    private RelDataType columnsOnce(BoundSql view, ViewTypes known) {
        ImmutableMap.Builder<String, RelDataType> read = ImmutableMap.builder();
        view.views().forEach((name, child) -> read.put(name, columns(child, known)));
        ViewTypes.Key key = ViewTypes.Key.of(view, read.buildOrThrow());
        return known.find(key)
                .orElseGet(
                        () -> {
                            RelDataType columns = columns(view);
                            known.add(key, columns);
                            return columns;
                        });
    }

    /** A view's tree: the same object each time it is asked for. */
    private RelNode tree(BoundSql sql) {
        RelNode known = views.get(sql);
        if (known == null) {
            RelNode rows = root(sql).project();
            known = sql.rowFilter().isPresent() ? fenced(rows) : rows;
            views.put(sql, known);
        }
        return known;
    }

    private static RelNode fenced(RelNode rows) {
        return Fence.of(rows, new Fence.What(false, "result", ImmutableBitSet.of()), true);
    }

    /** What of a table the caller may read, wherever it is read. */
    Grants.Limit limit(SourceTable table, RelDataType columns) {
        Grants.Limit limit =
                limits.computeIfAbsent(table.name(), name -> grants.limit(table, columns));
        limited |= !limit.isNone();
        return limit;
    }

    Grants grants() {
        return grants;
    }

    /** Notes that a table is read; a table that is read twice is looked at once. */
    SourceTable table(SourceTable table) {
        return tables.computeIfAbsent(table.name(), ignored -> table);
    }

    int sqlBytes() {
        return sqlBytes;
    }

    Catalog catalog() {
        return catalog;
    }

    PenstockTypeFactory types() {
        return types;
    }
}

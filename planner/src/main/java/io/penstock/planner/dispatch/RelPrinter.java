package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.access.Fence;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AsofJoin;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Match;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.Sample;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Spool;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A tree of operators in DuckDB's SQL. One printer prints one query, on one thread.
 *
 * <p>Each operator gets its input as a {@link Block} and adds to it, or wraps it. What wraps when
 * is decided here, next to the operator, by one question: would the clause see the same rows and
 * columns inside the block as it does above it?
 */
final class RelPrinter implements RexPrinter.SubQueries {
    private final RexBuilder rexBuilder;
    private final SharedTrees shared;
    private final TwiceRead twice;
    private final Islands islands;
    private final PartPrinter parts;
    private final Map<SharedTrees.Key, String> sharedNames = new HashMap<>();
    private final Map<String, String> withQueries = new LinkedHashMap<>();
    private final Map<CorrelationId, ImmutableList<Column>> outerRows = new HashMap<>();
    private final Map<List<String>, Recursion> recursions = new HashMap<>();
    private int aliases;
    private int recursiveQueries;

    RelPrinter(RelNode root, Islands islands, SharedTrees shared, TwiceRead twice) {
        this.rexBuilder = root.getCluster().getRexBuilder();
        this.shared = shared;
        this.twice = twice;
        this.islands = islands;
        this.parts = new PartPrinter(this, islands, rel -> shared.shared(rel).isPresent());
    }

    PartPrinter parts() {
        return parts;
    }

    Islands islands() {
        return islands;
    }

    /**
     * The whole query; its columns are called c0, c1, ..
     *
     * @param fields which columns of the root are the result, in order
     * @throws io.penstock.spi.error.QueryException naming what can't be printed
     */
    String print(RelNode root, List<Integer> fields) {
        ImmutableBitSet wanted = ImmutableBitSet.of(fields);
        Block block = root(root, wanted, fields);
        ImmutableList.Builder<Column> result = ImmutableList.builder();
        fields.forEach(field -> result.add(block.columns().get(field)));
        block.select(result.build());
        List<String> names = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            names.add("c" + i);
        }
        return with() + block.text(names, ImmutableBitSet.range(fields.size()));
    }

    /** DISTINCT would count the columns that are left out; so it goes into a table of its own. */
    private Block root(RelNode root, ImmutableBitSet wanted, List<Integer> fields) {
        Block block = visit(root, Demand.of(wanted));
        boolean all = fields.equals(ImmutableBitSet.range(block.columns().size()).toList());
        return block.isDistinct() && !all ? wrap(root, block, wanted) : block;
    }

    private String with() {
        if (withQueries.isEmpty()) {
            return "";
        }
        return withQueries.entrySet().stream()
                .map(entry -> "%s AS (%s)".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", ", "WITH ", " "));
    }

    Block visit(RelNode rel, Demand demand) {
        Optional<SharedTrees.Key> key = shared.shared(rel);
        return key.isPresent() ? sharedTree(rel, key.get()) : computed(rel, demand);
    }

    /** What one source computes whole is read from there. */
    private Block computed(RelNode rel, Demand demand) {
        Optional<String> island = twice.isIn(rel) ? Optional.empty() : islands.tree(rel, demand);
        return island.map(name -> only(table(name, rel), demand.columns()))
                .orElseGet(() -> operator(rel, demand));
    }

    private Block operator(RelNode rel, Demand demand) {
        return switch (rel) {
            case TableScan scan -> scan(scan, demand);
            case SentRows rows -> rows.block(alias());
            case Filter filter -> filter(filter, demand);
            case Fence fence -> fence(fence, demand);
            case Project project -> project(project, demand);
            case Aggregate aggregate -> new GroupPrinter(this).print(aggregate, demand);
            case Sort sort -> new SortPrinter(this).print(sort, demand);
            case AsofJoin join -> new JoinPrinter(this).asof(join, demand);
            case Join join -> new JoinPrinter(this).join(join, demand);
            case Correlate correlate -> new JoinPrinter(this).lateral(correlate, demand);
            case SetOp operation -> new SetPrinter(this).operation(operation, demand);
            case Values values -> new SetPrinter(this).values(values);
            case Uncollect unnest -> new SetPrinter(this).unnest(unnest);
            case RepeatUnion union -> new SetPrinter(this).recursive(union);
            case Spool spool -> visit(spool.getInput(), demand);
            case Sample sample -> new SetPrinter(this).sample(sample, demand);
            case Match ignored -> throw Unsupported.construct("MATCH_RECOGNIZE");
            case TableFunctionScan ignored -> throw Unsupported.construct("table functions");
            default -> throw Unsupported.construct(rel.getRelTypeName());
        };
    }

    private Block sharedTree(RelNode rel, SharedTrees.Key key) {
        String name = sharedNames.get(key);
        if (name == null) {
            name = "shared_" + sharedNames.size();
            sharedNames.put(key, name);
            int columns = rel.getRowType().getFieldCount();
            Block block = computed(rel, Demand.all(columns));
            withQueries.put(name, block.text(names(rel), ImmutableBitSet.range(columns)));
        }
        return table(name, rel);
    }

    /** A block that reads all columns of something with a name, or of a call or query in FROM. */
    Block table(String source, RelNode rel) {
        return table(source, names(rel));
    }

    private Block table(String source, List<String> names) {
        String alias = alias();
        ImmutableList<Column> columns =
                names.stream()
                        .map(name -> Column.reference(alias, name))
                        .collect(ImmutableList.toImmutableList());
        return Block.of("%s AS %s".formatted(source, alias), columns);
    }

    String alias() {
        return "t" + aliases++;
    }

    static List<String> names(RelNode rel) {
        return DuckText.unique(rel.getRowType().getFieldNames());
    }

    RexPrinter expressions(ImmutableList<Column> columns) {
        return new RexPrinter(columns, this, rexBuilder);
    }

    RexBuilder rexBuilder() {
        return rexBuilder;
    }

    /** Makes the rows of a block known to the queries inside the operator above it. */
    void bind(Set<CorrelationId> variables, ImmutableList<Column> row) {
        variables.forEach(variable -> outerRows.put(variable, row));
    }

    /** The columns that queries inside an operator read of its input's rows. */
    static ImmutableBitSet readByQueries(RelNode operator) {
        ImmutableBitSet columns = ImmutableBitSet.of();
        for (CorrelationId variable : operator.getVariablesSet()) {
            columns = columns.union(RelOptUtil.correlationColumns(variable, operator));
        }
        return columns;
    }

    /**
     * The block as a table of another one. Constants stay out: they are the same there.
     *
     * @param rel what the block computes
     */
    Block wrap(RelNode rel, Block block, ImmutableBitSet wanted) {
        ImmutableBitSet.Builder inside = ImmutableBitSet.builder();
        wanted.forEach(
                column -> {
                    if (!block.columns().get(column).is(Column.Kind.CONSTANT)) {
                        inside.set(column);
                    }
                });
        return wrapped(rel, block, inside.build());
    }

    /** The block as a table of another one, constants too: there they may become NULL. */
    Block wrapAll(RelNode rel, Block block, ImmutableBitSet wanted) {
        return wrapped(rel, block, wanted);
    }

    private Block wrapped(RelNode rel, Block block, ImmutableBitSet inside) {
        String alias = alias();
        List<String> names = names(rel);
        ImmutableBitSet selected =
                block.isDistinct() ? ImmutableBitSet.range(block.columns().size()) : inside;
        ImmutableList.Builder<Column> columns = ImmutableList.builder();
        for (int i = 0; i < block.columns().size(); i++) {
            Column column = block.columns().get(i);
            boolean stays = column.is(Column.Kind.CONSTANT);
            columns.add(
                    inside.get(i)
                            ? Column.reference(alias, names.get(i))
                            : stays ? column : Column.ABSENT);
        }
        String text = "(%s) AS %s".formatted(block.text(names, selected), alias);
        return Block.of(text, columns.build());
    }

    private Block scan(TableScan scan, Demand demand) {
        if (Recursion.isTransient(scan)) {
            List<String> table = scan.getTable().getQualifiedName();
            Recursion recursion = Objects.requireNonNull(recursions.get(table), "recursive query");
            return table(recursion.name(), recursion.columns());
        }
        SourceTable source = scan.getTable().unwrap(SourceTable.class);
        if (source == null) {
            throw Unsupported.construct("the table " + scan.getTable().getQualifiedName());
        }
        return switch (source.access()) {
            case TableAccess.Files files ->
                    table(FileReaders.call(source, files, rexBuilder.getTypeFactory()), scan);
            case TableAccess.Remote remote ->
                    only(table(islands.scan(scan, source, remote, demand), scan), demand.columns());
            case TableAccess.Whole ignored ->
                    only(table(islands.whole(scan, source, demand), scan), demand.columns());
        };
    }

    /** Columns that were not fetched are not there. */
    static Block only(Block block, ImmutableBitSet fetched) {
        ImmutableList.Builder<Column> columns = ImmutableList.builder();
        for (int i = 0; i < block.columns().size(); i++) {
            columns.add(fetched.get(i) ? block.columns().get(i) : Column.ABSENT);
        }
        block.select(columns.build());
        return block;
    }

    private Block filter(Filter filter, Demand demand) {
        RexNode condition = filter.getCondition();
        ImmutableBitSet read = Expressions.columns(condition).union(readByQueries(filter));
        Demand below = demand.plus(read).where(RelOptUtil.conjunctions(condition));
        Block block = visit(filter.getInput(), below.where(parts.keys(filter, below)));
        if (!takesFilter(block, filter, read)) {
            block = wrap(filter.getInput(), block, below.columns());
        }
        bind(filter.getVariablesSet(), block.columns());
        block.filter(expressions(block.columns()).print(condition));
        return block;
    }

    /** DuckDB moves neither conditions nor what they compute below a sample. */
    private Block fence(Fence fence, Demand demand) {
        fence.check(demand.columns());
        if (!fence.isBarrier()) {
            return visit(fence.getInput(), demand);
        }
        Block block = visit(fence.getInput(), demand.safe());
        Block rows = wrap(fence.getInput(), block, demand.columns());
        return Block.of(rows.from() + " TABLESAMPLE BERNOULLI (100 PERCENT)", rows.columns());
    }

    private static boolean takesFilter(Block block, Filter filter, ImmutableBitSet read) {
        boolean open =
                !block.hasWindow()
                        && !block.isDistinct()
                        && !block.isOrdered()
                        && !block.isLimited();
        boolean light =
                read.toList().stream()
                        .map(block.columns()::get)
                        .noneMatch(column -> column.is(Column.Kind.HEAVY));
        return open && light && (filter.getVariablesSet().isEmpty() || takesQueries(block, read));
    }

    /** Whether queries inside may read these columns of the block. */
    private static boolean takesQueries(Block block, ImmutableBitSet read) {
        return !block.isGrouped()
                && read.toList().stream().map(block.columns()::get).allMatch(Column::isCheap);
    }

    private Block project(Project project, Demand demand) {
        List<RexNode> wanted =
                demand.columns().toList().stream().map(project.getProjects()::get).toList();
        ImmutableBitSet read = Expressions.columns(wanted).union(readByQueries(project));
        Block block = visit(project.getInput(), demand.through(project.getProjects(), read));
        if (!takesProject(block, project, wanted, read)) {
            block = wrap(project.getInput(), block, read);
        }
        bind(project.getVariablesSet(), block.columns());
        RexPrinter printer = expressions(block.columns());
        ImmutableList.Builder<Column> columns = ImmutableList.builder();
        for (int i = 0; i < project.getProjects().size(); i++) {
            columns.add(
                    demand.columns().get(i)
                            ? column(project.getProjects().get(i), block, printer)
                            : Column.ABSENT);
        }
        block.select(columns.build());
        return block;
    }

    private static boolean takesProject(
            Block block, Project project, List<RexNode> wanted, ImmutableBitSet read) {
        if (block.isDistinct()) {
            return false;
        }
        if (!project.getVariablesSet().isEmpty()
                && Expressions.hasSubQuery(wanted)
                && !takesQueries(block, read)) {
            return false;
        }
        boolean over = Expressions.hasOver(wanted);
        boolean rowsFixed = !block.isOrdered() && !block.isLimited() && !block.hasWindow();
        return (!over || rowsFixed) && repeatsNothing(block, wanted, over);
    }

    private static boolean repeatsNothing(Block block, List<RexNode> wanted, boolean over) {
        int[] uses = Expressions.uses(wanted, block.columns().size());
        for (int i = 0; i < uses.length; i++) {
            Column column = block.columns().get(i);
            boolean free = column.isCheap() || column.is(Column.Kind.AGGREGATE);
            boolean heavyInWindow = over && uses[i] > 0 && column.is(Column.Kind.HEAVY);
            if (uses[i] > 1 && !free || heavyInWindow) {
                return false;
            }
        }
        return true;
    }

    private static Column column(RexNode expression, Block block, RexPrinter printer) {
        return expression instanceof RexInputRef reference
                ? block.columns().get(reference.getIndex())
                : new Column(printer.print(expression), kind(expression, block));
    }

    private static Column.Kind kind(RexNode expression, Block block) {
        if (Expressions.isConstant(expression)) {
            return Column.Kind.CONSTANT;
        }
        Column.Kind kind = Column.Kind.SCALAR;
        if (RexOver.containsOver(expression)) {
            kind = Column.Kind.WINDOW;
        } else if (Expressions.hasSubQuery(expression) || !RexUtil.isDeterministic(expression)) {
            kind = Column.Kind.HEAVY;
        }
        for (int column : Expressions.columns(expression)) {
            Column.Kind used = block.columns().get(column).kind();
            kind = used.compareTo(kind) > 0 ? used : kind;
        }
        return kind;
    }

    @Override
    public Column outer(RexCorrelVariable variable, int column) {
        ImmutableList<Column> row = outerRows.get(variable.id);
        if (row == null) {
            throw new IllegalStateException("no outer row for " + variable);
        }
        return row.get(column);
    }

    @Override
    public String print(RexSubQuery query, RexPrinter outer) {
        int columns = query.rel.getRowType().getFieldCount();
        boolean exists = query.getKind() == SqlKind.EXISTS;
        String part = parts.text(query);
        String text =
                part != null
                        ? part
                        : query(
                                query.rel,
                                exists ? ImmutableBitSet.of() : ImmutableBitSet.range(columns));
        return switch (query.getKind()) {
            case EXISTS -> "EXISTS (%s)".formatted(text);
            case SCALAR_QUERY -> "(%s)".formatted(text);
            case IN -> "(%s IN (%s))".formatted(operands(query, outer), text);
            case SOME, ALL ->
                    "(%s %s %s (%s))"
                            .formatted(
                                    operands(query, outer),
                                    ((SqlQuantifyOperator) query.getOperator()).comparisonKind.sql,
                                    query.getKind() == SqlKind.SOME ? "ANY" : "ALL",
                                    text);
            case ARRAY_QUERY_CONSTRUCTOR -> "ARRAY(%s)".formatted(text);
            default ->
                    throw Unsupported.construct(
                            "sub-queries with " + query.getOperator().getName());
        };
    }

    @Override
    public String sent(SentValue value, RexPrinter outer) {
        return value.sql();
    }

    private static String operands(RexSubQuery query, RexPrinter outer) {
        String text = outer.printAll(query.getOperands());
        return query.getOperands().size() == 1 ? text : "(" + text + ")";
    }

    /** A query of its own, all of it in one text. */
    String query(RelNode rel, ImmutableBitSet wanted) {
        Block block = visit(rel, Demand.of(wanted));
        ImmutableBitSet selected =
                block.isDistinct() ? ImmutableBitSet.range(block.columns().size()) : wanted;
        return block.text(names(rel), selected);
    }

    /** A name for a recursive query, which its own scans know from now on. */
    String nextRecursion(List<String> table, List<String> columns) {
        String name = "recursive_" + recursiveQueries++;
        recursions.put(table, new Recursion(name, columns));
        return name;
    }
}

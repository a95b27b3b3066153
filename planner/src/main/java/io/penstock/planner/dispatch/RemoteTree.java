package io.penstock.planner.dispatch;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.cost.CorrelatedQuery;
import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A tree of operators over the tables of one source in its dialect. Only what gives exactly our
 * answer is printed; the rest is a {@link NotAsked}, and the tree is cut below it. One printer
 * prints one tree.
 */
final class RemoteTree {
    private final RemoteDialect dialect;
    private final Map<Integer, RowCount> counts = new TreeMap<>();
    private final RemoteSubQueries queries;
    private final Supplier<RemoteShares> shares;
    private final boolean hasQueries;
    private int aliases;

    /**
     * Prints a tree.
     *
     * @param root all of it
     */
    RemoteTree(RemoteDialect dialect, RelNode root) {
        this.dialect = dialect;
        this.queries = new RemoteSubQueries(dialect, this);
        this.shares = Suppliers.memoize(() -> new RemoteShares(dialect, root));
        this.hasQueries = Expressions.hasSubQueryInside(root);
    }

    /**
     * The tree as one SELECT with all its columns.
     *
     * @throws NotAsked when the source may compute something else
     */
    RemoteSelect print(RelNode rel) {
        return hasQueries
                ? shares.get().read(rel, this::operator, this::alias).orElseGet(() -> operator(rel))
                : operator(rel);
    }

    /** What a statement reads by name stands before it. */
    String statement(RemoteSelect select, List<Integer> columns) {
        String text = select.text(columns);
        return hasQueries ? shares.get().with(text) : text;
    }

    private RemoteSelect operator(RelNode rel) {
        return switch (rel) {
            case TableScan scan -> scan(scan);
            case SentRows rows -> rows.select(dialect, alias());
            case Filter filter -> filter(filter);
            case Project project -> project(project);
            case Aggregate aggregate -> aggregate(aggregate);
            case Join join -> join(join);
            case Sort sort -> sort(sort);
            case SetOp operation -> operation(operation);
            default ->
                    throw new NotAsked(
                            "%s is computed here"
                                    .formatted(rel.getRelTypeName().replace("Logical", "")));
        };
    }

    private RemoteSelect scan(TableScan scan) {
        SourceTable table = scan.getTable().unwrap(SourceTable.class);
        if (table == null || !(table.access() instanceof TableAccess.Remote remote)) {
            throw new NotAsked("not a table of the source");
        }
        String alias = alias();
        String from = "%s AS %s".formatted(RemoteScan.table(remote), alias);
        return RemoteSelect.of(dialect, from, RemoteScan.columns(remote, alias + "."));
    }

    private String alias() {
        return "t" + aliases++;
    }

    /** The SELECT as a derived table of another one. */
    RemoteSelect wrapped(RemoteSelect select) {
        String alias = alias();
        List<Integer> all = IntStream.range(0, select.columns().size()).boxed().toList();
        ImmutableList.Builder<RemoteColumn> columns = ImmutableList.builder();
        for (int i : all) {
            columns.add(select.columns().get(i).named(alias + "." + RemoteSelect.name(i)));
        }
        return RemoteSelect.of(
                dialect, "(%s) AS %s".formatted(select.text(all), alias), columns.build());
    }

    private RemoteExpressions expressions(RemoteSelect select, RelNode input) {
        return new RemoteExpressions(
                dialect,
                select.columns(),
                input.getRowType(),
                input.getCluster().getRexBuilder(),
                queries);
    }

    private RemoteSelect filter(Filter filter) {
        RemoteSelect select = print(filter.getInput());
        return filtered(
                select,
                filter.getInput(),
                RelOptUtil.conjunctions(filter.getCondition()),
                new RemoteRow(filter.getVariablesSet()));
    }

    /**
     * The rows of a SELECT that fulfil all conditions.
     *
     * @param rel what the SELECT computes
     */
    RemoteSelect filtered(RemoteSelect input, RelNode rel, List<RexNode> conditions) {
        return filtered(input, rel, conditions, new RemoteRow(ImmutableSet.of()));
    }

    /**
     * The same of conditions that compare with a row outside, or whose sub-queries do with theirs.
     *
     * @param conditions on the columns of the SELECT and behind them those of the row outside
     */
    RemoteSelect filtered(
            RemoteSelect input, RelNode rel, List<RexNode> conditions, RemoteRow row) {
        ImmutableBitSet own = ImmutableBitSet.range(input.columns().size());
        ImmutableBitSet read = row.read(conditions).union(Expressions.columns(conditions));
        boolean takes = input.isPlain() && isSimple(input, read.intersect(own).toList());
        RemoteSelect select = takes ? input : wrapped(input);
        ImmutableList<RemoteColumn> columns = row.columns(select);
        RexBuilder builder = rel.getCluster().getRexBuilder();
        RemoteExpressions expressions =
                new RemoteExpressions(
                        dialect,
                        columns,
                        row.type(rel.getRowType(), builder.getTypeFactory()),
                        builder,
                        queries);
        for (RexNode condition : conditions) {
            Optional<CorrelatedQuery> query = row.query(condition);
            if (query.isPresent()) {
                select.filter(queries.fitting(query.get(), select, rel.getRowType()));
            } else if (condition instanceof RexSubQuery in && in.isA(SqlKind.IN)) {
                select.filter(queries.in(in, columns));
            } else {
                select.filter(expressions.condition(condition));
            }
        }
        return select;
    }

    private static boolean isSimple(RemoteSelect select, List<Integer> columns) {
        return columns.stream().allMatch(column -> select.columns().get(column).simple());
    }

    private RemoteSelect project(Project project) {
        List<RexNode> expressions = project.getProjects();
        boolean over = RexOver.containsOver(expressions, null);
        RemoteSelect input = print(project.getInput());
        boolean open = !over || input.isOnlyFrom(true);
        RemoteSelect select = open && takes(input, expressions) ? input : wrapped(input);
        RemoteExpressions printer = expressions(select, project.getInput());
        ImmutableList<RemoteColumn> columns =
                expressions.stream().map(printer::column).collect(ImmutableList.toImmutableList());
        if (over) {
            select.window(columns);
        } else {
            select.select(columns);
        }
        return select;
    }

    /**
     * Whether the SELECT itself can have these expressions for columns: nothing is computed twice,
     * and a group of everything keeps the aggregates that alone show it.
     */
    private static boolean takes(RemoteSelect select, List<RexNode> expressions) {
        if (select.isGroupOfAll()
                && !expressions.stream().allMatch(RexInputRef.class::isInstance)) {
            return false;
        }
        int[] uses = Expressions.uses(expressions, select.columns().size());
        return IntStream.range(0, uses.length)
                .allMatch(i -> uses[i] < 2 || select.columns().get(i).simple());
    }

    private RemoteSelect aggregate(Aggregate aggregate) {
        if (aggregate.getGroupType() != Aggregate.Group.SIMPLE) {
            throw new NotAsked("GROUPING SETS are computed here");
        }
        RemoteSelect input = print(aggregate.getInput());
        // A number in GROUP BY would be a column's place.
        boolean takes = input.isPlain() && isSimple(input, aggregate.getGroupSet().toList());
        RemoteSelect select = takes ? input : wrapped(input);
        RemoteAggregates printer =
                new RemoteAggregates(dialect, select.columns(), types(aggregate.getInput()));
        List<String> keys = new ArrayList<>();
        ImmutableList.Builder<RemoteColumn> columns = ImmutableList.builder();
        for (int key : aggregate.getGroupSet()) {
            RemoteColumn column = printer.key(key);
            keys.add(column.text());
            columns.add(column);
        }
        aggregate
                .getAggCallList()
                .forEach(call -> columns.add(RemoteColumn.computed(printer.call(call))));
        select.group(keys, columns.build());
        return select;
    }

    private static List<RelDataType> types(RelNode rel) {
        return rel.getRowType().getFieldList().stream().map(RelDataTypeField::getType).toList();
    }

    private RemoteSelect join(Join join) {
        JoinRelType type = join.getJoinType();
        requireKnown(join, type);
        // What a side leaves out may be left out behind the join, unless NULLs take its place.
        RemoteSelect left = side(join.getLeft(), !type.generatesNullsOnLeft());
        RemoteSelect right = side(join.getRight(), !type.generatesNullsOnRight());
        ImmutableList<RemoteColumn> columns =
                ImmutableList.<RemoteColumn>builder()
                        .addAll(left.columns())
                        .addAll(right.columns())
                        .build();
        String condition =
                new RemoteExpressions(
                                dialect,
                                columns,
                                join.getRowType(),
                                join.getCluster().getRexBuilder(),
                                RemoteQueries.NONE)
                        .condition(join.getCondition());
        RemoteSelect joined =
                RemoteSelect.joined(dialect, from(type, left, right, condition), columns);
        left.conditions().forEach(joined::filter);
        right.conditions().forEach(joined::filter);
        return joined;
    }

    private void requireKnown(Join join, JoinRelType type) {
        boolean known =
                switch (type) {
                    case INNER, LEFT, RIGHT -> true;
                    case FULL ->
                            dialect == RemoteDialect.POSTGRESQL || dialect == RemoteDialect.SQLITE;
                    default -> false;
                };
        if (!known || !join.getVariablesSet().isEmpty()) {
            throw new NotAsked(
                    type == JoinRelType.FULL
                            ? "the source has no FULL JOIN"
                            : "joins of type %s are made here".formatted(type));
        }
        boolean loops = type == JoinRelType.INNER && mayLoop(join);
        boolean needsEquality = type == JoinRelType.INNER || type == JoinRelType.FULL;
        if (needsEquality && !loops && !hasEquality(join)) {
            throw new NotAsked("the source would send every row with every other");
        }
    }

    /** Right joins are left ones from the other side: not every source has them. */
    private static String from(
            JoinRelType type, RemoteSelect left, RemoteSelect right, String condition) {
        return switch (type) {
            case RIGHT -> joined(right, "LEFT JOIN", left, condition);
            case LEFT -> joined(left, "LEFT JOIN", right, condition);
            case FULL -> joined(left, "FULL JOIN", right, condition);
            default -> joined(left, "JOIN", right, condition);
        };
    }

    private static String joined(
            RemoteSelect first, String keyword, RemoteSelect second, String condition) {
        return "%s %s %s ON %s".formatted(first.from(), keyword, second.fromAsOne(), condition);
    }

    /** Few rows that were sent may be compared with each of the other side. */
    private static boolean mayLoop(Join join) {
        return join.getInputs().stream()
                .anyMatch(input -> input instanceof SentRows rows && rows.loops());
    }

    /**
     * Whether something of one side equals something of the other, so that rows can be found by it;
     * PostgreSQL makes no full join otherwise.
     */
    static boolean hasEquality(Join join) {
        int middle = join.getLeft().getRowType().getFieldCount();
        return RelOptUtil.conjunctions(join.getCondition()).stream()
                .filter(condition -> condition.isA(SqlKind.EQUALS))
                .map(condition -> ((RexCall) condition).getOperands())
                .anyMatch(sides -> areApart(sides, ImmutableBitSet.range(middle)));
    }

    private static boolean areApart(List<RexNode> sides, ImmutableBitSet left) {
        ImmutableBitSet one = Expressions.columns(sides.get(0));
        ImmutableBitSet other = Expressions.columns(sides.get(1));
        return !one.isEmpty()
                && !other.isEmpty()
                && (left.contains(one) && !left.intersects(other)
                        || left.contains(other) && !left.intersects(one));
    }

    private RemoteSelect side(RelNode rel, boolean conditions) {
        RemoteSelect select = print(rel);
        return select.isOnlyFrom(conditions) ? select : wrapped(select);
    }

    private RemoteSelect operation(SetOp operation) {
        boolean counts = operation.all && operation.kind == SqlKind.UNION;
        if (operation.all && !counts) {
            throw new NotAsked("%s ALL is computed here".formatted(operation.kind));
        }
        if (!counts && dialect == RemoteDialect.MYSQL) {
            throw new NotAsked("%s is computed here".formatted(operation.kind));
        }
        List<String> branches = new ArrayList<>();
        for (RelNode input : branches(operation)) {
            branches.add(branch(input, operation, counts));
        }
        String keyword = " %s%s ".formatted(operation.kind, operation.all ? " ALL" : "");
        String alias = alias();
        ImmutableList.Builder<RemoteColumn> columns = ImmutableList.builder();
        for (int i = 0; i < operation.getRowType().getFieldCount(); i++) {
            columns.add(
                    RemoteColumn.computed("")
                            .named("%s.%s".formatted(alias, RemoteSelect.name(i))));
        }
        return RemoteSelect.of(
                dialect,
                "(%s) AS %s".formatted(String.join(keyword, branches), alias),
                columns.build());
    }

    /**
     * The queries of an operation from left to right, with those of the same operation before them:
     * one in another would be a derived table in each, which H2 plans for a time that doubles with
     * each.
     */
    private static List<RelNode> branches(SetOp operation) {
        List<RelNode> inputs = operation.getInputs();
        boolean same =
                inputs.get(0) instanceof SetOp first
                        && first.kind == operation.kind
                        && first.all == operation.all;
        if (!same) {
            return inputs;
        }
        return Stream.concat(
                        branches((SetOp) inputs.get(0)).stream(),
                        inputs.subList(1, inputs.size()).stream())
                .toList();
    }

    /**
     * One of the queries of a set operation. Where equal rows count once, they are compared by
     * bytes.
     *
     * @param counts whether every row counts
     */
    private String branch(RelNode input, SetOp operation, boolean counts) {
        RemoteSelect printed = print(input);
        // An operation that is read from left to right knows no parentheses in every dialect.
        RemoteSelect select = printed.isPlain() ? printed : wrapped(printed);
        List<RelDataType> types = types(input);
        ImmutableList.Builder<RemoteColumn> columns = ImmutableList.builder();
        for (int i = 0; i < types.size(); i++) {
            RemoteColumn column = select.columns().get(i);
            if (!DuckText.type(types.get(i)).equals(DuckText.type(types(operation).get(i)))) {
                throw new NotAsked("columns of different types become one here");
            }
            if (column.opaque()) {
                throw new NotAsked("the source has a type of its own for the column");
            }
            if (dialect == RemoteDialect.MYSQL && SqlTypeUtil.isCharacter(types.get(i))) {
                throw new NotAsked("the source may not know which order of text counts");
            }
            String collation = counts ? "" : RemoteTypes.collation(dialect, types.get(i));
            columns.add(RemoteColumn.computed(column.text() + collation));
        }
        select.select(columns.build());
        return select.text(IntStream.range(0, types.size()).boxed().toList());
    }

    private RemoteSelect sort(Sort sort) {
        return sorted(
                print(sort.getInput()),
                sort.getInput(),
                sort.getCollation(),
                count(sort.fetch, RowCount.LIMIT),
                count(sort.offset, RowCount.OFFSET));
    }

    /**
     * The rows of a SELECT in an order, from one of them to another.
     *
     * @param rel what the SELECT computes
     * @param fetch how many; empty for all
     * @param offset how many before them are left out; empty for none
     */
    RemoteSelect sorted(
            RemoteSelect input, RelNode rel, RelCollation order, String fetch, String offset) {
        // A number in ORDER BY would be a column's place.
        boolean takes = input.isOpen() && isSimple(input, order.getKeys());
        RemoteSelect select = takes ? input : wrapped(input);
        List<String> keys = new ArrayList<>();
        for (RelFieldCollation key : order.getFieldCollations()) {
            keys.add(
                    RemoteTypes.orderKey(
                            dialect,
                            select.columns().get(key.getFieldIndex()),
                            types(rel).get(key.getFieldIndex()),
                            key.getDirection().isDescending(),
                            key.nullDirection == RelFieldCollation.NullDirection.FIRST));
        }
        if (!keys.isEmpty()) {
            select.order(keys);
        }
        select.limit(fetch, offset);
        return select;
    }

    /** At most so many rows of a SELECT. */
    RemoteSelect limited(RemoteSelect input, String count) {
        RemoteSelect select = input.isLimited() ? wrapped(input) : input;
        select.limit(count, "");
        return select;
    }

    /** The parameters that stand as LIMIT or OFFSET in what was printed. */
    ImmutableMap<Integer, RowCount> counts() {
        return ImmutableMap.copyOf(counts);
    }

    /** A LIMIT's or OFFSET's number; empty when there is none. */
    private String count(@Nullable RexNode count, RowCount role) {
        return switch (count) {
            case null -> "";
            case RexLiteral literal -> String.valueOf(literal.getValueAs(Long.class));
            case RexDynamicParam parameter -> {
                counts.put(parameter.getIndex(), role);
                yield Placeholders.of(parameter.getIndex());
            }
            default -> throw new NotAsked("LIMIT is computed here");
        };
    }
}

package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.access.Fence;
import io.penstock.planner.cost.Cardinality;
import io.penstock.planner.cost.Estimate;
import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.scan.KeyFilter;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Chooses joins of which one side is computed first, so that its keys can go to the source of the
 * other: legal where a row of the larger side that matches none does not matter, which is what
 * {@link JoinPrinter} lets conditions pass by; good where the rows that stay away are more than
 * what the wait costs.
 */
final class KeySending {
    /** So few rows are there before anybody could have looked at keys. */
    static final double LEAST_ROWS = 1_000;

    /** What reading a row at its source costs, when bringing one here costs 1. */
    private static final double COST_OF_READING = 0.02;

    /** What keeping a row of the smaller side costs until its keys are there. */
    private static final double COST_OF_KEEPING = 0.25;

    /** Of so many rows any keys keep enough away. */
    private static final double NO_END = 1e15;

    private final Cardinality cardinality;
    private final BiFunction<RelNode, Demand, Optional<Estimate>> expected;
    private final Homes homes;
    private final Predicate<RelNode> shared;
    private final boolean always;

    /**
     * Choices for one query.
     *
     * @param expected about how many rows are left of a tree, from what is known and was seen
     * @param shared whether a tree is computed once for several readers, so that it can't be
     *     narrowed for one of them
     */
    KeySending(
            Cardinality cardinality,
            BiFunction<RelNode, Demand, Optional<Estimate>> expected,
            Homes homes,
            Predicate<RelNode> shared,
            Way way) {
        this.cardinality = cardinality;
        this.expected = expected;
        this.homes = homes;
        this.shared = shared;
        this.always = way == Way.KEYS_FIRST;
    }

    /** Which side of a join gives keys to the other, or why none does. */
    sealed interface Choice {
        /**
         * One does.
         *
         * @param fromLeft whether the left one does
         * @param key its column
         * @param target the other side's expression
         * @param rows about how many rows the other has
         * @param distinct about how many values its expression has
         * @param kept about which part of those the keys are
         * @param saved about how many rows stay away
         */
        record Send(
                boolean fromLeft,
                int key,
                RexNode target,
                String words,
                double rows,
                double distinct,
                double kept,
                double saved)
                implements Choice {

            /**
             * The keys on offer.
             *
             * @param part who has them
             * @param column under which name
             * @param small what the part computes
             */
            KeyFeeds.Feed feed(String part, String column, RelNode small) {
                return new KeyFeeds.Feed(
                        part, column, type(small, key), words, rows, Math.max(1, distinct), kept);
            }
        }

        /** None does, and it could be expected. */
        record Keep(String reason) implements Choice {}

        /** None does, and nobody would think so. */
        record Nothing() implements Choice {}
    }

    private static final Choice NOTHING = new Choice.Nothing();

    /** One side of a join: what is wanted of it, and where its columns begin. */
    private record Side(RelNode rel, Demand demand, int from) {}

    Choice of(Join join, Demand left, Demand right) {
        int middle = join.getLeft().getRowType().getFieldCount();
        Side one = new Side(join.getLeft(), left, 0);
        Side other = new Side(join.getRight(), right, middle);
        List<RexNode> on = RelOptUtil.conjunctions(join.getCondition());
        Choice toRight = choice(join.getJoinType(), on, one, other, true);
        Choice toLeft = choice(join.getJoinType(), on, other, one, false);
        if (toRight instanceof Choice.Send a && toLeft instanceof Choice.Send b) {
            return a.saved() >= b.saved() ? a : b;
        }
        return rank(toRight) >= rank(toLeft) ? toRight : toLeft;
    }

    /**
     * Whether the rows of a sub-query give keys to those that are looked for in it.
     *
     * @param query {@code IN} as a condition that must hold
     */
    Choice of(Filter filter, RexSubQuery query, Demand input) {
        RelNode rel = filter.getInput();
        int width = rel.getRowType().getFieldCount();
        RexNode equality =
                filter.getCluster()
                        .getRexBuilder()
                        .makeCall(
                                SqlStdOperatorTable.EQUALS,
                                query.getOperands().get(0),
                                new RexInputRef(width, type(query.rel, 0)));
        return choice(
                JoinRelType.SEMI,
                List.of(equality),
                new Side(query.rel, Demand.all(1), width),
                new Side(rel, input, 0),
                false);
    }

    private static int rank(Choice choice) {
        return switch (choice) {
            case Choice.Send ignored -> 2;
            case Choice.Keep ignored -> 1;
            case Choice.Nothing ignored -> 0;
        };
    }

    private Choice choice(
            JoinRelType type, List<RexNode> on, Side small, Side big, boolean fromLeft) {
        Optional<Estimate> rows = expected.apply(big.rel, big.demand);
        boolean few = rows.isPresent() && rows.get().rows() < LEAST_ROWS;
        if (!hasSource(big.rel) || few && !always) {
            return NOTHING;
        }
        Optional<Estimate> keys = expected.apply(small.rel, small.demand);
        if (rows.isPresent() && keys.isPresent() && keys.get().rows() > rows.get().rows()) {
            return NOTHING;
        }
        try {
            requirePassing(type, fromLeft);
            return chosen(on, small, big, fromLeft, keys, rows);
        } catch (NotAsked e) {
            return new Choice.Keep(e.reason());
        }
    }

    private Choice chosen(
            List<RexNode> on,
            Side small,
            Side big,
            boolean fromLeft,
            Optional<Estimate> keys,
            Optional<Estimate> rows) {
        List<Choice.Send> sends = new ArrayList<>();
        Optional<NotAsked> refused = Optional.empty();
        for (RexNode condition : on) {
            if (condition.isA(SqlKind.EQUALS)) {
                try {
                    send((RexCall) condition, small, big, fromLeft, keys, rows)
                            .ifPresent(sends::add);
                } catch (NotAsked e) {
                    refused = Optional.of(e);
                }
            }
        }
        Choice.Send best = null;
        for (Choice.Send send : sends) {
            best = best == null || send.saved() > best.saved() ? send : best;
        }
        if (best != null) {
            requireAlone(small.rel);
            return best;
        }
        throw refused.orElseGet(() -> new NotAsked("no equality of columns joins the two sides"));
    }

    private static void requirePassing(JoinRelType type, boolean fromLeft) {
        boolean passes =
                switch (type) {
                    case INNER, SEMI -> true;
                    case LEFT -> fromLeft;
                    case RIGHT -> !fromLeft;
                    default -> false;
                };
        if (!passes) {
            throw new NotAsked(
                    "a join of type %s needs rows of the larger side that match none"
                            .formatted(type));
        }
    }

    private Optional<Choice.Send> send(
            RexCall equality,
            Side small,
            Side big,
            boolean fromLeft,
            Optional<Estimate> keys,
            Optional<Estimate> rows) {
        RexNode one = equality.getOperands().get(0);
        RexNode other = equality.getOperands().get(1);
        RexNode key = isOf(small, one) ? one : other;
        RexNode target = key == one ? other : one;
        if (!isOf(small, key) || !isOf(big, target)) {
            return Optional.empty();
        }
        int keyColumn = column(key) - small.from;
        int targetColumn = column(target) - big.from;
        RemoteDialect dialect =
                source(big.rel, targetColumn)
                        .orElseThrow(
                                () ->
                                        new NotAsked(
                                                "no source has the column that they would narrow"));
        requireComparable(dialect, type(big.rel, targetColumn), type(small.rel, keyColumn));
        if (keys.isEmpty() || rows.isEmpty()) {
            RelNode unknown = keys.isEmpty() ? small.rel : big.rel;
            throw new NotAsked("how many rows %s has is not known".formatted(name(unknown)));
        }
        double distinct = rows.get().distinct(targetColumn).orElse(rows.get().rows());
        OptionalDouble values = keys.get().distinct(keyColumn);
        double count = Math.min(keys.get().rows(), values.orElse(keys.get().rows()));
        requireFew(count, KeyFeeds.most(dialect));
        KeyFilter.Worth worth =
                new KeyFilter.Worth(Integer.MAX_VALUE, rows.get().rows(), Math.max(1, distinct));
        boolean good = worth.isGoodFor(count) && worth.saved(count) >= cost(small.rel, keys.get());
        if (!good && !always) {
            throw new NotAsked(
                    String.format(
                            Locale.ROOT,
                            "about %,.0f of them would save %,.0f of %,.0f rows, which is too few",
                            count,
                            worth.saved(count),
                            rows.get().rows()));
        }
        return Optional.of(
                new Choice.Send(
                        fromLeft,
                        keyColumn,
                        Expressions.shift(target, -big.from),
                        words(small.rel, keyColumn),
                        always ? NO_END : rows.get().rows(),
                        always ? NO_END : distinct,
                        Math.min(1, count / Math.max(1, distinct)),
                        worth.saved(count)));
    }

    /** Who waits for keys that turn out to be too many has waited for nothing. */
    private void requireFew(double keys, int most) {
        if (keys > most && !always) {
            throw new NotAsked(
                    String.format(
                            Locale.ROOT,
                            "about %,.0f of them are expected, and %,d may be sent",
                            keys,
                            most));
        }
    }

    private static boolean isOf(Side side, RexNode operand) {
        ImmutableBitSet columns = Expressions.columns(operand);
        int end = side.from + side.rel.getRowType().getFieldCount();
        return !columns.isEmpty() && ImmutableBitSet.range(side.from, end).contains(columns);
    }

    /** An expression that is a column, or one as a wider type: nothing else can't fail. */
    private static int column(RexNode operand) {
        if (operand instanceof RexInputRef column) {
            return column.getIndex();
        }
        if (operand.isA(SqlKind.CAST)
                && ((RexCall) operand).getOperands().get(0) instanceof RexInputRef column
                && RemoteTypes.widens(column.getType(), operand.getType())) {
            return column.getIndex();
        }
        throw new NotAsked("the key is computed");
    }

    private static RelDataType type(RelNode rel, int column) {
        return rel.getRowType().getFieldList().get(column).getType();
    }

    private static void requireComparable(
            RemoteDialect dialect, RelDataType target, RelDataType key) {
        RemoteTypes.requireSendable(target);
        RemoteTypes.requireSendable(key);
        if (RemoteTypes.comparing(dialect, target, key, SqlKind.EQUALS)
                instanceof RemoteTypes.Comparing.Never never) {
            throw new NotAsked(never.reason());
        }
    }

    /** What waiting for the smaller side costs. */
    private double cost(RelNode small, Estimate keys) {
        return COST_OF_KEEPING * keys.rows() + COST_OF_READING * read(small);
    }

    private double read(RelNode rel) {
        return rel instanceof TableScan
                ? cardinality.of(rel).map(Estimate::rows).orElse(0.0)
                : rel.getInputs().stream().mapToDouble(this::read).sum();
    }

    /** Whether some source is asked for rows of the tree. */
    private boolean hasSource(RelNode rel) {
        return rel instanceof TableScan scan
                ? homes.of(scan).isPresent()
                : rel.getInputs().stream().anyMatch(this::hasSource);
    }

    /** Whose dialect a condition on a column would be written in, if it gets as far as a source. */
    private Optional<RemoteDialect> source(RelNode rel, int column) {
        if (shared.test(rel)) {
            return Optional.empty();
        }
        Optional<Homes.Home> home = homes.of(rel);
        if (home.isPresent() && home.get().combined()) {
            return dialect(home.get());
        }
        return switch (rel) {
            case TableScan ignored -> home.flatMap(KeySending::dialect);
            case Filter filter -> source(filter.getInput(), column);
            case Fence fence -> source(fence.getInput(), column);
            case Project project -> source(project, project.getProjects().get(column));
            case Sort sort when sort.fetch == null && sort.offset == null ->
                    source(sort.getInput(), column);
            case Aggregate aggregate when aggregate.getGroupType() == Aggregate.Group.SIMPLE ->
                    column < aggregate.getGroupCount()
                            ? source(aggregate.getInput(), aggregate.getGroupSet().nth(column))
                            : Optional.empty();
            case Join join -> source(join, column);
            default -> Optional.empty();
        };
    }

    private static Optional<RemoteDialect> dialect(Homes.Home home) {
        return Optional.of(home.dialect()).filter(dialect -> dialect != RemoteDialect.ANSI);
    }

    private Optional<RemoteDialect> source(Project project, RexNode expression) {
        return expression instanceof RexInputRef input
                ? source(project.getInput(), input.getIndex())
                : Optional.empty();
    }

    private Optional<RemoteDialect> source(Join join, int column) {
        int middle = join.getLeft().getRowType().getFieldCount();
        boolean left = column < middle;
        boolean passes =
                switch (join.getJoinType()) {
                    case INNER -> true;
                    case LEFT, SEMI, ANTI -> left;
                    case RIGHT -> !left;
                    default -> false;
                };
        if (!passes) {
            return Optional.empty();
        }
        return left ? source(join.getLeft(), column) : source(join.getRight(), column - middle);
    }

    /** What is computed first must need nothing of what is computed later. */
    private void requireAlone(RelNode rel) {
        if (shared.test(rel)) {
            throw new NotAsked("the smaller side is read elsewhere too");
        }
        if (rel instanceof TableScan scan && Recursion.isTransient(scan)) {
            throw new NotAsked("the smaller side changes while the query runs");
        }
        List<RexNode> expressions = expressions(rel);
        if (!Expressions.variables(expressions).isEmpty()) {
            throw new NotAsked("the smaller side has a sub-query for each row or is one");
        }
        expressions.forEach(e -> Expressions.eachSubQuery(e, this::requireAlone));
        rel.getInputs().forEach(this::requireAlone);
    }

    private static ImmutableList<RexNode> expressions(RelNode rel) {
        return switch (rel) {
            case Filter filter -> ImmutableList.of(filter.getCondition());
            case Project project -> ImmutableList.copyOf(project.getProjects());
            case Join join -> ImmutableList.of(join.getCondition());
            default -> ImmutableList.of();
        };
    }

    /** A column as people know it: {@code lake.events.user_id}. */
    private static String words(RelNode rel, int column) {
        List<RelDataTypeField> fields = rel.getRowType().getFieldList();
        return switch (rel) {
            case TableScan scan -> name(scan) + "." + fields.get(column).getName();
            case Filter filter -> words(filter.getInput(), column);
            case Fence fence -> words(fence.getInput(), column);
            case Project project when project.getProjects().get(column) instanceof RexInputRef in ->
                    words(project.getInput(), in.getIndex());
            case Join join -> {
                int middle = join.getLeft().getRowType().getFieldCount();
                yield column < middle
                        ? words(join.getLeft(), column)
                        : words(join.getRight(), column - middle);
            }
            default -> fields.get(column).getName();
        };
    }

    private static String name(RelNode rel) {
        if (rel instanceof TableScan scan) {
            SourceTable table = scan.getTable().unwrap(SourceTable.class);
            return table == null ? "a table" : table.name().toString();
        }
        return rel.getInputs().size() == 1 ? name(rel.getInput(0)) : "one side";
    }
}

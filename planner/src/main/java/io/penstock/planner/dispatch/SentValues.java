package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;

import io.penstock.planner.access.Branches;
import io.penstock.planner.catalog.TypeMapping;
import io.penstock.planner.cost.Cardinality;
import io.penstock.planner.cost.Estimate;
import io.penstock.spi.scan.PartValue;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Sub-queries of one value with which a source's rows are compared, and which the source can't
 * compute: the engine does so first, and the source gets the value. Legal because such a sub-query
 * depends on no row, so that it has one value however often it is asked for. What stands around it
 * and has no column either is computed with it, so that what is sent is what is compared.
 *
 * <p>Whether a source can be asked for a comparison shows when the query is split; so it is split
 * again {@link #without} the values that no source got. One for each try; on one thread.
 */
final class SentValues {
    /** So few rows are here before the value is. */
    private static final double LEAST_ROWS = 1_000;

    /** What reading a row at its source costs, when bringing one here costs 1. */
    private static final double COST_OF_READING = 0.02;

    private static final ImmutableSet<SqlKind> COMPARISONS =
            Sets.immutableEnumSet(
                    SqlKind.EQUALS,
                    SqlKind.NOT_EQUALS,
                    SqlKind.LESS_THAN,
                    SqlKind.LESS_THAN_OR_EQUAL,
                    SqlKind.GREATER_THAN,
                    SqlKind.GREATER_THAN_OR_EQUAL);

    private final int first;
    private final Homes homes;
    private final ComparedRows compared;
    private final Cardinality cardinality;
    private final Map<SharedTrees.Digest, String> unsent;
    private final boolean never;
    private final Map<SharedTrees.Digest, SentValue> values = new LinkedHashMap<>();
    private final List<RelNode> trees = new ArrayList<>();
    private final Map<Integer, String> refused = new HashMap<>();
    private final Map<RelNode, RelNode> done = new IdentityHashMap<>();

    /**
     * The values of a query.
     *
     * @param first how many values the query has of its own
     */
    SentValues(int first, Homes homes, Cardinality cardinality, Way way) {
        this(
                first,
                homes,
                cardinality,
                new HashMap<>(),
                way == Way.AT_SOURCES || way == Way.SHIPPED);
    }

    private SentValues(
            int first,
            Homes homes,
            Cardinality cardinality,
            Map<SharedTrees.Digest, String> unsent,
            boolean never) {
        this.first = first;
        this.homes = homes;
        this.compared = new ComparedRows(homes);
        this.cardinality = cardinality;
        this.unsent = unsent;
        this.never = never;
    }

    /** Another try, in which some values are computed where they stand; others may become those. */
    SentValues without(Map<SentValue, String> reasons) {
        Map<SharedTrees.Digest, String> all = new HashMap<>(unsent);
        values.forEach(
                (key, value) -> {
                    if (reasons.containsKey(value)) {
                        all.put(key, reasons.getOrDefault(value, ""));
                    }
                });
        return new SentValues(first, homes, cardinality, all, never);
    }

    /** The same rows, with parameters where values are sent. Equal objects stay equal objects. */
    RelNode replaced(RelNode rel) {
        if (never) {
            return rel;
        }
        RelNode known = done.get(rel);
        if (known == null) {
            // What a recursive query reads of itself is found by its place in the tree.
            known =
                    rel instanceof RepeatUnion
                            ? rel
                            : operator(Branches.changed(rel, this::replaced));
            done.put(rel, known);
        }
        return known;
    }

    private RelNode operator(RelNode rel) {
        boolean compares =
                rel instanceof Filter
                        || rel instanceof Join
                        || rel instanceof Project project
                                && homes.of(project.getInput()).isPresent();
        return compares ? rel.accept(new Replacing(rel)) : rel;
    }

    /** Puts parameters into an operator's comparisons. */
    private final class Replacing extends RexShuttle {
        private final RelNode rel;

        Replacing(RelNode rel) {
            this.rel = rel;
        }

        @Override
        public RexNode visitSubQuery(RexSubQuery query) {
            return query;
        }

        @Override
        public RexNode visitOver(RexOver over) {
            return over;
        }

        @Override
        public RexNode visitCall(RexCall call) {
            if (!COMPARISONS.contains(call.getKind())) {
                return super.visitCall(call);
            }
            RexNode left = call.getOperands().get(0);
            RexNode right = call.getOperands().get(1);
            RexNode newLeft = sent(left, right);
            RexNode newRight = sent(right, left);
            return newLeft == left && newRight == right
                    ? call
                    : call.clone(call.getType(), List.of(newLeft, newRight));
        }

        private RexNode sent(RexNode value, RexNode other) {
            boolean candidate =
                    Expressions.hasSubQuery(value)
                            && isValue(value)
                            && !Expressions.hasSubQuery(other)
                            && !Expressions.columns(other).isEmpty();
            Optional<RelNode> target = candidate ? compared.of(rel, other) : Optional.empty();
            return target.isEmpty() || compared.computes(value, rel)
                    ? value
                    : parameter(value, target.get());
        }
    }

    /** Whether it is made of sub-queries that depend on no row, and of nothing else with rows. */
    private static boolean isValue(RexNode node) {
        return switch (node) {
            case RexLiteral ignored -> true;
            case RexDynamicParam ignored -> true;
            case RexSubQuery query ->
                    query.isA(SqlKind.SCALAR_QUERY) && SharedTrees.isAlone(query.rel);
            case RexOver ignored -> false;
            case RexCall call ->
                    call.getOperator().isDeterministic()
                            && call.getOperands().stream().allMatch(SentValues::isValue);
            default -> false;
        };
    }

    private RexNode parameter(RexNode value, RelNode target) {
        RelNode tree = tree(value, target);
        SharedTrees.Digest key = new SharedTrees.Digest(tree);
        if (!unsent.containsKey(key)) {
            notSent(value, tree, target).ifPresent(reason -> unsent.put(key, reason));
        }
        return unsent.containsKey(key) ? value : computed(value, key);
    }

    private SentValue computed(RexNode value, SharedTrees.Digest key) {
        SentValue known = values.get(key);
        if (known != null) {
            return known;
        }
        RexNode expression = value instanceof RexSubQuery ? value : overValues(value, key.rel());
        int number = trees.size();
        trees.add(tree(expression, key.rel()));
        SentValue sent = new SentValue(value.getType(), first + number, "value_" + number);
        values.put(key, sent);
        return sent;
    }

    /** What is made of a sub-query is made of its value, which others may need as well. */
    private RexNode overValues(RexNode expression, RelNode rel) {
        return expression.accept(
                new RexShuttle() {
                    @Override
                    public RexNode visitSubQuery(RexSubQuery query) {
                        return computed(query, new SharedTrees.Digest(tree(query, rel)));
                    }
                });
    }

    /** {@code SELECT value}. */
    private static RelNode tree(RexNode value, RelNode rel) {
        return LogicalProject.create(
                LogicalValues.createOneRow(rel.getCluster()),
                List.of(),
                List.of(value),
                List.of("c0"),
                Set.of());
    }

    /** Why a value is not sent, as far as that is known before it is tried. */
    private Optional<String> notSent(RexNode value, RelNode tree, RelNode target) {
        if (!isSendable(value)) {
            return Optional.of("values of type %s are not sent".formatted(value.getType()));
        }
        Optional<Double> rows = cardinality.of(target).map(Estimate::rows);
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        if (rows.get() < LEAST_ROWS) {
            return Optional.of("it would be waited for longer than for all rows");
        }
        return COST_OF_READING * read(tree) > rows.get()
                ? Optional.of("to compute it takes longer than to bring all rows")
                : Optional.empty();
    }

    private static boolean isSendable(RexNode value) {
        return switch (value.getType().getSqlTypeName()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, UTINYINT, USMALLINT, UINTEGER -> true;
            case DECIMAL, DOUBLE, CHAR, VARCHAR, DATE -> true;
            case TIMESTAMP -> value.getType().getPrecision() <= 6;
            default -> false;
        };
    }

    private double read(RelNode rel) {
        if (rel instanceof TableScan) {
            return cardinality.of(rel).map(Estimate::rows).orElse(0.0);
        }
        double[] rows = {rel.getInputs().stream().mapToDouble(this::read).sum()};
        queries(rel).forEach(query -> rows[0] += read(query));
        return rows[0];
    }

    /** The sub-queries in an operator's expressions. */
    static ImmutableList<RelNode> queries(RelNode rel) {
        ImmutableList.Builder<RelNode> queries = ImmutableList.builder();
        rel.accept(
                new RexShuttle() {
                    @Override
                    public RexNode visitSubQuery(RexSubQuery query) {
                        queries.add(query.rel);
                        return query;
                    }
                });
        return queries.build();
    }

    /** Changes the trees that compute the values. */
    void change(UnaryOperator<RelNode> change) {
        trees.replaceAll(change);
    }

    /** The values, each before those that need it. */
    ImmutableList<SentValue> all() {
        return ImmutableList.copyOf(values.values());
    }

    /** What computes a value: one row of one column. */
    RelNode tree(SentValue value) {
        return trees.get(value.getIndex() - first);
    }

    /** The value as an expression that depends on no row, with all its sub-queries. */
    RexNode expression(SentValue value) {
        return ((Project) tree(value))
                .getProjects()
                .get(0)
                .accept(
                        new RexShuttle() {
                            @Override
                            public RexNode visitDynamicParam(RexDynamicParam parameter) {
                                return parameter instanceof SentValue inner
                                        ? expression(inner)
                                        : parameter;
                            }
                        });
    }

    /** Notes why a source is not asked for a condition. */
    void refuse(RexNode condition, String reason) {
        in(condition).forEach(value -> refused.putIfAbsent(value.getIndex(), reason));
    }

    /** The values in an expression. */
    static ImmutableSet<SentValue> in(RexNode expression) {
        ImmutableSet.Builder<SentValue> found = ImmutableSet.builder();
        expression.accept(collecting(found));
        return found.build();
    }

    /** The values that an operator and those below it mention. */
    static ImmutableSet<SentValue> in(RelNode rel) {
        ImmutableSet.Builder<SentValue> found = ImmutableSet.builder();
        rel.accept(collecting(found));
        rel.getInputs().forEach(input -> found.addAll(in(input)));
        return found.build();
    }

    /** The same with those in sub-queries. */
    static ImmutableSet<SentValue> anywhereIn(RelNode rel) {
        ImmutableSet.Builder<SentValue> found = ImmutableSet.builder();
        rel.accept(collecting(found));
        queries(rel).forEach(query -> found.addAll(anywhereIn(query)));
        rel.getInputs().forEach(input -> found.addAll(anywhereIn(input)));
        return found.build();
    }

    private static RexShuttle collecting(ImmutableSet.Builder<SentValue> found) {
        return new RexShuttle() {
            @Override
            public RexNode visitDynamicParam(RexDynamicParam parameter) {
                if (parameter instanceof SentValue value) {
                    found.add(value);
                }
                return parameter;
            }
        };
    }

    /** The values that are made of what is computed once for others as well, and why not. */
    ImmutableMap<SentValue, String> readElsewhere(SharedTrees rest) {
        List<SharedTrees> others = new ArrayList<>(List.of(rest));
        ImmutableMap.Builder<SentValue, String> found = ImmutableMap.builder();
        for (SentValue value : all()) {
            SharedTrees mine = new SharedTrees(tree(value));
            if (others.stream().anyMatch(mine::overlaps)) {
                found.put(value, "what it is made of is computed once, for others as well");
            }
            others.add(mine);
        }
        return found.buildOrThrow();
    }

    /**
     * The values that nobody gets, and why.
     *
     * @param scans what sources are asked
     */
    ImmutableMap<SentValue, String> unused(List<PlannedScan> scans) {
        Set<String> used = new HashSet<>();
        scans.forEach(scan -> scan.computed().forEach(value -> used.add(value.part())));
        Map<SentValue, String> unused = new HashMap<>();
        for (SentValue value : all().reverse()) {
            String reason =
                    refused.getOrDefault(value.getIndex(), "no source is asked for the comparison");
            for (SentValue inner : in(tree(value))) {
                if (used.contains(value.part())) {
                    used.add(inner.part());
                } else {
                    refused.putIfAbsent(inner.getIndex(), reason);
                }
            }
            if (!used.contains(value.part())) {
                unused.put(value, reason);
            }
        }
        return ImmutableMap.copyOf(unused);
    }

    /** Why the value of a sub-query is not sent. */
    Optional<String> unsent(RelNode query) {
        SharedTrees.Digest wanted = new SharedTrees.Digest(query);
        return unsent.entrySet().stream()
                .filter(
                        entry ->
                                queries(entry.getKey().rel()).stream()
                                        .map(SharedTrees.Digest::new)
                                        .anyMatch(wanted::equals))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** What of a source's values, at their places, the engine has to fill in. */
    ImmutableList<PartValue> places(List<Integer> parameters) {
        ImmutableList.Builder<PartValue> places = ImmutableList.builder();
        for (int place = 0; place < parameters.size(); place++) {
            if (isSent(parameters.get(place))) {
                SentValue value = all().get(parameters.get(place) - first);
                places.add(
                        new PartValue(
                                place,
                                value.part(),
                                "SELECT c0 FROM " + value.part(),
                                TypeMapping.field("c0", value.getType()).getType()));
            }
        }
        return places.build();
    }

    /** Whether a parameter is not one of the query's own. */
    boolean isSent(int parameter) {
        return parameter >= first && parameter < first + trees.size();
    }

    /** The value with this index. */
    SentValue of(int parameter) {
        return all().get(parameter - first);
    }
}

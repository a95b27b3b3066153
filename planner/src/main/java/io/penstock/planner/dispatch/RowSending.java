package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.planner.access.Branches;
import io.penstock.planner.cost.Cardinality;
import io.penstock.planner.cost.Estimate;
import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.scan.PartValue;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Small sides of joins whose rows a source gets, so that it can make the join, and what stands
 * above. Legal because they are the rows that are joined, all of them and as often as they are
 * there: whatever a source is asked of a table it may be asked of them. Good where much less comes
 * of it than otherwise, after keys and after groups that are made early.
 *
 * <p>Whether a source can be asked for a tree shows when it is printed; so a query is split again
 * {@link #without} what no source got. One for each try; on one thread.
 */
final class RowSending {
    /** So few rows are here before those of the other side are there. */
    private static final double LEAST_ROWS = 10_000;

    /** Of so many rows nobody would think that they are sent. */
    private static final double NOT_SMALL = 100_000;

    /** More are not expected to be sent. */
    private static final double MOST_EXPECTED = 5_000;

    /** More are not sent. */
    private static final int MOST = 10_000;

    /**
     * Without an equality PostgreSQL compares each row with each: it takes as long for some of them
     * as to send the row.
     */
    private static final double MOST_COMPARED = 5;

    private static final int MOST_COMPARED_AT_LAST = 10;

    /** Different values PostgreSQL counts by sorting them, which takes longer than to send many. */
    private static final double MOST_SORTED = 200_000;

    /** Nor does it take part in a join that makes so much more of the rows than there are. */
    private static final double MOST_GROWTH = 4;

    /** As for {@link GroupWorth}. */
    private static final double MOST_GROUPS = 20_000;

    /**
     * What joining a row at its source costs at least, when bringing one here costs 1: keys of
     * which few rows come are quicker. {@code benchmarks/run keys} compares both.
     */
    private static final double COST_OF_JOINING = 0.5;

    /** What may come at most of what would come otherwise. */
    private static final double MOST_LEFT = 0.5;

    private final Homes homes;
    private final Cardinality cardinality;
    private final BiFunction<RelNode, Demand, Optional<Estimate>> expected;
    private final Function<RelNode, OptionalLong> seen;
    private final BroughtRows brought;
    private final Map<SharedTrees.Digest, String> unsent;
    private final boolean never;
    private final boolean always;
    private final Map<Key, SentRows> made = new LinkedHashMap<>();
    private final Map<RelNode, RelNode> done = new IdentityHashMap<>();
    private final Map<RelNode, String> reasons = new IdentityHashMap<>();

    /** What makes rows the same. */
    private record Key(
            SharedTrees.Digest rows,
            String connection,
            ImmutableBitSet columns,
            SentRows.Most most) {}

    /**
     * What is sent for a query.
     *
     * @param expected about how many rows are left of a tree, from what is known and was seen
     * @param seen how many rows a tree gave last time
     * @param unsent what is not sent, and why
     */
    RowSending(
            Homes homes,
            Cardinality cardinality,
            BiFunction<RelNode, Demand, Optional<Estimate>> expected,
            Function<RelNode, OptionalLong> seen,
            Way way,
            Map<SharedTrees.Digest, String> unsent) {
        this.homes = homes;
        this.cardinality = cardinality;
        this.expected = expected;
        this.seen = seen;
        this.brought = new BroughtRows(homes, cardinality, expected);
        this.unsent = unsent;
        this.always = way == Way.ROWS_FIRST;
        this.never = !always && way != Way.PLANNED;
    }

    /** What is not sent in the next try. */
    Map<SharedTrees.Digest, String> without(ImmutableMap<SentRows, String> more) {
        Map<SharedTrees.Digest, String> all = new HashMap<>(unsent);
        more.forEach((rows, reason) -> all.put(new SharedTrees.Digest(rows.rows()), reason));
        return all;
    }

    /**
     * The same rows. Equal objects stay equal objects.
     *
     * @param first the index of the first parameter that nobody has
     * @param grouped makes groups of a part of the query before joins
     */
    RelNode replaced(RelNode root, int first, UnaryOperator<RelNode> grouped) {
        boolean possible =
                !never
                        && SmallSides.homes(root, homes).values().stream()
                                .anyMatch(RowSending::takesRows);
        return possible ? new Replacing(root, first, grouped).replaced(root) : root;
    }

    private static boolean takesRows(Homes.Home home) {
        return home.dialect() == RemoteDialect.POSTGRESQL;
    }

    /** Why rows are not sent, where that could be expected. */
    Optional<String> reason(RelNode rel) {
        return Optional.ofNullable(reasons.get(rel)).map("rows are not sent: %s"::formatted);
    }

    /** One query. */
    private final class Replacing {
        private final int first;
        private final UnaryOperator<RelNode> grouped;
        private final SharedTrees shared;
        private final NeededColumns needed;

        Replacing(RelNode root, int first, UnaryOperator<RelNode> grouped) {
            this.first = first;
            this.grouped = grouped;
            this.shared = new SharedTrees(root);
            this.needed = new NeededColumns(root);
        }

        RelNode replaced(RelNode rel) {
            RelNode known = done.get(rel);
            if (known == null) {
                // What a recursive query reads of itself is found by its place in the tree.
                known =
                        rel instanceof RepeatUnion
                                ? rel
                                : chosen(rel, Branches.changed(rel, this::replaced));
                done.put(rel, known);
            }
            return known;
        }

        private RelNode chosen(RelNode rel, RelNode below) {
            Optional<Homes.Home> home = homes.of(below);
            if (home.isPresent()) {
                return below == rel ? rel : more(rel, below, home.get());
            }
            if (!isRoot(rel)) {
                return below;
            }
            for (Homes.Home source : SmallSides.homes(rel, homes).values()) {
                if (takesRows(source)) {
                    try {
                        Optional<RelNode> sent = sent(rel, below, source);
                        if (sent.isPresent()) {
                            return sent.get();
                        }
                    } catch (NotAsked e) {
                        reasons.put(rel, e.reason());
                        reasons.put(below, e.reason());
                    }
                }
            }
            return below;
        }

        /** What stands above rows that a source got anyway. */
        private RelNode more(RelNode rel, RelNode below, Homes.Home home) {
            if (grows(rel, below, home)) {
                return rel;
            }
            return rel instanceof Filter ? narrowed(rel, home).orElse(below) : below;
        }

        /** With a condition that is checked before rows are sent. */
        private Optional<RelNode> narrowed(RelNode rel, Homes.Home home) {
            try {
                return SmallSides.of(rel, homes, home)
                        .map(sides -> SmallSides.with(rel, sides, side -> rows(side, home)));
            } catch (NotAsked e) {
                return Optional.empty();
            }
        }

        /** Whether more comes of what a source could do besides, having got rows. */
        private boolean grows(RelNode rel, RelNode below, Homes.Home home) {
            OptionalDouble otherwise = brought.of(rel, home.connection());
            return !always
                    && otherwise.isPresent()
                    && rows(below).orElse(0) > otherwise.getAsDouble();
        }

        private Optional<RelNode> sent(RelNode rel, RelNode below, Homes.Home home) {
            Optional<ImmutableList<SmallSides.Side>> sides = SmallSides.of(rel, homes, home);
            if (sides.isEmpty()) {
                return Optional.empty();
            }
            OptionalDouble most = most(rel, below, sides.get(), home.connection());
            if (most.isEmpty()) {
                return Optional.empty();
            }
            RelNode changed = SmallSides.with(rel, sides.get(), side -> rows(side, home));
            new RemoteTree(home.dialect(), changed).print(changed);
            requireFew(changed, most.getAsDouble());
            return Optional.of(changed);
        }

        /** How many rows may come; empty where that would not be much less. */
        private OptionalDouble most(
                RelNode rel,
                RelNode below,
                ImmutableList<SmallSides.Side> sides,
                String connection) {
            if (always) {
                requireAlone(rel);
                return OptionalDouble.of(Double.MAX_VALUE);
            }
            OptionalDouble raw = brought.of(rel, connection);
            OptionalDouble small = small(sides);
            SmallGroups groups = new SmallGroups(this::estimate, sides);
            OptionalDouble result = groups.rows(rel);
            if (raw.isEmpty() || small.isEmpty() || result.isEmpty()) {
                return OptionalDouble.empty();
            }
            double least = result.getAsDouble() + small.getAsDouble();
            if (raw.getAsDouble() < LEAST_ROWS || least > MOST_LEFT * raw.getAsDouble()) {
                return OptionalDouble.empty();
            }
            double otherwise =
                    Math.min(
                            brought.of(grouped.apply(rel), connection).orElse(0),
                            brought.of(grouped.apply(below), connection).orElse(0));
            if (otherwise < LEAST_ROWS
                    || least > MOST_LEFT * otherwise
                    || otherwise < COST_OF_JOINING * joined(sides)) {
                return OptionalDouble.empty();
            }
            requireAlone(rel);
            sides.forEach(this::requireSmall);
            requireFewGroups(rel, groups);
            return OptionalDouble.of(MOST_LEFT * otherwise);
        }

        private double joined(ImmutableList<SmallSides.Side> sides) {
            return sides.stream()
                    .mapToDouble(side -> rows(side.other()).orElse(Double.MAX_VALUE))
                    .max()
                    .orElse(0);
        }

        private OptionalDouble small(ImmutableList<SmallSides.Side> sides) {
            double all = 0;
            for (SmallSides.Side side : sides) {
                OptionalDouble rows = rows(side.rows());
                if (rows.isEmpty() || rows.getAsDouble() > NOT_SMALL) {
                    return OptionalDouble.empty();
                }
                all += rows.getAsDouble();
            }
            return OptionalDouble.of(all);
        }

        private Optional<Estimate> estimate(RelNode rel) {
            return expected.apply(rel, Demand.all(rel.getRowType().getFieldCount()));
        }

        private OptionalDouble rows(RelNode rel) {
            return estimate(rel)
                    .map(estimate -> OptionalDouble.of(estimate.rows()))
                    .orElse(OptionalDouble.empty());
        }

        private void requireSmall(SmallSides.Side side) {
            double rows = rows(side.rows()).orElse(Double.MAX_VALUE);
            if (rows > MOST_EXPECTED) {
                throw new NotAsked(
                        "%s has about %s rows, which is too many"
                                .formatted(words(side.rel()), number(rows)));
            }
            double others = rows(side.other()).orElse(Double.MAX_VALUE);
            if (side.loops() && rows > MOST_COMPARED) {
                throw new NotAsked(
                        "the source would compare each of about %s rows with each of %s"
                                .formatted(number(others), number(rows)));
            }
            double joined = rows(side.join()).orElse(Double.MAX_VALUE);
            if (joined > MOST_GROWTH * others) {
                throw new NotAsked(
                        "the source would make about %s rows of %s"
                                .formatted(number(joined), number(others)));
            }
        }

        private void requireFewGroups(RelNode rel, SmallGroups groups) {
            if (homes.of(rel).isPresent()) {
                return;
            }
            requireFewSorted(rel);
            double count = rel instanceof Aggregate ? groups.rows(rel).orElse(0) : 0;
            if (count > MOST_GROUPS) {
                throw new NotAsked(
                        "about %s groups take the source too long".formatted(number(count)));
            }
            rel.getInputs().forEach(input -> requireFewGroups(input, groups));
        }

        private void requireFewSorted(RelNode rel) {
            boolean sorts =
                    rel instanceof Aggregate aggregate
                            && aggregate.getAggCallList().stream()
                                    .anyMatch(AggregateCall::isDistinct);
            double sorted = sorts ? rows(rel.getInput(0)).orElse(Double.MAX_VALUE) : 0;
            if (sorted > MOST_SORTED) {
                throw new NotAsked(
                        "the source would sort about %s rows for DISTINCT"
                                .formatted(number(sorted)));
            }
        }

        private void requireAlone(RelNode rel) {
            if (shared.shared(rel).isPresent()) {
                throw new NotAsked("what is joined is read elsewhere too");
            }
            rel.getInputs().forEach(this::requireAlone);
        }

        private void requireFew(RelNode changed, double most) {
            double last = seen.apply(changed).orElse(0);
            if (last > most) {
                throw new NotAsked("%s rows came last time".formatted(number(last)));
            }
        }

        private SentRows rows(SmallSides.Side side, Homes.Home home) {
            if (!SharedTrees.isAlone(side.rows())) {
                throw new NotAsked("a side depends on the row outside, or is another each time");
            }
            RelNode rows = grouped.apply(side.rows());
            SharedTrees.Digest digest = new SharedTrees.Digest(rows);
            if (unsent.containsKey(digest)) {
                throw new NotAsked(unsent.getOrDefault(digest, ""));
            }
            ImmutableBitSet columns = needed.of(side.rel());
            if (columns.isEmpty()) {
                throw new NotAsked("no column of it is read");
            }
            for (int column : columns) {
                SentRows.name(side.rel().getRowType().getFieldList().get(column).getType());
            }
            int most = side.loops() && !always ? MOST_COMPARED_AT_LAST : MOST;
            SentRows.Most size = new SentRows.Most(most, side.loops());
            return made.computeIfAbsent(
                    new Key(digest, home.connection(), columns, size),
                    key -> make(rows, home, columns, size));
        }

        private SentRows make(
                RelNode rows, Homes.Home home, ImmutableBitSet columns, SentRows.Most size) {
            int index =
                    first
                            + made.values().stream()
                                    .mapToInt(other -> other.columns().cardinality())
                                    .sum();
            SentRows sent = new SentRows(rows, home, made.size(), index, columns, size);
            cardinality.alike(sent, rows);
            return sent;
        }
    }

    /** Where much may become little; a filter lets conditions reach the sides. */
    private static boolean isRoot(RelNode rel) {
        return switch (rel) {
            case Aggregate ignored -> true;
            case Filter ignored -> true;
            case Join ignored -> true;
            case Sort sort -> sort.fetch != null;
            default -> false;
        };
    }

    private static String number(double number) {
        return number == Double.MAX_VALUE ? "?" : String.format(Locale.ROOT, "%,.0f", number);
    }

    /** All rows that are sent for a tree, each once, in the order of their numbers. */
    static ImmutableList<SentRows> in(RelNode rel) {
        Set<SentRows> found = new LinkedHashSet<>();
        collect(rel, found);
        return found.stream()
                .sorted(Comparator.comparing(SentRows::part))
                .collect(ImmutableList.toImmutableList());
    }

    private static void collect(RelNode rel, Set<SentRows> to) {
        if (rel instanceof SentRows rows) {
            to.add(rows);
        }
        rel.getInputs().forEach(input -> collect(input, to));
        SentValues.queries(rel).forEach(query -> collect(query, to));
    }

    /** Those that no source got. */
    static ImmutableMap<SentRows, String> unused(RelNode root, List<PlannedScan> scans) {
        Set<String> used = new HashSet<>();
        scans.forEach(scan -> scan.computed().forEach(value -> used.add(value.part())));
        return in(root).stream()
                .filter(rows -> !used.contains(rows.part()))
                .collect(
                        ImmutableMap.toImmutableMap(
                                rows -> rows, rows -> "no source is asked for the join"));
    }

    /** What of a source's values, at their places, the engine has to fill in. */
    ImmutableList<PartValue> places(List<Integer> parameters) {
        ImmutableList.Builder<PartValue> places = ImmutableList.builder();
        for (int place = 0; place < parameters.size(); place++) {
            int at = place;
            int parameter = parameters.get(place);
            of(parameter).ifPresent(rows -> places.add(rows.value(at, parameter)));
        }
        return places.build();
    }

    /** The rows that a parameter is a column of. */
    Optional<SentRows> of(int parameter) {
        return made.values().stream().filter(rows -> rows.has(parameter)).findFirst();
    }

    /** The tables that rows are of, as people call them. */
    static String words(RelNode rel) {
        Set<String> tables = new LinkedHashSet<>();
        names(rel, tables);
        return tables.isEmpty() ? "the query itself" : String.join(" and ", tables);
    }

    private static void names(RelNode rel, Set<String> to) {
        SourceTable table =
                rel instanceof TableScan scan ? scan.getTable().unwrap(SourceTable.class) : null;
        if (table != null) {
            to.add(table.name().toString());
        }
        rel.getInputs().forEach(input -> names(input, to));
    }
}

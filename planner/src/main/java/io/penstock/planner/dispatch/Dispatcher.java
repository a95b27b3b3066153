package io.penstock.planner.dispatch;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.planner.access.Fences;
import io.penstock.planner.catalog.TypeMapping;
import io.penstock.planner.cost.Cardinality;
import io.penstock.planner.cost.SeenRows;
import io.penstock.planner.parse.ParsedQuery;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableStatistics;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A validated tree as a query for the engine and questions for the sources. Thread: safe for many
 * at once; keeps nothing.
 */
public final class Dispatcher {
    private final Way way;
    private final boolean sends;

    /** Splits queries as is expected to be the quickest. */
    public Dispatcher() {
        this(Way.PLANNED);
    }

    /** Splits queries in one way, to compare it with others. */
    public Dispatcher(Way way) {
        this(way, true);
    }

    private Dispatcher(Way way, boolean sends) {
        this.way = way;
        this.sends = sends;
    }

    /** The same, but sources get no values that are computed first, whatever that costs. */
    public Dispatcher withoutValues() {
        return new Dispatcher(way, false);
    }

    /**
     * Plans a query.
     *
     * @param statistics what is known of a table; asked only when it matters
     * @param seen what sources gave before
     * @throws io.penstock.spi.error.QueryException {@link
     *     io.penstock.planner.PlannerError#NOT_SUPPORTED} naming what no engine can run
     */
    public PlannedQuery dispatch(
            ParsedQuery query, Function<SourceTable, TableStatistics> statistics, SeenRows seen) {
        Cardinality cardinality = new Cardinality(statistics);
        Homes homes = new Homes(cardinality, way);
        RelNode asked = query.limited() ? Fences.settled(query.root().rel) : query.root().rel;
        SentValues sent =
                new SentValues(
                        query.values().size(), homes, cardinality, sends ? way : Way.SHIPPED);
        Attempt attempt = new Attempt(homes, cardinality, seen, sent, Map.of());
        Optional<PlannedQuery> planned = attempt.planned(query, asked);
        while (planned.isEmpty()) {
            sent = sent.without(attempt.unsent);
            Map<SharedTrees.Digest, String> rows =
                    attempt.islands.rows().without(attempt.unsentRows);
            attempt = new Attempt(homes, cardinality, seen, sent, rows);
            planned = attempt.planned(query, asked);
        }
        return planned.get();
    }

    /** A split with some values that are computed first; it fails when one of them is in vain. */
    private final class Attempt {
        private final Homes homes;
        private final Cardinality cardinality;
        private final SentValues sent;
        private final Islands islands;
        private final JoinGroups joins;
        private final QueryFilters filters;
        private final SeenRows seen;
        private ImmutableMap<SentValue, String> unsent = ImmutableMap.of();
        private ImmutableMap<SentRows, String> unsentRows = ImmutableMap.of();

        Attempt(
                Homes homes,
                Cardinality cardinality,
                SeenRows seen,
                SentValues sent,
                Map<SharedTrees.Digest, String> unsentRows) {
            this.seen = seen;
            this.homes = homes;
            this.cardinality = cardinality;
            this.sent = sent;
            this.islands = new Islands(homes, cardinality, seen, sent, unsentRows, way);
            this.joins = new JoinGroups(homes, cardinality, way);
            this.filters = new QueryFilters(homes, cardinality);
        }

        Optional<PlannedQuery> planned(ParsedQuery query, RelNode asked) {
            RelNode split = withRows(split(sent.replaced(asked)), query.values().size());
            EarlyGroups groups = groups(split);
            RelRoot root = query.root().withRel(groups.grouped(split));
            sent.change(this::split);
            sent.change(tree -> groups(tree).grouped(tree));
            SharedTrees shared = new SharedTrees(root.rel);
            unsent = sent.readElsewhere(shared);
            if (!unsent.isEmpty()) {
                return Optional.empty();
            }
            sent.all().forEach(this::part);
            unsentRows = partsOfRows(root.rel);
            if (!unsentRows.isEmpty()) {
                return Optional.empty();
            }
            PlannedQuery planned = planned(query, root, shared, groups);
            unsent = sent.unused(planned.scans());
            unsentRows = RowSending.unused(root.rel, planned.scans());
            return unsent.isEmpty() && unsentRows.isEmpty()
                    ? Optional.of(planned)
                    : Optional.empty();
        }

        private RelNode withRows(RelNode split, int values) {
            return sends
                    ? islands.rows()
                            .replaced(split, values + sent.all().size(), groups(split)::grouped)
                    : split;
        }

        /**
         * Rows that sources get are texts of their own.
         *
         * @return those that could not be sent last time
         */
        private ImmutableMap<SentRows, String> partsOfRows(RelNode root) {
            ImmutableMap.Builder<SentRows, String> refused = ImmutableMap.builder();
            for (SentRows rows : RowSending.in(root)) {
                String text = part(rows.part(), rows.rows(), rows.columns().toList());
                if (seen.isUnsendable(Placeholders.resolve(text).text())) {
                    refused.put(rows, "last time they were too many, or could not be sent");
                }
            }
            return refused.buildOrThrow();
        }

        private RelNode split(RelNode rel) {
            return filters.split(joins.regrouped(rel));
        }

        private EarlyGroups groups(RelNode root) {
            return new EarlyGroups(root, homes, cardinality, islands::seen, way);
        }

        /** What computes a value is a text of its own. */
        private void part(SentValue value) {
            part(value.part(), sent.tree(value), List.of(0));
        }

        private String part(String name, RelNode tree, List<Integer> columns) {
            RelPrinter printer = printer(tree, new SharedTrees(tree));
            Islands.Reading<String> text = islands.reading(() -> printer.print(tree, columns));
            islands.feeds().add(name, text.printed(), text.islands());
            return text.printed();
        }

        private RelPrinter printer(RelNode root, SharedTrees shared) {
            return new RelPrinter(root, islands, shared, twice(shared));
        }

        private TwiceRead twice(SharedTrees shared) {
            return new TwiceRead(shared, homes, cardinality, way);
        }

        private PlannedQuery planned(
                ParsedQuery query, RelRoot root, SharedTrees shared, EarlyGroups groups) {
            Schema schema = schema(root);
            boolean whole =
                    sent.all().isEmpty()
                            && RowSending.in(root.rel).isEmpty()
                            && !twice(shared).isIn(root.rel)
                            && islands.whole(root, schema);
            return Dispatcher.planned(
                    query,
                    root,
                    schema,
                    whole
                            ? new Placeholders.Text("", ImmutableList.of())
                            : engineText(root, printer(root.rel, shared)),
                    islands,
                    groups);
        }
    }

    private static PlannedQuery planned(
            ParsedQuery query,
            RelRoot root,
            Schema schema,
            Placeholders.Text text,
            Islands islands,
            EarlyGroups groups) {
        return new PlannedQuery(
                text.text(),
                text.indices(),
                islands.counts(),
                islands.planned(),
                islands.parts(),
                schema,
                skipped(root.rel),
                ConstantRow.of(query, schema.getFields()),
                Suppliers.memoize(() -> Explanations.of(root.rel, islands, groups)));
    }

    private static Placeholders.Text engineText(RelRoot root, RelPrinter printer) {
        List<Integer> fields = root.fields.leftList();
        return Placeholders.resolve(printer.print(root.rel, fields));
    }

    private static Schema schema(RelRoot root) {
        List<RelDataTypeField> columns = root.rel.getRowType().getFieldList();
        List<Field> fields =
                root.fields.stream()
                        .map(
                                field ->
                                        TypeMapping.field(
                                                field.getValue(),
                                                columns.get(field.getKey()).getType()))
                        .toList();
        return new Schema(fields);
    }

    private static SkippedRows skipped(RelNode root) {
        RelNode rel = root;
        while (rel instanceof Project project) {
            rel = project.getInput();
        }
        if (!(rel instanceof Sort sort) || sort.fetch == null) {
            return new SkippedRows.NoLimit();
        }
        RexNode offset = sort.offset;
        if (offset == null) {
            return new SkippedRows.Constant(0);
        }
        return offset instanceof RexDynamicParam parameter
                ? new SkippedRows.Parameter(parameter.getIndex())
                : new SkippedRows.Constant(
                        Objects.requireNonNull(
                                ((RexLiteral) offset).getValueAs(Long.class), "offset"));
    }
}

package io.penstock.planner.dispatch;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;

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
import java.util.Objects;
import java.util.function.Function;

/**
 * A validated tree as a query for the engine and questions for the sources. Thread: safe for many
 * at once; keeps nothing.
 */
public final class Dispatcher {
    private final Way way;

    /** Splits queries as is expected to be the quickest. */
    public Dispatcher() {
        this(Way.PLANNED);
    }

    /** Splits queries in one way, to compare it with others. */
    public Dispatcher(Way way) {
        this.way = way;
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
        Homes homes = new Homes(way);
        Cardinality cardinality = new Cardinality(statistics);
        RelNode asked = query.limited() ? Fences.settled(query.root().rel) : query.root().rel;
        RelNode joined = new JoinGroups(homes, cardinality, way).regrouped(asked);
        RelNode split = new QueryFilters(homes, cardinality).split(joined);
        Islands islands = new Islands(homes, cardinality, seen, way);
        EarlyGroups groups = new EarlyGroups(split, homes, cardinality, islands::seen, way);
        RelRoot root = query.root().withRel(groups.grouped(split));
        Schema schema = schema(root);
        SharedTrees shared = new SharedTrees(root.rel);
        TwiceRead twice = new TwiceRead(shared, homes, cardinality, way);
        Placeholders.Text text =
                !twice.isIn(root.rel) && islands.whole(root, schema)
                        ? new Placeholders.Text("", ImmutableList.of())
                        : engineText(root, new RelPrinter(root.rel, islands, shared, twice));
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

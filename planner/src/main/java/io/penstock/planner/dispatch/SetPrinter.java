package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.plan.RelOptSamplingParameters;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.Sample;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Spool;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Operators whose rows come from whole queries or from values. */
final class SetPrinter {
    private final RelPrinter printer;

    SetPrinter(RelPrinter printer) {
        this.printer = printer;
    }

    Block operation(SetOp operation, Demand demand) {
        String keyword =
                switch (operation.kind) {
                    case UNION -> "UNION";
                    case INTERSECT -> "INTERSECT";
                    case EXCEPT -> "EXCEPT";
                    default -> throw Unsupported.construct(operation.kind.name());
                };
        boolean keepsRows = operation.all && keyword.equals("UNION");
        ImmutableBitSet wanted =
                keepsRows
                        ? demand.columns()
                        : ImmutableBitSet.range(operation.getRowType().getFieldCount());
        List<String> queries = new ArrayList<>();
        for (RelNode input : inputs(operation)) {
            Demand below = Demand.of(wanted);
            queries.add(
                    branch(input, keepsRows ? below.where(demand.conditions()) : below, operation));
        }
        String all = operation.all ? " ALL " : " ";
        return table("(" + String.join(" " + keyword + all, queries) + ")", operation, wanted);
    }

    /** UNION ALL of UNION ALL is one of all inputs: however many there are, the text stays flat. */
    private static List<RelNode> inputs(SetOp operation) {
        List<RelNode> inputs = new ArrayList<>();
        for (RelNode input : operation.getInputs()) {
            boolean flat =
                    input instanceof SetOp inner
                            && inner.kind == operation.kind
                            && operation.kind == org.apache.calcite.sql.SqlKind.UNION
                            && inner.all == operation.all
                            && inner.getRowType().equalsSansFieldNames(operation.getRowType());
            inputs.addAll(flat ? inputs((SetOp) input) : List.of(input));
        }
        return inputs;
    }

    private Block table(String text, RelNode rel, ImmutableBitSet wanted) {
        Block block = printer.table(text, rel);
        ImmutableList.Builder<Column> columns = ImmutableList.builder();
        for (int i = 0; i < block.columns().size(); i++) {
            columns.add(wanted.get(i) ? block.columns().get(i) : Column.ABSENT);
        }
        block.select(columns.build());
        return block;
    }

    /** One query of several that give the same columns: types and names are the whole's. */
    private String branch(RelNode input, Demand demand, RelNode whole) {
        Block block = printer.visit(input, demand);
        boolean leavesOut = demand.columns().cardinality() < block.columns().size();
        if (block.isDistinct() && (leavesOut || differsInType(input, whole))) {
            block = printer.wrap(input, block, demand.columns());
        }
        ImmutableList.Builder<Column> columns = ImmutableList.builder();
        for (int i = 0; i < block.columns().size(); i++) {
            Column column = block.columns().get(i);
            columns.add(
                    sameType(input, whole, i)
                            ? column
                            : new Column(
                                    RexPrinter.cast(column.text(), type(whole, i)), column.kind()));
        }
        block.select(columns.build());
        return "(%s)".formatted(block.text(RelPrinter.names(whole), demand.columns()));
    }

    private static boolean differsInType(RelNode input, RelNode whole) {
        for (int i = 0; i < input.getRowType().getFieldCount(); i++) {
            if (!sameType(input, whole, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean sameType(RelNode input, RelNode whole, int column) {
        return DuckText.type(type(input, column)).equals(DuckText.type(type(whole, column)));
    }

    private static RelDataType type(RelNode rel, int column) {
        return rel.getRowType().getFieldList().get(column).getType();
    }

    /** One row needs no FROM; no row is one that is filtered out. */
    Block values(Values values) {
        if (values.getTuples().size() > 1) {
            String rows =
                    values.getTuples().stream()
                            .map(tuple -> row(tuple, values.getRowType()))
                            .collect(Collectors.joining(", "));
            return named("(VALUES " + rows + ")", values);
        }
        boolean empty = values.getTuples().isEmpty();
        ImmutableList.Builder<Column> columns = ImmutableList.builder();
        for (int i = 0; i < values.getRowType().getFieldCount(); i++) {
            RelDataType type = type(values, i);
            String text =
                    empty
                            ? RexPrinter.cast("NULL", type)
                            : value(values.getTuples().get(0).get(i), type);
            columns.add(new Column(text, Column.Kind.CONSTANT));
        }
        Block block = Block.withoutFrom();
        block.select(columns.build());
        if (empty) {
            block.filter("FALSE");
        }
        return block;
    }

    private static String row(List<RexLiteral> tuple, RelDataType type) {
        List<RelDataTypeField> fields = type.getFieldList();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < tuple.size(); i++) {
            texts.add(value(tuple.get(i), fields.get(i).getType()));
        }
        return "(" + String.join(", ", texts) + ")";
    }

    private static String value(RexLiteral literal, RelDataType type) {
        boolean same = DuckText.type(literal.getType()).equals(DuckText.type(type));
        return same && !literal.isNull()
                ? LiteralText.typed(literal)
                : RexPrinter.cast(LiteralText.bare(literal), type);
    }

    /** Something in FROM that gets its columns' names there. */
    private Block named(String text, RelNode rel) {
        String alias = printer.alias();
        List<String> names = RelPrinter.names(rel);
        String list = names.stream().map(DuckText::name).collect(Collectors.joining(", "));
        return Block.of(
                "%s AS %s(%s)".formatted(text, alias, list),
                names.stream()
                        .map(name -> Column.reference(alias, name))
                        .collect(ImmutableList.toImmutableList()));
    }

    /** A row for each element of an array, or for each entry of a map. */
    Block unnest(Uncollect unnest) {
        RelNode input = unnest.getInput();
        if (input.getRowType().getFieldCount() != 1) {
            throw Unsupported.construct("UNNEST of several arrays");
        }
        Block block = printer.visit(input, Demand.all(1));
        if (!block.isPlain()) {
            block = printer.wrap(input, block, ImmutableBitSet.of(0));
        }
        RelDataType collection = type(input, 0);
        String text = block.columns().get(0).text();
        String list =
                collection.getSqlTypeName() == SqlTypeName.MAP
                        ? "map_entries(%s)".formatted(text)
                        : text;
        block.select(
                ImmutableList.of(
                        new Column("unnest(%s)".formatted(list), Column.Kind.WINDOW),
                        new Column(
                                "generate_subscripts(%s, 1)".formatted(list), Column.Kind.WINDOW)));
        return elements(unnest, block, collection);
    }

    private Block elements(Uncollect unnest, Block block, RelDataType collection) {
        ImmutableBitSet selected =
                unnest.withOrdinality ? ImmutableBitSet.of(0, 1) : ImmutableBitSet.of(0);
        String alias = printer.alias();
        Column element = Column.reference(alias, "element");
        ImmutableList.Builder<Column> columns = ImmutableList.builder();
        int elements = unnest.getRowType().getFieldCount() - (unnest.withOrdinality ? 1 : 0);
        for (String field : fields(collection, elements)) {
            columns.add(
                    field.isEmpty()
                            ? element
                            : new Column(
                                    "struct_extract(%s, %s)"
                                            .formatted(element.text(), DuckText.string(field)),
                                    Column.Kind.SCALAR));
        }
        if (unnest.withOrdinality) {
            columns.add(Column.reference(alias, "position"));
        }
        String query = block.text(List.of("element", "position"), selected);
        return Block.of("(%s) AS %s".formatted(query, alias), columns.build());
    }

    /** The fields that an element falls into; an empty name is the element itself. */
    private static List<String> fields(RelDataType collection, int columns) {
        if (collection.getSqlTypeName() == SqlTypeName.MAP) {
            return List.of("key", "value");
        }
        RelDataType element = DuckText.element(collection);
        return element.isStruct()
                        && columns == element.getFieldCount()
                        && !unflattened(element, columns)
                ? element.getFieldNames()
                : List.of("");
    }

    private static boolean unflattened(RelDataType element, int columns) {
        return columns == 1 && element.getFieldCount() != 1;
    }

    Block recursive(RepeatUnion union) {
        List<String> table =
                Objects.requireNonNull(union.getTransientTable(), "table").getQualifiedName();
        String name = printer.nextRecursion(table, RelPrinter.names(union));
        int columns = union.getRowType().getFieldCount();
        String seed = branch(below(union.getSeedRel()), Demand.all(columns), union);
        String next =
                printer.islands()
                        .again(
                                () ->
                                        branch(
                                                below(union.getIterativeRel()),
                                                Demand.all(columns),
                                                union));
        String list =
                RelPrinter.names(union).stream()
                        .map(DuckText::name)
                        .collect(Collectors.joining(", "));
        return printer.table(
                "(WITH RECURSIVE %s(%s) AS (%s UNION %s%s) SELECT * FROM %s)"
                        .formatted(name, list, seed, union.all ? "ALL " : "", next, name),
                union);
    }

    private static RelNode below(RelNode rel) {
        return rel instanceof Spool spool ? spool.getInput() : rel;
    }

    Block sample(Sample sample, Demand demand) {
        RelNode input = sample.getInput();
        Demand below = Demand.of(demand.columns());
        Block block = printer.visit(input, below);
        Block one = printer.wrap(input, block, below.columns());
        RelOptSamplingParameters parameters = sample.getSamplingParameters();
        String text =
                "%s TABLESAMPLE %s (%s PERCENT)%s"
                        .formatted(
                                one.from(),
                                parameters.isBernoulli() ? "BERNOULLI" : "SYSTEM",
                                parameters.sampleRate.movePointRight(2).toPlainString(),
                                parameters.isRepeatable()
                                        ? " REPEATABLE (%d)"
                                                .formatted(parameters.getRepeatableSeed())
                                        : "");
        return Block.of(text, one.columns());
    }
}

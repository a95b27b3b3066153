package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiFunction;

/** One text's syntax tree to a relational tree. */
final class TextConversion {
    private static final CalciteConnectionConfig CONNECTION = connection();

    private static final SqlValidator.Config VALIDATION =
            SqlValidator.Config.DEFAULT
                    .withConformance(PenstockConformance.INSTANCE)
                    .withDefaultNullCollation(NullCollation.LAST)
                    .withTypeCoercionFactory(PenstockCoercion::new)
                    .withIdentifierExpansion(true);

    /**
     * Sub-queries stay sub-queries and the author's join order stays: the engine's optimiser beats
     * what would be done here. A list of values stays a list however long it is. An ORDER BY below
     * the top counts for array_agg and the like. Projections stay apart: merging them forgets that
     * sub-queries read the lower one's columns.
     */
    private static final SqlToRelConverter.Config CONVERSION =
            SqlToRelConverter.config()
                    .withExpand(false)
                    .withTrimUnusedFields(false)
                    .withDecorrelationEnabled(false)
                    .withInSubQueryThreshold(Integer.MAX_VALUE)
                    .withRemoveSortInSubQuery(false)
                    .withAddJsonTypeOperatorEnabled(false)
                    .withRelBuilderConfigTransform(
                            config ->
                                    config.withSimplify(false)
                                            .withPruneInputOfAggregate(false)
                                            .withBloat(-1));

    private final Vocabulary operators;
    private final RelOptCluster cluster;
    private final CalciteSchema schema;
    private final Places places;
    private final boolean tellsColumns;

    /**
     * A conversion.
     *
     * @param tellsColumns whether errors may say which columns there are
     */
    TextConversion(
            Vocabulary operators,
            RelOptCluster cluster,
            CalciteSchema schema,
            Places places,
            boolean tellsColumns) {
        this.tellsColumns = tellsColumns;
        this.operators = operators;
        this.cluster = cluster;
        this.schema = schema;
        this.places = places;
    }

    RelRoot convert(SqlNode query) {
        return validated(
                query,
                (reader, validator) ->
                        converter(reader, validator)
                                .convertQuery(validator.validate(query), false, true));
    }

    /** The query's columns, when there is nothing wrong with it. */
    RelDataType columns(SqlNode query) {
        return validated(
                query,
                (reader, validator) -> validator.getValidatedNodeType(validator.validate(query)));
    }

    private <T> T validated(
            SqlNode query, BiFunction<PenstockCatalogReader, PenstockValidator, T> work) {
        PenstockCatalogReader reader =
                new PenstockCatalogReader(schema, cluster.getTypeFactory(), CONNECTION);
        PenstockValidator validator =
                new PenstockValidator(operators, reader, cluster.getTypeFactory(), validation());
        try {
            return work.apply(reader, validator);
        } catch (CalciteContextException e) {
            throw ValidationErrors.translate(e, places, known(e, validator, query));
        }
    }

    private Known known(CalciteContextException e, PenstockValidator validator, SqlNode query) {
        return new Known(
                tellsColumns
                        ? validator.columnsAt(query, e.getPosLine(), e.getPosColumn())
                        : ImmutableSet.of(),
                operators.names());
    }

    /**
     * The types that the query asks of its {@code ?}, by index. What can't be validated for the
     * lack of a type leaves out what it did not come to.
     */
    Map<Integer, RelDataType> parameters(SqlNode query) {
        PenstockCatalogReader reader =
                new PenstockCatalogReader(schema, cluster.getTypeFactory(), CONNECTION);
        ParameterValidator validator =
                new ParameterValidator(operators, reader, cluster.getTypeFactory(), validation());
        try {
            return validator.typesIn(validator.validate(query));
        } catch (CalciteContextException e) {
            return validator.typesIn(query);
        }
    }

    private SqlValidator.Config validation() {
        boolean ordinality = places.tokens().stream().anyMatch(token -> token.isWord("ordinality"));
        return ordinality
                ? VALIDATION.withConformance(PenstockConformance.WITH_ORDINALITY)
                : VALIDATION;
    }

    private SqlToRelConverter converter(PenstockCatalogReader reader, PenstockValidator validator) {
        return new SqlToRelConverter(
                (rowType, text, path, viewPath) -> {
                    throw new IllegalStateException("views are trees, never text: " + viewPath);
                },
                validator,
                reader,
                cluster,
                PenstockConvertlets.INSTANCE,
                CONVERSION) {
            /**
             * Groups as they are. Whether rows differ anyway Calcite asks of conditions that nobody
             * has simplified, and fails at comparisons with NULL.
             */
            @Override
            protected RelNode createAggregate(
                    Blackboard blackboard,
                    ImmutableBitSet groupSet,
                    ImmutableList<ImmutableBitSet> groupSets,
                    List<AggregateCall> calls) {
                return groupSets.size() == 1
                        ? LogicalAggregate.create(
                                blackboard.root(), ImmutableList.of(), groupSet, groupSets, calls)
                        : super.createAggregate(blackboard, groupSet, groupSets, calls);
            }
        };
    }

    private static CalciteConnectionConfig connection() {
        Properties properties = new Properties();
        properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
        return new CalciteConnectionConfigImpl(properties);
    }
}

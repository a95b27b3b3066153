package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.sql.BoundSql;

import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;

import java.util.Properties;

/** One text's syntax tree to a relational tree. */
final class TextConversion {
    private static final CalciteConnectionConfig CONNECTION = connection();

    private static final SqlValidator.Config VALIDATION =
            SqlValidator.Config.DEFAULT
                    .withConformance(PenstockConformance.INSTANCE)
                    .withDefaultNullCollation(NullCollation.LAST);

    /**
     * Sub-queries stay sub-queries and the author's join order stays: the engine's optimiser beats
     * what would be done here. A list of values stays a list however long it is. An ORDER BY below
     * the top counts for array_agg and the like.
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
                            config -> config.withSimplify(false).withPruneInputOfAggregate(false));

    private final SqlOperatorTable operators;
    private final RelOptCluster cluster;
    private final CalciteSchema schema;
    private final BoundSql sql;

    TextConversion(
            SqlOperatorTable operators, RelOptCluster cluster, CalciteSchema schema, BoundSql sql) {
        this.operators = operators;
        this.cluster = cluster;
        this.schema = schema;
        this.sql = sql;
    }

    RelRoot convert(SqlNode query) {
        CalciteCatalogReader reader =
                new CalciteCatalogReader(
                        schema, ImmutableList.of(), cluster.getTypeFactory(), CONNECTION);
        PenstockValidator validator =
                new PenstockValidator(operators, reader, cluster.getTypeFactory(), VALIDATION);
        SqlToRelConverter converter =
                new SqlToRelConverter(
                        (rowType, text, path, viewPath) -> {
                            throw new IllegalStateException("no text views: " + sql);
                        },
                        validator,
                        reader,
                        cluster,
                        StandardConvertletTable.INSTANCE,
                        CONVERSION);
        return converter.convertQuery(validator.validate(query), false, true);
    }

    private static CalciteConnectionConfig connection() {
        Properties properties = new Properties();
        properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
        return new CalciteConnectionConfigImpl(properties);
    }
}

package io.penstock.planner.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.planner.catalog.PenstockTypeFactory;

import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.math.BigDecimal;
import java.util.List;

/** Which constants become literals for a source. */
final class RemoteValuesTest {
    private final RelDataTypeFactory types = new PenstockTypeFactory();
    private final RexBuilder rexBuilder = new RexBuilder(types);

    private RexNode cast(SqlTypeName type) {
        return rexBuilder.makeAbstractCast(
                types.createSqlType(type), rexBuilder.makeExactLiteral(BigDecimal.valueOf(5)));
    }

    private RexNode folded(RexNode node) {
        return new RemoteValues(rexBuilder).folded(node);
    }

    @ParameterizedTest
    @EnumSource(names = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "DECIMAL"})
    void castsToSignedNumbersDo(SqlTypeName type) {
        assertThat(folded(cast(type))).isInstanceOf(RexLiteral.class);
    }

    /** There are no literals of such types. */
    @ParameterizedTest
    @EnumSource(names = {"UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"})
    void castsToUnsignedNumbersDoNot(SqlTypeName type) {
        RexNode cast = cast(type);
        assertThat(folded(cast)).isSameAs(cast);
        RexNode sum =
                rexBuilder.makeCall(
                        cast.getType(), SqlStdOperatorTable.PLUS, List.of(five(), five()));
        assertThat(folded(sum)).isSameAs(sum);
    }

    private RexNode five() {
        return rexBuilder.makeExactLiteral(BigDecimal.valueOf(5));
    }
}

package io.penstock.planner.parse;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Gives every {@code ?} the type its value was declared with, and its index among the values of the
 * whole query.
 */
final class ValueCasts extends SqlShuttle {
    private final int base;
    private final List<RelDataType> types;

    /**
     * For one text.
     *
     * @param base the index of the text's first value
     * @param types the types of its values
     */
    ValueCasts(int base, List<RelDataType> types) {
        this.base = base;
        this.types = types;
    }

    @Override
    public SqlNode visit(SqlDynamicParam param) {
        SqlParserPos position = param.getParserPosition();
        SqlDataTypeSpec type = SqlTypeUtil.convertTypeToSpec(types.get(param.getIndex()));
        return SqlStdOperatorTable.CAST.createCall(position, indexed(param), type);
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        return call instanceof SqlOrderBy orderBy ? orderBy(orderBy) : super.visit(call);
    }

    /** LIMIT and OFFSET take a bare {@code ?} or a number, never an expression. */
    private SqlNode orderBy(SqlOrderBy call) {
        return new SqlOrderBy(
                call.getParserPosition(),
                required(call.query.accept(this)),
                (SqlNodeList) required(call.orderList.accept(this)),
                count(call.offset),
                count(call.fetch));
    }

    private @Nullable SqlNode count(@Nullable SqlNode node) {
        return node instanceof SqlDynamicParam param ? indexed(param) : node;
    }

    private SqlDynamicParam indexed(SqlDynamicParam param) {
        return new SqlDynamicParam(base + param.getIndex(), param.getParserPosition());
    }

    private static SqlNode required(@Nullable SqlNode node) {
        if (node == null) {
            throw new IllegalStateException("a node vanished");
        }
        return node;
    }
}

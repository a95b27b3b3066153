package io.penstock.planner.parse;

import com.google.common.collect.Sets;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidatorCatalogReader;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A validator that meets {@code ?} without a type and notes what stands around asks for: {@code id
 * = ?} makes it what {@code id} is. Where nothing does, it is text.
 */
final class ParameterValidator extends PenstockValidator {
    private final Map<Integer, RelDataType> types = new HashMap<>();
    private final Set<SqlNode> asked = Sets.newIdentityHashSet();

    ParameterValidator(
            SqlOperatorTable operators,
            SqlValidatorCatalogReader reader,
            RelDataTypeFactory factory,
            Config config) {
        super(operators, reader, factory, config);
    }

    @Override
    protected void inferUnknownTypes(RelDataType inferred, SqlValidatorScope scope, SqlNode node) {
        if (!(node instanceof SqlDynamicParam parameter)) {
            super.inferUnknownTypes(inferred, scope, node);
            return;
        }
        boolean known =
                inferred.getSqlTypeName() != SqlTypeName.UNKNOWN
                        && inferred.getSqlTypeName() != SqlTypeName.NULL
                        && inferred.getSqlTypeName() != SqlTypeName.ANY;
        if (known) {
            types.putIfAbsent(parameter.getIndex(), inferred);
        }
        RelDataType type = known ? inferred : typeFactory.createSqlType(SqlTypeName.VARCHAR);
        super.inferUnknownTypes(
                typeFactory.createTypeWithNullability(type, true), scope, parameter);
    }

    /** Who asks for a call's type before its operands are known gets them from their neighbours. */
    @Override
    public RelDataType deriveType(SqlValidatorScope scope, SqlNode node) {
        boolean open =
                node instanceof SqlCall call
                        && call.getOperator().getOperandTypeInference() != null
                        && call.getOperandList().stream().anyMatch(this::isOpen)
                        && asked.add(call);
        if (open) {
            inferUnknownTypes(unknownType, scope, node);
        }
        return super.deriveType(scope, node);
    }

    private boolean isOpen(@Nullable SqlNode node) {
        return node instanceof SqlDynamicParam && getValidatedNodeTypeIfKnown(node) == null;
    }

    /** What was found out, by index; LIMIT and OFFSET say it elsewhere. */
    Map<Integer, RelDataType> typesIn(SqlNode query) {
        query.accept(
                new SqlBasicVisitor<@Nullable Void>() {
                    @Override
                    public @Nullable Void visit(SqlDynamicParam parameter) {
                        RelDataType type = getValidatedNodeTypeIfKnown(parameter);
                        if (type != null) {
                            types.putIfAbsent(parameter.getIndex(), type);
                        }
                        return null;
                    }
                });
        return types;
    }
}

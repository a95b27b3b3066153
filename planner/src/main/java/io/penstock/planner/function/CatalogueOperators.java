package io.penstock.planner.function;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlOperandTypeInference;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.util.Optionality;
import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The catalogue's functions as Calcite wants to see them. */
final class CatalogueOperators {
    private CatalogueOperators() {}

    /** What all operators of the catalogue have in common. */
    interface OfCatalogue {
        CatalogueFunction function();
    }

    /** An operator for one of the function's names. */
    static SqlOperator of(CatalogueFunction function, String name) {
        return function.kind() == FunctionKind.SCALAR
                ? new Scalar(function, name)
                : new Aggregate(function, name);
    }

    private static final class Scalar extends SqlFunction implements OfCatalogue {
        private final CatalogueFunction function;

        Scalar(CatalogueFunction function, String name) {
            super(
                    name.toUpperCase(Locale.ROOT),
                    SqlKind.OTHER_FUNCTION,
                    resultOf(function),
                    argumentsOf(function),
                    new Arguments(function),
                    SqlFunctionCategory.SYSTEM);
            this.function = function;
        }

        @Override
        public CatalogueFunction function() {
            return function;
        }

        @Override
        public boolean isDeterministic() {
            return !function.volatileFunction();
        }
    }

    /**
     * An aggregate that also takes ORDER BY among its arguments. Its kind is ARRAY_AGG, whatever it
     * is called: that is how the converter knows to move the ORDER BY out of the arguments.
     */
    private static final class Aggregate extends SqlAggFunction implements OfCatalogue {
        private final CatalogueFunction function;

        Aggregate(CatalogueFunction function, String name) {
            super(
                    name.toUpperCase(Locale.ROOT),
                    null,
                    SqlKind.ARRAY_AGG,
                    resultOf(function),
                    null,
                    new Arguments(function),
                    SqlFunctionCategory.SYSTEM,
                    false,
                    false,
                    Optionality.OPTIONAL);
            this.function = function;
        }

        @Override
        public CatalogueFunction function() {
            return function;
        }

        @Override
        public SqlSyntax getSyntax() {
            return SqlSyntax.ORDERED_FUNCTION;
        }

        @Override
        public RelDataType deriveType(
                SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
            SqlCall stripped = ReturnTypes.stripOrderBy(call);
            RelDataType type = super.deriveType(validator, scope, stripped);
            // The validator may have wrapped operands of the copy in casts.
            for (int i = 0; i < stripped.operandCount(); i++) {
                call.setOperand(i, stripped.operand(i));
            }
            return type;
        }
    }

    private static SqlReturnTypeInference resultOf(CatalogueFunction function) {
        return binding -> {
            ImmutableList<RelDataType> types = types(binding);
            RelDataType type =
                    match(function, binding)
                            .orElseThrow(() -> new IllegalStateException(function + ": " + types))
                            .resultType(types);
            boolean empty =
                    function.kind() == FunctionKind.AGGREGATE
                            && binding.getGroupCount() == 0
                            && !never(function);
            return empty ? binding.getTypeFactory().createTypeWithNullability(type, true) : type;
        };
    }

    /** What a {@code ?} among the arguments must be, where the function's form says it. */
    private static SqlOperandTypeInference argumentsOf(CatalogueFunction function) {
        return (binding, resultType, types) -> {
            for (int i = 0; i < types.length; i++) {
                types[i] =
                        function.plainType(types.length, i)
                                .map(binding.getTypeFactory()::createSqlType)
                                .orElseGet(binding.getValidator()::getUnknownType);
            }
        };
    }

    private static boolean never(CatalogueFunction function) {
        return function.overloads().get(0).signature().nulls() == Signature.Nulls.NEVER;
    }

    private static Optional<Signature.Matched> match(
            CatalogueFunction function, SqlOperatorBinding binding) {
        ImmutableList<RelDataType> types = types(binding);
        ImmutableList<Boolean> literals =
                IntStream.range(0, types.size())
                        .mapToObj(i -> isConstant(binding, i))
                        .collect(ImmutableList.toImmutableList());
        return function.match(binding.getTypeFactory(), types, literals);
    }

    /** The arguments' types; below FILTER an aggregate's ORDER BY still stands among them. */
    private static ImmutableList<RelDataType> types(SqlOperatorBinding binding) {
        return IntStream.range(0, binding.getOperandCount())
                .filter(i -> !isOrderBy(binding, i))
                .mapToObj(binding::getOperandType)
                .collect(ImmutableList.toImmutableList());
    }

    private static boolean isOrderBy(SqlOperatorBinding binding, int argument) {
        return binding instanceof SqlCallBinding call
                && call.operand(argument) instanceof SqlNodeList;
    }

    /** What was validated once keeps its type when the optimiser asks again. */
    private static boolean isConstant(SqlOperatorBinding binding, int argument) {
        return !(binding instanceof SqlCallBinding call) || isConstant(call.operand(argument));
    }

    private static boolean isConstant(SqlNode node) {
        return switch (node.getKind()) {
            case LITERAL, DYNAMIC_PARAM -> true;
            case CAST, MINUS_PREFIX -> isConstant(((SqlCall) node).operand(0));
            default -> false;
        };
    }

    private record Arguments(CatalogueFunction function) implements SqlOperandTypeChecker {
        @Override
        public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
            if (match(function, binding).isPresent()) {
                return true;
            }
            if (throwOnFailure) {
                throw binding.newValidationSignatureError();
            }
            return false;
        }

        @Override
        public SqlOperandCountRange getOperandCountRange() {
            return function.counts();
        }

        @Override
        public String getAllowedSignatures(SqlOperator operator, String name) {
            return function.signatures().stream().collect(Collectors.joining("; "));
        }
    }

    /** The catalogue's function behind an operator, if it is one of the catalogue's. */
    static Optional<CatalogueFunction> functionOf(@Nullable SqlOperator operator) {
        return operator instanceof OfCatalogue ours
                ? Optional.of(ours.function())
                : Optional.empty();
    }
}

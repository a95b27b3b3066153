package io.penstock.planner.function;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlOperatorTables;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Every function and operator that SQL may use: an allow-list. Thread: immutable, safe for all. */
public final class FunctionCatalogue {
    private static final ImmutableList<CatalogueFunction> FUNCTIONS =
            ImmutableList.<CatalogueFunction>builder()
                    .addAll(ConditionFunctions.rows())
                    .addAll(TextFunctions.rows())
                    .addAll(RegexFunctions.rows())
                    .addAll(NumberFunctions.rows())
                    .addAll(BitFunctions.rows())
                    .addAll(TimeFunctions.rows())
                    .addAll(JsonFunctions.rows())
                    .addAll(ArrayFunctions.rows())
                    .addAll(MapFunctions.rows())
                    .addAll(HashFunctions.rows())
                    .addAll(OtherFunctions.rows())
                    .addAll(AggregateFunctions.rows())
                    .addAll(StatisticsFunctions.rows())
                    .addAll(WindowFunctions.rows())
                    .build();

    private static final ImmutableMap<String, SqlOperator> BY_NAME =
            Maps.uniqueIndex(own(), SqlOperator::getName);

    private static final SqlOperatorTable OPERATORS =
            SqlOperatorTables.of(
                    ImmutableList.<SqlOperator>builder()
                            .addAll(StandardOperators.ALL)
                            .addAll(BY_NAME.values())
                            .build());

    private FunctionCatalogue() {}

    private static ImmutableList<SqlOperator> own() {
        return FUNCTIONS.stream()
                .filter(function -> !function.builtIn())
                .flatMap(
                        function ->
                                function.names().stream()
                                        .map(name -> CatalogueOperators.of(function, name)))
                .collect(ImmutableList.toImmutableList());
    }

    /** What the validator looks names up in; a name that is not here is an unknown function. */
    public static SqlOperatorTable operators() {
        return OPERATORS;
    }

    /**
     * The catalogue's function behind a validated operator.
     *
     * @return empty for the standard operators, which the printer knows by itself
     */
    public static Optional<CatalogueFunction> find(SqlOperator operator) {
        return CatalogueOperators.functionOf(operator);
    }

    /**
     * The catalogue's call for one that the parser took for a function of Calcite's own: {@code
     * string_agg(x, ',' ORDER BY y)}, {@code DATEDIFF(DAY, a, b)}, {@code JSON_OBJECT(KEY 'a' VALUE
     * 1)}, {@code a RLIKE b}.
     *
     * @return the same call when it is none of these
     */
    public static SqlCall adopt(SqlCall call) {
        return AdoptedCalls.adopt(call);
    }

    /** A call of one of the catalogue's functions. */
    public static SqlCall call(String name, SqlParserPos place, List<SqlNode> arguments) {
        return operator(name).createCall(null, place, arguments);
    }

    /** Whether the name, in any case, is a function's. */
    public static boolean isKnown(String name) {
        return BY_NAME.containsKey(name.toUpperCase(Locale.ROOT));
    }

    /** The operator behind a name. */
    static SqlOperator operator(String name) {
        return Objects.requireNonNull(BY_NAME.get(name.toUpperCase(Locale.ROOT)), name);
    }

    /** All functions, those that the printer knows by itself too, in the reference's order. */
    public static ImmutableList<CatalogueFunction> functions() {
        return FUNCTIONS;
    }
}

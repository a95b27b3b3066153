package io.penstock.planner.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.planner.function.CatalogueFunction.Example;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

import java.sql.SQLException;
import java.util.stream.Stream;

/** What is planned is what comes out: types and NULLs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FunctionTypesTest {
    private Calls calls;

    @BeforeAll
    void open() throws SQLException {
        calls = new Calls();
    }

    @AfterAll
    void close() throws SQLException {
        calls.close();
    }

    @TestFactory
    Stream<DynamicTest> theEngineGivesThePlannedType() {
        return FunctionCatalogue.functions().stream()
                .flatMap(function -> function.examples().stream())
                .map(example -> DynamicTest.dynamicTest(example.sql(), () -> sameType(example)));
    }

    private void sameType(Example example) throws SQLException {
        String actual =
                calls.type(example.sql())
                        .replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ")
                        .replace(",", ", ")
                        .replace("  ", " ");
        assertThat(actual).as(example.sql()).isEqualTo(Calls.plannedType(example.sql()));
    }

    @TestFactory
    Stream<DynamicTest> nullGivesNullUnlessTheSignatureSaysOtherwise() {
        return FunctionCatalogue.functions().stream()
                .filter(function -> function.kind() == FunctionKind.SCALAR && !function.builtIn())
                .flatMap(NullCalls::of)
                .map(call -> DynamicTest.dynamicTest(call.sql(), () -> nullAsSaid(call)));
    }

    private void nullAsSaid(NullCalls call) throws SQLException {
        String result = calls.run(call.sql());
        if (call.nulls() == Signature.Nulls.FROM_ARGUMENTS) {
            assertThat(result).as(call.sql()).isEqualTo("NULL");
        } else if (call.nulls() == Signature.Nulls.NEVER) {
            assertThat(result).as(call.sql()).isNotEqualTo("NULL");
        }
    }

    @TestFactory
    Stream<DynamicTest> nullIsPlannedWhereItComesOut() {
        return FunctionCatalogue.functions().stream()
                .flatMap(function -> function.examples().stream())
                .filter(example -> example.result().equals("NULL"))
                .map(
                        example ->
                                DynamicTest.dynamicTest(
                                        example.sql(),
                                        () ->
                                                assertThat(
                                                                Calls.plan(example.sql())
                                                                        .schema()
                                                                        .getFields()
                                                                        .get(0)
                                                                        .isNullable())
                                                        .isTrue()));
    }

    @TestFactory
    Stream<DynamicTest> aggregatesOfNothing() {
        return FunctionCatalogue.functions().stream()
                .filter(
                        function ->
                                function.kind() == FunctionKind.AGGREGATE && !function.builtIn())
                .map(
                        function ->
                                DynamicTest.dynamicTest(
                                        function.name(), () -> ofNothing(function)));
    }

    private void ofNothing(CatalogueFunction function) throws SQLException {
        Example example = function.examples().get(0);
        String result = calls.run(example.sql() + " WHERE 1 = 0");
        boolean never = function.overloads().get(0).signature().nulls() == Signature.Nulls.NEVER;
        assertThat(!result.equals("NULL")).as(function.name()).isEqualTo(never);
    }
}

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

/** The examples of the reference: each is planned, run and compared with what the table says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FunctionExamplesTest {
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
    Stream<DynamicTest> everyExampleGivesItsResult() {
        return FunctionCatalogue.functions().stream()
                .flatMap(function -> function.examples().stream())
                .map(example -> DynamicTest.dynamicTest(example.sql(), () -> check(example)));
    }

    private void check(Example example) throws SQLException {
        assertThat(calls.run(example.sql())).isEqualTo(example.result());
    }
}

package io.penstock.planner.function;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;

/** The reference for users is the table, printed. */
final class SqlReferenceTest {

    @Test
    void theReferenceIsTheTable() throws IOException {
        Golden.check("../docs/sql-reference.md", SqlReference.text());
    }

    @Test
    void thereAreEnoughFunctions() {
        assertThat(FunctionCatalogue.functions()).hasSizeGreaterThanOrEqualTo(300);
    }

    @Test
    void everyFunctionSaysWhatItDoesAndNoNameStandsTwice() {
        assertThat(FunctionCatalogue.functions())
                .allSatisfy(
                        function ->
                                assertThat(function.description())
                                        .as(function.name())
                                        .matches("[A-Z0-9\\-\\\\].*\\."))
                .flatExtracting(CatalogueFunction::names)
                .doesNotHaveDuplicates();
    }

    @Test
    void everyFunctionOfOursHasAnExample() {
        assertThat(FunctionCatalogue.functions())
                .filteredOn(function -> !function.builtIn())
                .allSatisfy(
                        function ->
                                assertThat(function.examples()).as(function.name()).isNotEmpty());
    }
}

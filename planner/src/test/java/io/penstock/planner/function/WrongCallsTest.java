package io.penstock.planner.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.planner.PlannerError;
import io.penstock.spi.error.QueryException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls that don't fit a signature: the code, and a message that says what would be right. */
final class WrongCallsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "left('a') ; ARGUMENT_COUNT ; left",
                "upper() ; ARGUMENT_COUNT ; upper",
                "pi(1) ; ARGUMENT_COUNT ; pi",
                "array_slice(ARRAY[1], 1) ; ARGUMENT_COUNT ; array_slice",
                "median() ; ARGUMENT_COUNT ; median",
                "upper(1) ; ARGUMENT_TYPE ; value text",
                "left('a', 'b') ; ARGUMENT_TYPE ; count bigint",
                "sqrt('a') ; ARGUMENT_TYPE ; value double",
                "year('a' || 'b') ; ARGUMENT_TYPE ; year",
                "array_contains(ARRAY[1], 'a') ; ARGUMENT_TYPE ; element T",
                "array_sum(1) ; ARGUMENT_TYPE ; array_sum",
                "map_keys(ARRAY[1]) ; ARGUMENT_TYPE ; map",
                "bool_and(1) ; ARGUMENT_TYPE ; boolean",
                "greatest(1, 'a') ; ARGUMENT_TYPE ; greatest",
                "string_agg(x, x) FROM (VALUES ('a')) AS t(x) ; ARGUMENT_TYPE ; constant",
                "frobnicate(1) ; UNKNOWN_FUNCTION ; frobnicate",
                "uper('a') ; UNKNOWN_FUNCTION ; upper",
            })
    void aWrongCallIsExplained(String call, PlannerError code, String says) {
        QueryException error = catchThrowableOfType(QueryException.class, () -> Calls.parse(call));
        assertThat(error).as(call).isNotNull();
        assertThat(error.code()).as(error.getMessage()).isEqualTo(code);
        assertThat(error).hasMessageContaining(says);
        assertThat(error.position()).isPresent();
    }
}

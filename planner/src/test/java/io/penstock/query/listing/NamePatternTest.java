package io.penstock.query.listing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {
    @ParameterizedTest
    @CsvSource({
        "orders, orders, true",
        "ORDERS, orders, true",
        "order, orders, false",
        "ord%, orders, true",
        "%der%, orders, true",
        "order_, orders, true",
        "order_, order, false",
        "a\\_b, a_b, true",
        "a\\_b, axb, false",
        "a\\%b%, a%bc, true",
        "a.b, axb, false",
        "'', orders, false",
        "%, orders, true",
        "_, ü, true"
    })
    void percentAndUnderscoreAreWild(String pattern, String name, boolean matches) {
        assertThat(NamePattern.of(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void nothingIsEverything() {
        assertThat(NamePattern.of(null).matches("")).isTrue();
        assertThat(NamePattern.exactly("a%").matches("ab")).isFalse();
    }

    @Test
    void aLiteralTellsConnectionsApart() {
        assertThat(NamePattern.of("shop").mayBeIn("Shop")).isTrue();
        assertThat(NamePattern.of("shop.public").mayBeIn("shop")).isTrue();
        assertThat(NamePattern.of("shopping").mayBeIn("shop")).isFalse();
        assertThat(NamePattern.of("sho%").mayBeIn("other")).isTrue();
    }
}

package io.penstock.server.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.stream.Collectors;
import java.util.stream.Stream;

class RequestIdsTest {
    @Test
    void idsAreUlids() {
        assertThat(RequestIds.of(0, 0, 0)).isEqualTo("0".repeat(26));
        // The greatest ULID of the specification.
        assertThat(RequestIds.of((1L << 48) - 1, -1, -1)).isEqualTo("7" + "Z".repeat(25));
        assertThat(RequestIds.of(1_469_918_176_385L, 0, 0)).startsWith("01ARYZ6S41");
    }

    @Test
    void idsDiffer() {
        assertThat(Stream.generate(RequestIds::next).limit(1000).collect(Collectors.toSet()))
                .hasSize(1000);
    }
}

package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class RequestGateTest {
    @Test
    void aClosedGateLetsNobodyInAndWaitsForThoseInside() {
        RequestGate gate = new RequestGate();
        assertThat(gate.enter()).isTrue();
        gate.close();
        assertThat(gate.enter()).isFalse();
        assertThat(gate.awaitEmpty(Duration.ofMillis(1))).isFalse();
        gate.leave();
        assertThat(gate.awaitEmpty(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void anEmptyGateClosesAtOnce() {
        RequestGate gate = new RequestGate();
        gate.close();
        assertThat(gate.awaitEmpty(Duration.ofSeconds(10))).isTrue();
    }
}

package io.penstock.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class WaitingTest {
    @Test
    void aPoolThatStandsStillTakesOnlySoMany() {
        Waiting waiting = new Waiting(2, Duration.ZERO);
        assertThat(waiting.enter()).isTrue();
        assertThat(waiting.enter()).isTrue();
        assertThat(waiting.enter()).isFalse();
        waiting.leave(false);
        assertThat(waiting.enter()).isTrue();
        assertThat(waiting.enter()).isFalse();
    }

    @Test
    void oneThatMovesTakesAny() {
        Waiting waiting = new Waiting(2, Duration.ofHours(1));
        for (int i = 0; i < 1_000; i++) {
            assertThat(waiting.enter()).isTrue();
        }
    }

    @Test
    void oneThatGaveNothingStillStands() throws InterruptedException {
        Waiting waiting = new Waiting(1, Duration.ofMillis(50));
        assertThat(waiting.enter()).isTrue();
        Thread.sleep(100);
        waiting.leave(false);
        assertThat(waiting.enter()).isTrue();
        assertThat(waiting.enter()).isFalse();
    }

    @Test
    void itMovesWheneverAConnectionIsGiven() throws InterruptedException {
        Waiting waiting = new Waiting(1, Duration.ofMillis(300));
        assertThat(waiting.enter()).isTrue();
        while (waiting.enter()) {
            waiting.leave(false);
            Thread.sleep(10);
        }
        waiting.leave(true);
        assertThat(waiting.enter()).isTrue();
        assertThat(waiting.enter()).isTrue();
    }
}

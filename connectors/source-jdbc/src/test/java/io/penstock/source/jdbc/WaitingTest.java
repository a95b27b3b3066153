package io.penstock.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class WaitingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private long now;

    private Waiting waiting(int most) {
        return new Waiting(most, PATIENCE, () -> now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void aPoolThatStandsStillTakesOnlySoMany() {
        Waiting waiting = waiting(2);
        assertThat(waiting.enter()).isTrue();
        assertThat(waiting.enter()).isTrue();
        pass(PATIENCE.plusNanos(1));
        assertThat(waiting.enter()).isFalse();
        waiting.leave(false);
        assertThat(waiting.enter()).isTrue();
        assertThat(waiting.enter()).isFalse();
    }

    @Test
    void oneThatMovesTakesAny() {
        Waiting waiting = waiting(2);
        for (int i = 0; i < 1_000; i++) {
            assertThat(waiting.enter()).isTrue();
        }
        pass(PATIENCE);
        assertThat(waiting.enter()).isTrue();
    }

    @Test
    void oneThatGaveNothingStillStands() {
        Waiting waiting = waiting(1);
        assertThat(waiting.enter()).isTrue();
        pass(PATIENCE.plusNanos(1));
        waiting.leave(false);
        assertThat(waiting.enter()).isTrue();
        assertThat(waiting.enter()).isFalse();
    }

    @Test
    void itMovesWheneverAConnectionIsGiven() {
        Waiting waiting = waiting(1);
        assertThat(waiting.enter()).isTrue();
        pass(PATIENCE.plusNanos(1));
        assertThat(waiting.enter()).isFalse();
        waiting.leave(true);
        assertThat(waiting.enter()).isTrue();
        assertThat(waiting.enter()).isTrue();
        pass(PATIENCE.plusNanos(1));
        assertThat(waiting.enter()).isFalse();
    }
}

package io.penstock.server.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Who works when not all can. */
class AdmissionTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    /** Calls in the order in which they got places, with these. */
    private final BlockingQueue<Seated> seated = new LinkedBlockingQueue<>();

    private final BlockingQueue<String> refused = new LinkedBlockingQueue<>();

    private record Seated(String caller, Place place) {}

    private void call(Admission admission, String caller) {
        admission.enter(
                caller,
                place -> seated.add(new Seated(caller, place)),
                failure -> {
                    assertThat(failure.code()).isEqualTo(EngineError.OVERLOADED);
                    refused.add(caller);
                });
    }

    private Seated next() throws InterruptedException {
        Seated next = seated.poll(60, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    /** Everybody's turn comes, whoever has sent more. */
    @Test
    void queuesTakeTurns() throws Exception {
        try (Admission admission = new Admission(new AdmissionSettings(1, 1, 100, LONG))) {
            for (int i = 0; i < 6; i++) {
                call(admission, "flood");
            }
            call(admission, "quiet");
            call(admission, "other");
            List<String> order = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Seated one = next();
                order.add(one.caller());
                one.place().close();
            }
            assertThat(order)
                    .containsExactly(
                            "flood", "flood", "quiet", "other", "flood", "flood", "flood", "flood");
            assertThat(admission.running()).isZero();
        }
    }

    @Test
    void aloneOneHasAllPlacesAndBesideOthersAShare() throws Exception {
        try (Admission admission = new Admission(new AdmissionSettings(4, 2, 100, LONG))) {
            for (int i = 0; i < 10; i++) {
                call(admission, "flood");
            }
            assertThat(admission.running()).isEqualTo(4);
            List<Place> first = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                first.add(next().place());
            }
            call(admission, "quiet");
            first.get(0).close();
            assertThat(next().caller()).isEqualTo("quiet");
            first.get(1).close();
            first.get(2).close();
            // Of the flood one runs, and one more may.
            assertThat(next().caller()).isEqualTo("flood");
            assertThat(admission.running()).isEqualTo(3);
            assertThat(seated).isEmpty();
        }
    }

    /** A full queue is the fault of whoever fills it. */
    @Test
    void whoHasMostWaitingIsTurnedAway() throws Exception {
        try (Admission admission = new Admission(new AdmissionSettings(1, 1, 3, LONG))) {
            for (int i = 0; i < 5; i++) {
                call(admission, "flood");
            }
            assertThat(refused).containsExactly("flood");
            call(admission, "quiet");
            assertThat(refused).containsExactly("flood", "flood");
            assertThat(admission.waiting()).isEqualTo(3);
            next().place().close();
            assertThat(next().caller()).isEqualTo("flood");
        }
    }

    @Test
    void nobodyWaitsForEver() {
        try (Admission admission =
                new Admission(new AdmissionSettings(1, 1, 10, Duration.ofMillis(50)))) {
            call(admission, "one");
            assertThatThrownBy(() -> admission.await("two"))
                    .isInstanceOf(QueryException.class)
                    .hasMessageContaining("all 1 places are taken");
            assertThat(admission.waiting()).isZero();
        }
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        try (Admission admission = new Admission(new AdmissionSettings(2, 2, 0, LONG))) {
            Place place = admission.await("one");
            place.close();
            place.close();
            assertThat(admission.running()).isZero();
        }
    }
}

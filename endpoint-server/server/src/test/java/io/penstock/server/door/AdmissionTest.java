package io.penstock.server.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.spi.engine.Caller;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
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

    /** Returns when the call has a place, waits for one, or was refused. */
    private void call(Admission admission, String caller) throws InterruptedException {
        int before = settled(admission);
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try {
                                seated.add(new Seated(caller, admission.await(caller)));
                            } catch (QueryException e) {
                                assertThat(e.code()).isEqualTo(EngineError.OVERLOADED);
                                refused.add(caller);
                            }
                        });
        while (settled(admission) == before) {
            Thread.sleep(1);
        }
    }

    private int settled(Admission admission) {
        return admission.running() + admission.waiting() + refused.size();
    }

    private Seated next() throws InterruptedException {
        Seated next = seated.poll(60, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private String nextRefused() throws InterruptedException {
        String caller = refused.poll(60, TimeUnit.SECONDS);
        assertThat(caller).isNotNull();
        return caller;
    }

    private static Admission admission(int places, int share, int queue) {
        return new Admission(new AdmissionSettings(places, share, 1, queue, LONG));
    }

    private static QueryContext query(Duration timeout) {
        return new QueryContext("q", Caller.INSIDE, timeout);
    }

    /** Everybody's turn comes, whoever has sent more. */
    @Test
    void queuesTakeTurns() throws Exception {
        Admission admission = admission(1, 1, 100);
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

    /** Also when those who wait longer are many. */
    @Test
    void whoHasLeastRunningIsNext() throws Exception {
        Admission admission = admission(2, 2, 100);
        for (int i = 0; i < 4; i++) {
            call(admission, "flood");
        }
        Place first = next().place();
        assertThat(next().caller()).isEqualTo("flood");
        call(admission, "quiet");
        first.close();
        assertThat(next().caller()).isEqualTo("quiet");
        assertThat(admission.waiting()).isEqualTo(2);
    }

    @Test
    void aloneOneHasAllPlacesAndBesideOthersAShare() throws Exception {
        Admission admission = admission(4, 2, 100);
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

    private static void keepBusy(Admission admission, String caller, Duration time) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        try (Place place = admission.await(caller)) {
            assertThat(place).isNotNull();
            long end = threads.getCurrentThreadCpuTime() + time.toNanos();
            while (threads.getCurrentThreadCpuTime() < end) {
                Thread.onSpinWait();
            }
        }
    }

    /** Alone it may have all; more beside others would be no sooner done, and keep them waiting. */
    @Test
    void whoseCallsKeepProcessorsBusyHasASmallerShare() throws Exception {
        Admission admission = admission(4, 3, 100);
        keepBusy(admission, "flood", Duration.ofMillis(200));
        List<Place> flood = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            call(admission, "flood");
        }
        for (int i = 0; i < 4; i++) {
            flood.add(next().place());
        }
        assertThat(admission.waiting()).isEqualTo(2);
        call(admission, "quiet");
        flood.get(0).close();
        assertThat(next().caller()).isEqualTo("quiet");
        flood.get(1).close();
        flood.get(2).close();
        assertThat(admission.running()).isEqualTo(2);
        assertThat(seated).isEmpty();
        flood.get(3).close();
        assertThat(next().caller()).isEqualTo("flood");
        assertThat(admission.running()).isEqualTo(2);
    }

    /** An engine makes long queries on threads of its own. */
    @Test
    void whatOtherThreadsDoForACallCountsToo() throws Exception {
        Admission admission = admission(8, 4, 100);
        try (Admission.Visit visit = admission.visit("flood")) {
            QueryContext query = query(LONG);
            visit.await(query);
            query.workedElsewhere(Duration.ofMillis(200).toNanos());
        }
        call(admission, "other");
        for (int i = 0; i < 8; i++) {
            call(admission, "flood");
        }
        assertThat(admission.running()).isEqualTo(2);
    }

    @Test
    void whoseCallsAreSmallAgainIsNotHeldBackAnyMore() throws Exception {
        Admission admission = admission(8, 4, 100);
        keepBusy(admission, "one", Duration.ofMillis(200));
        for (int i = 0; i < 20; i++) {
            keepBusy(admission, "one", Duration.ZERO);
        }
        call(admission, "other");
        for (int i = 0; i < 8; i++) {
            call(admission, "one");
        }
        assertThat(admission.running()).isEqualTo(5);
    }

    /** A full queue is the fault of whoever fills it. */
    @Test
    void whoHasMostWaitingIsTurnedAway() throws Exception {
        Admission admission = admission(1, 1, 3);
        for (int i = 0; i < 5; i++) {
            call(admission, "flood");
        }
        assertThat(nextRefused()).isEqualTo("flood");
        Thread quiet =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> seated.add(new Seated("quiet", admission.await("quiet"))));
        assertThat(nextRefused()).isEqualTo("flood");
        assertThat(admission.waiting()).isEqualTo(3);
        next().place().close();
        assertThat(next().caller()).isEqualTo("flood");
        assertThat(quiet.isAlive()).isTrue();
    }

    /** Nothing is done for a call that would be turned away later. */
    @Test
    void whoWouldBeTurnedAwayDoesNotComeIn() throws Exception {
        Admission admission = admission(1, 1, 2);
        for (int i = 0; i < 3; i++) {
            call(admission, "flood");
        }
        assertThatThrownBy(() -> admission.visit("flood"))
                .isInstanceOfSatisfying(
                        QueryException.class,
                        e -> assertThat(e.code()).isEqualTo(EngineError.OVERLOADED));
        admission.visit("quiet").close();
        assertThat(admission.waiting()).isEqualTo(2);
    }

    /** A call that turns out to need no place has taken none. */
    @Test
    void aVisitTakesOnePlaceAndOnlyWhenItNeedsIt() {
        Admission admission = admission(1, 1, 2);
        try (Admission.Visit visit = admission.visit("one")) {
            assertThat(admission.running()).isZero();
            visit.await(query(LONG));
            visit.await(query(LONG));
            visit.await();
            assertThat(admission.running()).isEqualTo(1);
        }
        assertThat(admission.running()).isZero();
    }

    @Test
    void aCancelledQueryWaitsNoLonger() throws Exception {
        Admission admission = admission(1, 1, 10);
        call(admission, "one");
        QueryContext query = query(LONG);
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            while (admission.waiting() == 0) {
                                Thread.onSpinWait();
                            }
                            query.cancel();
                        });
        try (Admission.Visit visit = admission.visit("two")) {
            assertThatThrownBy(() -> visit.await(query))
                    .isInstanceOfSatisfying(
                            QueryException.class,
                            e -> assertThat(e.code()).isEqualTo(EngineError.CANCELLED));
        }
        assertThat(admission.waiting()).isZero();
        next().place().close();
        assertThat(admission.running()).isZero();
    }

    @Test
    void aQueryWaitsNoLongerThanItMayTake() throws Exception {
        Admission admission = admission(1, 1, 10);
        call(admission, "one");
        try (Admission.Visit visit = admission.visit("two")) {
            assertThatThrownBy(() -> visit.await(query(Duration.ofMillis(50))))
                    .isInstanceOfSatisfying(
                            QueryException.class,
                            e -> assertThat(e.code()).isEqualTo(EngineError.TIMEOUT));
        }
        assertThat(admission.waiting()).isZero();
    }

    @Test
    void nobodyWaitsForEver() throws Exception {
        Admission admission =
                new Admission(new AdmissionSettings(1, 1, 1, 10, Duration.ofMillis(50)));
        call(admission, "one");
        assertThatThrownBy(() -> admission.await("two"))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("too many calls wait for one of its 1 places");
        assertThat(admission.waiting()).isZero();
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        Admission admission = admission(2, 2, 0);
        Place place = admission.await("one");
        place.close();
        place.close();
        assertThat(admission.running()).isZero();
    }
}

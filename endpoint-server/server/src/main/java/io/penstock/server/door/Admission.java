package io.penstock.server.door;

import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.Uninterruptibles;

import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.engine.Turn;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who may work now. So many calls work at once; others wait, each caller's in a queue of its own. A
 * place that comes free goes to whoever has least running, and where that is equal the queues take
 * turns: who sends many calls waits for themselves. When too many wait, the newest of whoever has
 * most is turned away; so is one that has waited too long. A caller alone may have all places; once
 * others call too, each has its share at most, so that whoever comes finds the processors not all
 * taken. Whose calls keep a processor busy for long has as many as there are processors, and half
 * of them once others call: more would not be done sooner, and small calls between them would wait.
 *
 * <p>A call waits on the thread that read it: handing it to another costs a small one more than all
 * of its work. Whoever has calls wait has threads for {@link AdmissionSettings#queue()} of them and
 * for those that need no place.
 *
 * <p>Thread: safe for many at once.
 */
public final class Admission {
    /** Who called so lately counts as still calling. */
    private static final long LATELY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long FORGET_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A call that takes longer of its thread's processor keeps it busy for long. */
    private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** How much the last call counts among those before. */
    private static final double LAST = 0.2;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final AdmissionSettings settings;
    private final Map<String, Party> parties = new HashMap<>();

    /** Those with calls that wait; the first is next. */
    private final Deque<Party> turns = new ArrayDeque<>();

    private int running;
    private final AtomicInteger waiting = new AtomicInteger();
    private long forgotAt = System.nanoTime();

    /** A caller, as long as it calls. */
    private static final class Party {
        private final String name;
        private final Deque<CompletableFuture<Seat>> queue = new ArrayDeque<>();
        private int running;
        private long seenAt;
        private double busyNanos;

        private Party(String name) {
            this.name = name;
        }

        /** One of its calls took so long of a processor. */
        private void took(long nanos) {
            busyNanos += LAST * (nanos - busyNanos);
        }
    }

    /** Nobody inside. */
    public Admission(AdmissionSettings settings) {
        this.settings = settings;
    }

    /**
     * A place, which is waited for.
     *
     * @param caller whose turn it is
     * @return to be closed when the work is done, once or more often
     * @throws QueryException {@link EngineError#OVERLOADED}
     */
    public Place await(String caller) {
        return await(caller, settings.patience().toNanos(), Optional.empty());
    }

    /**
     * A call that may need a place later.
     *
     * @throws QueryException {@link EngineError#OVERLOADED} when it is known already that it would
     *     get none
     */
    public Visit visit(String caller) {
        if (waiting.get() >= settings.queue() && wouldBeTurnedAway(caller)) {
            throw busy();
        }
        return new Visit(caller);
    }

    /** A call's stay: it has a place from when it first needs one until it ends. */
    public final class Visit implements Turn, AutoCloseable {
        private final String caller;
        private Optional<Place> place = Optional.empty();

        private Visit(String caller) {
            this.caller = caller;
        }

        @Override
        public synchronized void await(QueryContext query) {
            if (place.isEmpty()) {
                long patience =
                        Math.min(settings.patience().toNanos(), query.remaining().toNanos());
                try {
                    place = Optional.of(Admission.this.await(caller, patience, Optional.of(query)));
                    place.get().worksOn(query);
                } finally {
                    query.check();
                }
            }
        }

        /**
         * For calls that work without a query.
         *
         * @throws QueryException {@link EngineError#OVERLOADED}
         */
        public synchronized void await() {
            if (place.isEmpty()) {
                place = Optional.of(Admission.this.await(caller));
            }
        }

        @Override
        public synchronized void close() {
            place.ifPresent(Place::close);
            place = Optional.empty();
        }
    }

    private Place await(String caller, long patience, Optional<QueryContext> query) {
        CompletableFuture<Seat> call = new CompletableFuture<>();
        Party party;
        synchronized (this) {
            forget();
            party = parties.computeIfAbsent(caller, Party::new);
            party.seenAt = System.nanoTime();
            if (mayRun(party)) {
                call.complete(seat(party));
            } else {
                queue(party, call).ifPresent(this::turnAway);
            }
        }
        if (!call.isDone()) {
            query.ifPresent(one -> one.onCancel(() -> leave(party, call)));
        }
        return whenSeated(party, call, patience).begun();
    }

    private Seat whenSeated(Party party, CompletableFuture<Seat> call, long patience) {
        try {
            return requireNonNull(
                    Uninterruptibles.getUninterruptibly(call, patience, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            leave(party, call);
            return whenSeated(party, call, Long.MAX_VALUE);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof QueryException refused
                    ? refused
                    : new IllegalStateException(e);
        }
    }

    /** Ends the waiting, unless it has ended. */
    private synchronized void leave(Party party, CompletableFuture<Seat> call) {
        if (party.queue.removeIf(one -> one == call)) {
            waiting.decrementAndGet();
            if (party.queue.isEmpty()) {
                turns.remove(party);
            }
            turnAway(call);
        }
    }

    private void turnAway(CompletableFuture<Seat> call) {
        call.completeExceptionally(busy());
    }

    private boolean mayRun(Party party) {
        return running < settings.places() && party.queue.isEmpty() && party.running < most(party);
    }

    private int most(Party party) {
        if (isAlone(party)) {
            return settings.places();
        }
        return party.busyNanos < BUSY_NANOS
                ? settings.share()
                : Math.min(settings.share(), settings.busyShare());
    }

    private boolean isAlone(Party party) {
        return parties.size() == 1 && parties.containsKey(party.name);
    }

    private Seat seat(Party party) {
        party.running++;
        running++;
        return new Seat(party);
    }

    /** Somebody's right to work. */
    private final class Seat implements Place {
        private final Party party;
        private @Nullable Thread worker;
        private Optional<QueryContext> query = Optional.empty();
        private long busyBefore;
        private boolean left;

        private Seat(Party party) {
            this.party = party;
        }

        /** Called by the thread that works from now on. */
        private Seat begun() {
            worker = Thread.currentThread();
            busyBefore = THREADS.getCurrentThreadCpuTime();
            return this;
        }

        @Override
        public void worksOn(QueryContext which) {
            query = Optional.of(which);
        }

        private long busyNanos() {
            return THREADS.getCurrentThreadCpuTime()
                    - busyBefore
                    + query.map(QueryContext::elsewhereNanos).orElse(0L);
        }

        /** Threads other than the one that works can't tell how busy it was. */
        @Override
        public void close() {
            boolean known = Thread.currentThread() == worker;
            long busy = known ? busyNanos() : 0;
            synchronized (Admission.this) {
                if (!left) {
                    left = true;
                    if (known) {
                        party.took(busy);
                    }
                    party.running--;
                    running--;
                    forget();
                    seatNext();
                }
            }
        }
    }

    /** Who has to go for it: itself, or the newest of whoever has most. */
    private Optional<CompletableFuture<Seat>> queue(Party party, CompletableFuture<Seat> call) {
        Optional<CompletableFuture<Seat>> victim = Optional.empty();
        if (waiting.get() >= settings.queue()) {
            Party longest = longest().orElse(party);
            if (longest.queue.size() <= party.queue.size() + 1) {
                return Optional.of(call);
            }
            victim = Optional.of(longest.queue.removeLast());
            waiting.decrementAndGet();
        }
        if (party.queue.isEmpty()) {
            turns.addLast(party);
        }
        party.queue.addLast(call);
        waiting.incrementAndGet();
        return victim;
    }

    private Optional<Party> longest() {
        return turns.stream().max(Comparator.comparingInt(party -> party.queue.size()));
    }

    private synchronized boolean wouldBeTurnedAway(String caller) {
        Optional<Party> longest = longest();
        int own =
                Optional.ofNullable(parties.get(caller)).map(party -> party.queue.size()).orElse(0);
        return waiting.get() >= settings.queue()
                && longest.map(party -> party.queue.size()).orElse(0) <= own + 1;
    }

    private void seatNext() {
        for (Optional<Party> next = next(); next.isPresent(); next = next()) {
            Party party = next.get();
            CompletableFuture<Seat> call = party.queue.removeFirst();
            waiting.decrementAndGet();
            turns.remove(party);
            if (!party.queue.isEmpty()) {
                turns.addLast(party);
            }
            call.complete(seat(party));
        }
    }

    /** Who has least running; of several the one whose turn it is. */
    private Optional<Party> next() {
        return running >= settings.places()
                ? Optional.empty()
                : turns.stream()
                        .filter(party -> party.running < most(party))
                        .min(Comparator.comparingInt(party -> party.running));
    }

    /** Who does not call any more leaves its places to the others. */
    private void forget() {
        long now = System.nanoTime();
        if (now - forgotAt > FORGET_EVERY_NANOS) {
            forgotAt = now;
            parties.values()
                    .removeIf(
                            party ->
                                    party.queue.isEmpty()
                                            && party.running == 0
                                            && now - party.seenAt > LATELY_NANOS);
        }
    }

    private QueryException busy() {
        return new QueryException(
                EngineError.OVERLOADED,
                "The server is busy: too many calls wait for one of its %d places; try again later"
                        .formatted(settings.places()));
    }

    /** How many calls run. */
    public synchronized int running() {
        return running;
    }

    /** How many calls wait. */
    public int waiting() {
        return waiting.get();
    }
}

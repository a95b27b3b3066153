package io.penstock.server.door;

import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.Uninterruptibles;

import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Who may work now. So many calls run at once; others wait without a thread, each caller in a queue
 * of its own, and the queues take turns: who sends many calls waits for themselves. When too many
 * wait, the newest of whoever has most is turned away, before anything was done for it; so is one
 * that has waited too long. A caller alone may have all places; once others call too, each has its
 * share at most, so that whoever comes finds the processors not all taken.
 *
 * <p>Owner: the server closes it. Thread: safe for many at once.
 */
public final class Admission implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Admission.class);
    private static final long SWEEP_MILLIS = 20;

    /** Who called so lately counts as still calling. */
    private static final long LATELY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final AdmissionSettings settings;
    private final Map<String, Party> parties = new HashMap<>();

    /** Those with calls that wait; the first is next. */
    private final Deque<Party> turns = new ArrayDeque<>();

    private final AtomicInteger workers = new AtomicInteger();
    private final ExecutorService threads =
            Executors.newCachedThreadPool(work -> new Worker(work, workers.incrementAndGet()));
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("admission").factory());

    private int running;
    private int waiting;

    /** A caller, as long as it calls. */
    private static final class Party {
        private final String name;
        private final Deque<Waiting> queue = new ArrayDeque<>();
        private int running;
        private long seenAt;

        private Party(String name) {
            this.name = name;
        }
    }

    /** A thread and what it does next. */
    private static final class Worker extends Thread {
        private final Deque<Runnable> next = new ArrayDeque<>();

        private Worker(Runnable work, int number) {
            super(work, "admitted-" + number);
            setDaemon(true);
        }
    }

    private record Waiting(
            Consumer<Place> admitted, Consumer<QueryException> refused, long deadline) {}

    /** Nobody inside. */
    public Admission(AdmissionSettings settings) {
        this.settings = settings;
        ScheduledFuture<?> unused =
                timer.scheduleWithFixedDelay(
                        this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Asks for a place. One of the two is called once: at once on this thread, or later on another.
     *
     * @param caller whose turn it is
     * @param admitted is given the place, and closes it when the work is done
     * @param refused is told that there is none, with {@link EngineError#OVERLOADED}
     */
    public void enter(String caller, Consumer<Place> admitted, Consumer<QueryException> refused) {
        Optional<Party> inside;
        Optional<Waiting> turnedAway;
        synchronized (this) {
            Party party = parties.computeIfAbsent(caller, Party::new);
            party.seenAt = System.nanoTime();
            inside = mayRun(party) ? Optional.of(party) : Optional.empty();
            inside.ifPresent(this::seat);
            turnedAway =
                    inside.isPresent()
                            ? Optional.empty()
                            : queue(party, new Waiting(admitted, refused, deadline()));
        }
        inside.ifPresent(party -> admitted.accept(place(party)));
        turnedAway.ifPresent(waiting -> waiting.refused().accept(busy()));
    }

    /**
     * The same, waiting on this thread.
     *
     * @throws QueryException {@link EngineError#OVERLOADED}
     */
    public Place await(String caller) {
        CompletableFuture<Place> place = new CompletableFuture<>();
        enter(caller, place::complete, place::completeExceptionally);
        try {
            return requireNonNull(Uninterruptibles.getUninterruptibly(place));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof QueryException refused
                    ? refused
                    : new IllegalStateException(e);
        }
    }

    private long deadline() {
        return System.nanoTime() + settings.patience().toNanos();
    }

    private boolean mayRun(Party party) {
        return running < settings.places()
                && party.queue.isEmpty()
                && (party.running < settings.share() || isAlone(party));
    }

    private boolean isAlone(Party party) {
        return parties.size() == 1 && parties.containsKey(party.name);
    }

    private void seat(Party party) {
        party.running++;
        running++;
    }

    /** Who has to go for it: itself, or the newest of whoever has most. */
    private Optional<Waiting> queue(Party party, Waiting call) {
        Optional<Waiting> victim = Optional.empty();
        if (waiting >= settings.queue()) {
            Party longest =
                    turns.stream()
                            .max(Comparator.comparingInt(one -> one.queue.size()))
                            .orElse(party);
            if (longest.queue.size() <= party.queue.size() + 1) {
                return Optional.of(call);
            }
            victim = Optional.of(longest.queue.removeLast());
            waiting--;
        }
        if (party.queue.isEmpty()) {
            turns.addLast(party);
        }
        party.queue.addLast(call);
        waiting++;
        return victim;
    }

    private Place place(Party party) {
        AtomicBoolean left = new AtomicBoolean();
        return () -> {
            if (left.compareAndSet(false, true)) {
                leave(party);
            }
        };
    }

    private void leave(Party party) {
        synchronized (this) {
            party.running--;
            running--;
        }
        seatNext();
    }

    private void seatNext() {
        List<Runnable> starts = new ArrayList<>();
        synchronized (this) {
            for (Optional<Party> next = next(); next.isPresent(); next = next()) {
                Party party = next.get();
                Waiting call = party.queue.removeFirst();
                waiting--;
                seat(party);
                turns.remove(party);
                if (!party.queue.isEmpty()) {
                    turns.addLast(party);
                }
                starts.add(() -> call.admitted().accept(place(party)));
            }
        }
        starts.forEach(this::start);
    }

    /** A thread of ours whose call has just ended takes the next: nobody has to be woken for it. */
    private void start(Runnable call) {
        if (Thread.currentThread() instanceof Worker worker && worker.next.isEmpty()) {
            worker.next.add(call);
        } else {
            threads.execute(() -> work(call));
        }
    }

    private void work(Runnable first) {
        if (!(Thread.currentThread() instanceof Worker worker)) {
            throw new IllegalStateException("calls run on threads of ours");
        }
        try {
            for (@Nullable Runnable call = first; call != null; call = worker.next.poll()) {
                call.run();
            }
        } finally {
            // An error ends the thread; the call that was to be next has a place and must run.
            @Nullable Runnable left = worker.next.poll();
            if (left != null) {
                threads.execute(() -> work(left));
            }
        }
    }

    private Optional<Party> next() {
        return running >= settings.places()
                ? Optional.empty()
                : turns.stream()
                        .filter(party -> party.running < settings.share() || isAlone(party))
                        .findFirst();
    }

    /** Turns away who has waited too long, and forgets who does not call any more. */
    private void sweep() {
        try {
            late().forEach(call -> call.refused().accept(busy()));
            seatNext();
        } catch (RuntimeException e) {
            log.error("Waiting calls could not be looked at", e);
        }
    }

    private synchronized List<Waiting> late() {
        long now = System.nanoTime();
        List<Waiting> late = new ArrayList<>();
        for (Iterator<Party> all = parties.values().iterator(); all.hasNext(); ) {
            Party party = all.next();
            while (!party.queue.isEmpty() && now - party.queue.getFirst().deadline() > 0) {
                late.add(party.queue.removeFirst());
                waiting--;
            }
            if (party.queue.isEmpty()) {
                turns.remove(party);
                if (party.running == 0 && now - party.seenAt > LATELY_NANOS) {
                    all.remove();
                }
            }
        }
        return late;
    }

    private QueryException busy() {
        return new QueryException(
                EngineError.OVERLOADED,
                "The server is busy: all %d places are taken, and too many calls wait for one; try again later"
                        .formatted(settings.places()));
    }

    /** How many calls run. */
    public synchronized int running() {
        return running;
    }

    /** How many calls wait. */
    public synchronized int waiting() {
        return waiting;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        threads.shutdown();
    }
}

package io.penstock.server.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.annotations.VisibleForTesting;
import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import com.google.common.net.InetAddresses;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.penstock.pipe.Pipe;
import io.penstock.pipe.RateLimit;
import io.penstock.server.access.Principal;
import io.penstock.server.door.CallRecord;
import io.penstock.server.limit.Verdict.Window;
import io.penstock.spi.error.QueryException;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Counts calls against the limits that apply to them. A limit is a bucket which is filled up at
 * each period's end, those of days at midnight UTC. Buckets live in memory: a restart fills them,
 * but for those of days, which are written down every {@value #SAVE_SECONDS} s. Owner: the server
 * closes it, after the last call. Thread: safe for many at once.
 */
public final class CallLimiter implements CallRecord.Sink, AutoCloseable {
    /** Of those the least used are forgotten first. */
    private static final int MOST_BUCKETS = 100_000;

    private static final Duration DAY = Duration.ofDays(1);
    private static final int SAVE_SECONDS = 5;

    private final LimitSettings settings;
    private final DailyCounts counts;

    /** Of today, before this server began. */
    private final ImmutableMap<String, Long> usedBefore;

    private final LocalDate begun = LocalDate.now(ZoneOffset.UTC);
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("daily-limits").factory());

    /** Looks after itself on whichever thread calls: to wake another would cost more. */
    private final Cache<Key, Bucket> buckets =
            Caffeine.newBuilder()
                    .maximumSize(MOST_BUCKETS)
                    .expireAfterAccess(DAY)
                    .executor(Runnable::run)
                    .build();

    private final ConcurrentMap<String, Integer> underWay = new ConcurrentHashMap<>();

    /** What a bucket counts. */
    private enum Kind {
        TOKEN("This token"),
        JWT("This token's name"),
        ENDPOINT("This endpoint"),
        ADDRESS("This address"),
        DAY("This token"),
        BYTES("This token");

        private final String what;

        Kind(String what) {
            this.what = what;
        }
    }

    private record Key(Kind kind, String name, RateLimit rate) {
        boolean isDaily() {
            return rate.period().equals(DAY);
        }

        /** What it is called in a file. */
        String label() {
            return Ascii.toLowerCase(kind.name()) + ":" + name;
        }
    }

    /**
     * Goes on with the day's counts.
     *
     * @param dataDir has the file that keeps them
     */
    public CallLimiter(LimitSettings settings, Path dataDir) {
        this.settings = settings;
        this.counts = new DailyCounts(dataDir);
        this.usedBefore = counts.read();
        ScheduledFuture<?> unused =
                timer.scheduleWithFixedDelay(
                        this::save, SAVE_SECONDS, SAVE_SECONDS, TimeUnit.SECONDS);
    }

    /** An address asks for anything. */
    public Verdict visit(InetAddress address) {
        return settings.address()
                .map(
                        rate ->
                                take(
                                        List.of(
                                                new Key(
                                                        Kind.ADDRESS,
                                                        InetAddresses.toAddrString(address),
                                                        rate))))
                .orElse(Verdict.FREE);
    }

    /**
     * A call begins. When it may go on, whoever asked closes the verdict's place when it has ended.
     *
     * @param endpoint what it calls; absent for SQL
     */
    public Verdict enter(Principal principal, Optional<Pipe> endpoint) {
        List<Key> keys = keys(principal, endpoint);
        if (keys.isEmpty() && settings.dailyBytes().isEmpty() && settings.concurrent().isEmpty()) {
            return Verdict.FREE;
        }
        Optional<Verdict> spent = spent(principal);
        if (spent.isPresent()) {
            return spent.get();
        }
        if (!begin(principal)) {
            return refuse(
                    LimitError.TOO_MANY_AT_ONCE,
                    "This token has %d calls under way, and may have no more at once"
                            .formatted(settings.concurrent().orElse(0)),
                    Optional.empty(),
                    1);
        }
        Verdict verdict = take(keys);
        if (verdict.refusal().isPresent()) {
            end(principal);
            return verdict;
        }
        AtomicBoolean ended = new AtomicBoolean();
        return new Verdict(
                verdict.window(),
                Optional.empty(),
                0,
                () -> {
                    if (ended.compareAndSet(false, true)) {
                        end(principal);
                    }
                });
    }

    private List<Key> keys(Principal principal, Optional<Pipe> endpoint) {
        List<Key> keys = new ArrayList<>();
        settings.token().ifPresent(rate -> keys.add(new Key(Kind.TOKEN, principal.id(), rate)));
        principal
                .requestsPerSecond()
                .ifPresent(
                        calls -> {
                            RateLimit rate =
                                    RateLimit.of(Math.max(1, calls), Duration.ofSeconds(1));
                            keys.add(new Key(Kind.JWT, principal.account(), rate));
                        });
        endpoint.flatMap(
                        pipe ->
                                pipe.rateLimit()
                                        .map(rate -> new Key(Kind.ENDPOINT, pipe.name(), rate)))
                .ifPresent(keys::add);
        settings.dailyCalls()
                .ifPresent(
                        calls ->
                                keys.add(
                                        new Key(
                                                Kind.DAY,
                                                principal.id(),
                                                RateLimit.of(calls, DAY))));
        return keys;
    }

    /** From each bucket one, or from none. */
    private Verdict take(List<Key> keys) {
        List<Bucket> taken = new ArrayList<>();
        Optional<Window> closest = Optional.empty();
        for (Key key : keys) {
            Bucket bucket = bucket(key);
            ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
            Window window =
                    new Window(
                            key.rate().calls(),
                            Math.min(probe.getRemainingTokens(), key.rate().calls()),
                            seconds(probe.getNanosToWaitForReset()));
            if (!probe.isConsumed()) {
                taken.forEach(one -> one.addTokens(1));
                return refuse(
                        LimitError.TOO_OFTEN,
                        "%s may call %s; try again later".formatted(key.kind().what, key.rate()),
                        Optional.of(window),
                        seconds(probe.getNanosToWaitForRefill()));
            }
            taken.add(bucket);
            closest =
                    closest.filter(other -> !window.isCloserThan(other))
                            .or(() -> Optional.of(window));
        }
        return new Verdict(closest, Optional.empty(), 0, () -> {});
    }

    private Optional<Verdict> spent(Principal principal) {
        if (settings.dailyBytes().isEmpty()) {
            return Optional.empty();
        }
        long limit = settings.dailyBytes().getAsLong();
        if (bucket(bytes(principal.id(), limit)).getAvailableTokens() > 0) {
            return Optional.empty();
        }
        long reset = Math.max(1, Duration.between(Instant.now(), midnight()).toSeconds());
        return Optional.of(
                refuse(
                        LimitError.TOO_MUCH,
                        "This token has had the %d bytes of answers that it may have in a day"
                                .formatted(limit),
                        Optional.of(new Window(limit, 0, reset)),
                        reset));
    }

    private static Key bytes(String id, long limit) {
        return new Key(Kind.BYTES, id, RateLimit.of(limit, DAY));
    }

    private static Verdict refuse(
            LimitError error, String message, Optional<Window> window, long retryAfter) {
        return new Verdict(
                window, Optional.of(new QueryException(error, message)), retryAfter, () -> {});
    }

    /** What an answer had counts when it is over. */
    @Override
    public void add(CallRecord call) {
        settings.dailyBytes()
                .ifPresent(
                        limit -> {
                            if (call.bytes() > 0) {
                                bucket(bytes(call.caller().id(), limit))
                                        .tryConsumeAsMuchAsPossible(call.bytes());
                            }
                        });
    }

    private boolean begin(Principal principal) {
        if (settings.concurrent().isEmpty()) {
            return true;
        }
        int most = settings.concurrent().getAsInt();
        AtomicBoolean entered = new AtomicBoolean();
        underWay.compute(
                principal.id(),
                (id, count) -> {
                    int now = count == null ? 0 : count;
                    entered.set(now < most);
                    return now < most ? Integer.valueOf(now + 1) : count;
                });
        return entered.get();
    }

    private void end(Principal principal) {
        if (settings.concurrent().isPresent()) {
            underWay.computeIfPresent(principal.id(), (id, count) -> count > 1 ? count - 1 : null);
        }
    }

    private Bucket bucket(Key key) {
        return buckets.get(key, made -> made.isDaily() ? daily(made) : bucket(made.rate()));
    }

    private static Bucket bucket(RateLimit rate) {
        return bucket(
                Bandwidth.builder()
                        .capacity(rate.burst())
                        .refillIntervally(rate.calls(), rate.period())
                        .build());
    }

    private Bucket daily(Key key) {
        RateLimit rate = key.rate();
        boolean first = LocalDate.now(ZoneOffset.UTC).equals(begun);
        long used = first ? usedBefore.getOrDefault(key.label(), 0L) : 0;
        return bucket(
                Bandwidth.builder()
                        .capacity(rate.burst())
                        .refillIntervallyAligned(rate.calls(), DAY, midnight())
                        .initialTokens(Math.max(0, rate.burst() - used))
                        .build());
    }

    private static Bucket bucket(Bandwidth limit) {
        return Bucket.builder().addLimit(limit).withMillisecondPrecision().build();
    }

    /** What a day's end finds half counted is counted the next time. */
    @VisibleForTesting
    void save() {
        LocalDate before = LocalDate.now(ZoneOffset.UTC);
        Map<String, Long> used = new HashMap<>(before.equals(begun) ? usedBefore : Map.of());
        buckets.asMap()
                .forEach(
                        (key, bucket) -> {
                            if (key.isDaily()) {
                                long spent = key.rate().burst() - bucket.getAvailableTokens();
                                used.merge(key.label(), spent, Math::max);
                            }
                        });
        if (LocalDate.now(ZoneOffset.UTC).equals(before)) {
            counts.save(used);
        }
    }

    /** Writes down what was counted. */
    @Override
    public void close() {
        timer.shutdown();
        save();
    }

    private static Instant midnight() {
        return Instant.now().truncatedTo(ChronoUnit.DAYS).plus(DAY);
    }

    private static long seconds(long nanos) {
        return (nanos + TimeUnit.SECONDS.toNanos(1) - 1) / TimeUnit.SECONDS.toNanos(1);
    }
}

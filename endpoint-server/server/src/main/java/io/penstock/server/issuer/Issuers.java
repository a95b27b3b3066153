package io.penstock.server.issuer;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;

import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * All issuers that are trusted. Owner: who opened them closes them. Thread: safe for many at once.
 */
public final class Issuers implements AutoCloseable {
    private final ImmutableMap<String, LiveKeys> keys;
    private final ImmutableMap<String, TrustedIssuer> issuers;

    private Issuers(ImmutableMap<String, LiveKeys> keys, ImmutableList<Issuer> configured) {
        this.keys = keys;
        this.issuers =
                configured.stream()
                        .collect(
                                ImmutableMap.toImmutableMap(
                                        Issuer::id,
                                        issuer ->
                                                new TrustedIssuer(
                                                        issuer, keyed(keys, issuer.id()))));
    }

    private static LiveKeys keyed(ImmutableMap<String, LiveKeys> keys, String id) {
        return Optional.ofNullable(keys.get(id)).orElseThrow();
    }

    /**
     * Begins to look at their keys, and waits for none.
     *
     * @param configured each with another id
     */
    public static Issuers open(ImmutableList<Issuer> configured) {
        ImmutableMap<String, LiveKeys> keys =
                ImmutableMap.copyOf(
                        Maps.transformValues(
                                Maps.uniqueIndex(configured, Issuer::id), LiveKeys::new));
        return new Issuers(keys, configured);
    }

    /**
     * Tells what becomes of their keys from now on.
     *
     * @param listener takes an issuer's id and a sentence for people
     */
    public void follow(BiConsumer<String, String> listener) {
        keys.forEach((id, live) -> live.follow(detail -> listener.accept(id, detail)));
    }

    /** Whether nobody is trusted. */
    public boolean isEmpty() {
        return issuers.isEmpty();
    }

    /** The issuer that calls itself so. */
    public Optional<TrustedIssuer> called(String id) {
        return Optional.ofNullable(issuers.get(id));
    }

    @Override
    public void close() {
        keys.values().forEach(LiveKeys::close);
    }
}

package io.penstock.server.issuer;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * All issuers that are trusted. Owner: who opened them closes them. Thread: safe for many at once.
 */
public final class Issuers implements AutoCloseable {
    private volatile ImmutableMap<String, TrustedIssuer> issuers = ImmutableMap.of();
    private BiConsumer<String, String> listener = (id, detail) -> {};

    private Issuers() {}

    /**
     * Begins to look at their keys, and waits for none.
     *
     * @param configured each with another id
     */
    public static Issuers open(ImmutableList<Issuer> configured) {
        Issuers opened = new Issuers();
        opened.replace(configured);
        return opened;
    }

    /**
     * Trusts these and no others from now on. Who is configured as before keeps its keys; what was
     * found good of the others is no more.
     *
     * @param configured each with another id
     */
    public synchronized void replace(ImmutableList<Issuer> configured) {
        ImmutableMap<String, TrustedIssuer> before = issuers;
        Map<String, TrustedIssuer> now = new LinkedHashMap<>();
        for (Issuer issuer : configured) {
            now.put(
                    issuer.id(),
                    Optional.ofNullable(before.get(issuer.id()))
                            .filter(known -> known.issuer().equals(issuer))
                            .orElseGet(() -> followed(TrustedIssuer.of(issuer))));
        }
        issuers = ImmutableMap.copyOf(now);
        before.values().stream()
                .filter(known -> !now.containsValue(known))
                .forEach(TrustedIssuer::close);
    }

    /**
     * Tells what becomes of their keys from now on.
     *
     * @param told takes an issuer's id and a sentence for people
     */
    public synchronized void follow(BiConsumer<String, String> told) {
        listener = told;
        issuers.values().forEach(this::followed);
    }

    private TrustedIssuer followed(TrustedIssuer issuer) {
        BiConsumer<String, String> told = listener;
        issuer.follow(detail -> told.accept(issuer.issuer().id(), detail));
        return issuer;
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
        replace(ImmutableList.of());
    }
}

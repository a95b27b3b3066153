package io.penstock.server.issuer;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.text.ParseException;
import java.util.Optional;

/**
 * The keys of an issuer at one time, in the order of its JSON Web Key Set (RFC 7517).
 *
 * @param keys those that can verify a signature here
 */
record PublicKeys(ImmutableList<PublicKey> keys) {
    private static final Logger log = LoggerFactory.getLogger(PublicKeys.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** More than anybody rotates. */
    private static final int MOST = 100;

    /**
     * Reads a key set. A key of a kind that is not known here, or that is not for signatures, is
     * left out.
     *
     * @throws KeysException when it is none, or has no key that can be used
     */
    static PublicKeys parse(String text) {
        JsonNode array = tree(text).path("keys");
        if (!array.isArray()) {
            throw new KeysException("what is there is no key set: it has no array 'keys'");
        }
        if (array.size() > MOST) {
            throw new KeysException(
                    "the key set has %d keys; the limit is %d".formatted(array.size(), MOST));
        }
        ImmutableList.Builder<PublicKey> keys = ImmutableList.builder();
        array.forEach(key -> parse(key).ifPresent(keys::add));
        ImmutableList<PublicKey> usable = keys.build();
        if (usable.isEmpty()) {
            throw new KeysException(
                    "none of the %d keys there can verify signatures here".formatted(array.size()));
        }
        return new PublicKeys(usable);
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new KeysException("what is there is not JSON");
        }
    }

    private static Optional<PublicKey> parse(JsonNode key) {
        try {
            return PublicKey.of(JWK.parse(key.toString()));
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            log.debug("A key is left out: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Keys that a token may be signed with.
     *
     * @param id the token's {@code kid}; absent when it names none
     */
    ImmutableList<PublicKey> of(JWSAlgorithm algorithm, Optional<String> id) {
        return keys.stream()
                .filter(key -> key.verifies(algorithm))
                .filter(key -> id.isEmpty() || id.equals(key.id()))
                .collect(toImmutableList());
    }

    /** What became of the keys before, for people: ids are public. */
    String since(Optional<PublicKeys> before) {
        ImmutableSet<String> old = before.map(PublicKeys::names).orElse(ImmutableSet.of());
        return "%d keys; new: %s; gone: %s"
                .formatted(
                        keys.size(),
                        list(Sets.difference(names(), old)),
                        list(Sets.difference(old, names())));
    }

    private static String list(Sets.SetView<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private ImmutableSet<String> names() {
        return keys.stream().map(PublicKey::shown).collect(ImmutableSet.toImmutableSet());
    }
}

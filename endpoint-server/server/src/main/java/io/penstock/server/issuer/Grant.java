package io.penstock.server.issuer;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;

import io.penstock.server.access.Scope;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an issuer's tokens permit when a claim has a value.
 *
 * @param condition absent for all of its tokens
 * @param token the name of a static token whose scopes they have, as it is when they are shown
 * @param scopes that they have; filters and fixed parameters may hold placeholders, see {@link
 *     ClaimFilling}
 */
public record Grant(
        Optional<Condition> condition, Optional<String> token, ImmutableSet<Scope> scopes) {

    /**
     * A claim that must have one of some values.
     *
     * @param values at least one
     */
    public record Condition(ClaimPath claim, ImmutableSet<String> values) {
        private static final ImmutableSet<String> LISTS_IN_TEXT = ImmutableSet.of("scope", "scp");
        private static final Splitter BLANKS =
                Splitter.on(CharMatcher.whitespace()).omitEmptyStrings();

        boolean isMet(JsonNode claims) {
            return said(claim.in(claims)).anyMatch(values::contains);
        }

        /** OAuth writes its scopes as one text with blanks between them. */
        private Stream<String> said(JsonNode value) {
            if (value.isArray()) {
                return Streams.stream(value.elements()).flatMap(Condition::single);
            }
            return value.isTextual() && LISTS_IN_TEXT.contains(claim.text())
                    ? BLANKS.splitToStream(value.textValue())
                    : single(value);
        }

        private static Stream<String> single(JsonNode value) {
            return value.isValueNode() && !value.isNull()
                    ? Stream.of(value.asText())
                    : Stream.empty();
        }
    }

    /** Whether a token with these claims has it. */
    public boolean applies(JsonNode claims) {
        return condition.map(wanted -> wanted.isMet(claims)).orElse(true);
    }
}

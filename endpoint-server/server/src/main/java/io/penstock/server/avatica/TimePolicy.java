package io.penstock.server.avatica;

import com.google.common.base.Ascii;

import io.penstock.spi.error.QueryException;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How dates and times travel. Avatica's own count milliseconds, and its client can't print years
 * before the first. A connection chooses with the property {@value #PROPERTY}.
 */
enum TimePolicy {
    /** What Avatica can't carry is an error, so that nobody gets a wrong value unknowingly. */
    STRICT,
    /** Digits behind the millisecond are cut off, years are what the client makes of them. */
    TRUNCATE,
    /** As text, with all digits and every year; our own driver reads that. */
    TEXT;

    static final String PROPERTY = "times";

    String word() {
        return Ascii.toLowerCase(name());
    }

    /**
     * What a connection's properties say; {@link #STRICT} when they say nothing.
     *
     * @throws QueryException {@link AvaticaError#BAD_REQUEST} for another word
     */
    static TimePolicy of(Map<String, String> properties) {
        String word = Optional.ofNullable(properties.get(PROPERTY)).orElse(STRICT.word());
        return Arrays.stream(values())
                .filter(policy -> Ascii.equalsIgnoreCase(policy.word(), word))
                .findFirst()
                .orElseThrow(() -> unknown(word));
    }

    private static QueryException unknown(String word) {
        String known =
                Arrays.stream(values()).map(TimePolicy::word).collect(Collectors.joining(", "));
        return new QueryException(
                AvaticaError.BAD_REQUEST,
                "%s is '%s'; it must be one of %s".formatted(PROPERTY, word, known));
    }
}

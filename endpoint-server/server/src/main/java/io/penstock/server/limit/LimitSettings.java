package io.penstock.server.limit;

import io.penstock.pipe.RateLimit;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Limits of all callers; each is absent for none.
 *
 * @param token how often one token may call endpoints and send SQL
 * @param address how often one address may ask anything over HTTP
 * @param dailyCalls how often one token may call in a day, which begins at midnight UTC
 * @param dailyBytes how many bytes of answers one token may have in a day
 * @param concurrent how many calls of one token may be under way at once
 */
public record LimitSettings(
        Optional<RateLimit> token,
        Optional<RateLimit> address,
        OptionalLong dailyCalls,
        OptionalLong dailyBytes,
        OptionalInt concurrent) {

    /** Limits that have a name. */
    public enum Profile {
        /** None but what is set. */
        NONE(OptionalLong.empty(), OptionalLong.empty()),
        /** Those of a free plan: 1,000 calls and 10 GB a day. */
        BUILD_PLAN(OptionalLong.of(1_000), OptionalLong.of(10L << 30));

        private final OptionalLong dailyCalls;
        private final OptionalLong dailyBytes;

        Profile(OptionalLong dailyCalls, OptionalLong dailyBytes) {
            this.dailyCalls = dailyCalls;
            this.dailyBytes = dailyBytes;
        }

        /** As settings name it. */
        public String label() {
            return this == NONE ? "none" : "build-plan";
        }

        /** Calls of one token in a day. */
        public OptionalLong dailyCalls() {
            return dailyCalls;
        }

        /** Bytes of answers to one token in a day. */
        public OptionalLong dailyBytes() {
            return dailyBytes;
        }
    }
}

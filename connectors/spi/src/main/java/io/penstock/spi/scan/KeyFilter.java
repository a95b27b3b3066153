package io.penstock.spi.scan;

import static com.google.common.base.Preconditions.checkArgument;

import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * A condition that a scan may get once keys are known: a semi-join whose smaller side runs first.
 * Rows without it are right as well, only more of them. Source: Bernstein, Chiu, "Using Semi-Joins
 * to Solve Relational Queries", Journal of the ACM 28(1), 1981.
 *
 * @param part the {@link io.penstock.spi.engine.EnginePlan.Part} that has the keys
 * @param sql what the engine is asked for them once the part is there: one column of different
 *     values without NULL, at most one more than {@code most}
 * @param type what the keys are: whole numbers, decimals, text or dates
 * @param column the source's expression that must be one of them
 * @param form how the source takes them
 * @param place what stands for each of them in a list: a {@code ?}, perhaps with words around it
 * @param start where in the scan's SQL the condition stands that it takes the place of
 * @param end behind it
 * @param valuesBefore how many of the scan's values stand before it
 * @param worth which keys are worth sending
 */
public record KeyFilter(
        String part,
        String sql,
        ArrowType type,
        String column,
        Form form,
        String place,
        int start,
        int end,
        int valuesBefore,
        Worth worth) {

    /** How a source takes many values. */
    public enum Form {
        /** One value that is an array: {@code = ANY (?)}. */
        ARRAY,
        /** One {@code ?} for each: {@code IN (?, ?)}. */
        LIST
    }

    /**
     * What is expected of a scan without the condition, so that it is known when the number of keys
     * is.
     *
     * @param most more keys than these are never sent
     * @param rows about how many rows
     * @param distinct about how many different values the column has
     */
    public record Worth(int most, double rows, double distinct) {
        /** Keys that keep more than this part of the rows away are worth the trouble. */
        private static final double LEAST_SAVED = 0.25;

        /** A key costs as much as so many rows. */
        private static final double ROWS_OF_KEY = 2;

        public Worth {
            checkArgument(most > 0 && rows >= 0 && distinct >= 1, "%s %s", rows, distinct);
        }

        /** The rows that so many keys are expected to keep away. */
        public double saved(double keys) {
            return rows * (1 - Math.min(1, keys / distinct));
        }

        /** Whether so many keys should be sent. */
        public boolean isGoodFor(double keys) {
            return keys <= most
                    && saved(keys) >= LEAST_SAVED * rows
                    && saved(keys) >= ROWS_OF_KEY * keys;
        }
    }
}

package io.penstock.query;

import java.time.Duration;

/**
 * How much one query may take.
 *
 * @param timeout from its start to its last row
 * @param sqlBytes length of any one text of it in UTF-8
 */
public record QueryLimits(Duration timeout, int sqlBytes) {
    /** What holds when nothing is configured. */
    public static final QueryLimits DEFAULT = new QueryLimits(Duration.ofSeconds(10), 8 * 1024);
}

package io.penstock.spi.engine;

import io.penstock.spi.access.ReadPolicy;

/**
 * Who asks, through which door, and what they may read.
 *
 * @param id tells callers apart: what one of them opened, no other can use. Never a token
 * @param name the owner of the query, for people: a token's name, which may not be the only one of
 *     this name
 * @param door how the query came in
 * @param policy what the caller may read
 */
public record Caller(String id, String name, Door door, ReadPolicy policy) {
    /** The server itself, which checks pipes and makes itself warm. */
    public static final Caller INSIDE =
            new Caller("penstock", "penstock", Door.LOCAL, ReadPolicy.EVERYTHING);
}

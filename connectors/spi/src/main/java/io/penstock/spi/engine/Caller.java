package io.penstock.spi.engine;

/**
 * Who asks, and through which door.
 *
 * @param name the owner of the query: a token's name, never the token
 * @param door how the query came in
 */
public record Caller(String name, Door door) {
    /** The server itself, which checks pipes and makes itself warm. */
    public static final Caller INSIDE = new Caller("penstock", Door.LOCAL);
}

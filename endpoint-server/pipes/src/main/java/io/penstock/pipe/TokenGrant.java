package io.penstock.pipe;

import io.penstock.spi.error.SqlPosition;

/**
 * A {@code TOKEN name READ} line: who may call the pipe.
 *
 * @param token the token's name
 * @param scope in upper case
 * @param position where it stands
 */
public record TokenGrant(String token, String scope, SqlPosition position) {}

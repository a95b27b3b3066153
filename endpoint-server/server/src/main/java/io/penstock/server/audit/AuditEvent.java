package io.penstock.server.audit;

import com.google.common.base.Ascii;

import io.penstock.spi.engine.Caller;

import java.time.Instant;

/**
 * Something that whoever looks after the server wants to be able to look up. Never holds a token, a
 * secret or a value.
 *
 * @param at when
 * @param kind what
 * @param callerId the token's id; empty when nobody is known
 * @param caller the token's name; empty as above
 * @param resource the token, pipe, path or project that it is about
 * @param detail for people
 * @param requestId of the call; empty when there was none
 * @param address where the call came from; empty when there was none
 */
public record AuditEvent(
        Instant at,
        Kind kind,
        String callerId,
        String caller,
        String resource,
        String detail,
        String requestId,
        String address) {

    /** A caller is kept out of something. */
    public static AuditEvent denied(
            Caller caller, String resource, String reason, String requestId, String address) {
        return new AuditEvent(
                Instant.now(),
                Kind.DENIED,
                caller.id(),
                caller.name(),
                resource,
                reason,
                requestId,
                address);
    }

    /** What happened. */
    public enum Kind {
        /** A caller was kept out: its token is missing or wrong, or does not permit the call. */
        DENIED,
        /** A token was made; the detail has its scopes. */
        TOKEN_CREATED,
        /** A token's name or scopes were changed. */
        TOKEN_CHANGED,
        /** A token has a new value. */
        TOKEN_REFRESHED,
        /** A token was deleted. */
        TOKEN_DELETED,
        /** A JWT was signed for somebody; the detail has its name and scopes. */
        JWT_SIGNED,
        /** An identity provider has other keys, or they can't be had any more, or again. */
        ISSUER_KEYS,
        /** Another version of the project went live. */
        DEPLOYED,
        /** A version of the project was refused. */
        DEPLOYMENT_REFUSED,
        /** Somebody ended somebody's query. */
        QUERY_CANCELLED;

        /** As the table has it: {@code token_created}. */
        public String label() {
            return Ascii.toLowerCase(name());
        }
    }
}

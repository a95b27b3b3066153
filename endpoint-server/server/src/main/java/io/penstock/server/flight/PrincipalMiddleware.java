package io.penstock.server.flight;

import com.google.common.base.Ascii;

import io.penstock.server.access.AccessError;
import io.penstock.server.access.Authenticator;
import io.penstock.server.access.Principal;
import io.penstock.server.audit.AuditEvent;
import io.penstock.server.audit.AuditLog;
import io.penstock.server.door.Place;
import io.penstock.server.limit.CallLimiter;
import io.penstock.spi.engine.Caller;
import io.penstock.spi.engine.Door;
import io.penstock.spi.error.QueryException;

import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallInfo;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightProducer.CallContext;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightServerMiddleware;
import org.apache.arrow.flight.RequestContext;
import org.apache.arrow.flight.auth2.Auth2Constants;
import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Every call shows a token: as {@code Bearer}, or as the password of {@code Basic} with any user.
 * Who comes with a password gets the token back as a bearer, so that what clients call a handshake
 * works; nothing is remembered between calls.
 */
final class PrincipalMiddleware implements FlightServerMiddleware {
    static final Key<PrincipalMiddleware> KEY = Key.of("penstock-principal");

    private static final String HOW =
            "send the header 'authorization: Bearer TOKEN', or log in with any user name and the"
                    + " token as the password";

    private final Principal principal;
    private final String bearer;

    private PrincipalMiddleware(Principal principal, String bearer) {
        this.principal = principal;
        this.bearer = bearer;
    }

    /** Who makes the call, with what their token says. */
    static Principal principal(CallContext context) {
        return context.getMiddleware(KEY).principal;
    }

    /** Who makes the call. */
    static Caller caller(CallContext context) {
        return context.getMiddleware(KEY).principal.caller(Door.FLIGHT);
    }

    /** Lets in who shows a token that is valid. */
    record Factory(Authenticator tokens, AuditLog audit, CallLimiter limits)
            implements FlightServerMiddleware.Factory<PrincipalMiddleware> {
        @Override
        public PrincipalMiddleware onCallStarted(
                CallInfo info, CallHeaders headers, RequestContext context) {
            PeerAddress.current().ifPresent(this::visit);
            @Nullable String header = headers.get(Auth2Constants.AUTHORIZATION_HEADER);
            if (header == null) {
                throw refused("This server wants a token; " + HOW);
            }
            if (startsWith(header, Auth2Constants.BEARER_PREFIX)) {
                String token = header.substring(Auth2Constants.BEARER_PREFIX.length()).strip();
                return new PrincipalMiddleware(principal(token), "");
            }
            if (startsWith(header, Auth2Constants.BASIC_PREFIX)) {
                String token = password(header.substring(Auth2Constants.BASIC_PREFIX.length()));
                return new PrincipalMiddleware(principal(token), token);
            }
            throw refused("The header 'authorization' is neither Bearer nor Basic; " + HOW);
        }

        /** Before anything of the call is looked at. */
        private void visit(InetAddress address) {
            try {
                Place unused = limits.visit(address).orThrow();
            } catch (QueryException e) {
                throw FlightFailure.of(e);
            }
        }

        private Principal principal(String token) {
            Principal principal;
            try {
                principal = tokens.authenticate(token);
            } catch (QueryException e) {
                if (e.code() != AccessError.FORBIDDEN) {
                    throw FlightFailure.of(e);
                }
                String reason = String.valueOf(e.getMessage());
                audit.note(
                        AuditEvent.denied(
                                Principal.NOBODY.caller(Door.FLIGHT),
                                "flight",
                                reason,
                                "",
                                PeerAddress.current().map(InetAddress::getHostAddress).orElse("")));
                throw refused(reason + "; " + HOW);
            }
            if (!principal.mayQuery()) {
                throw CallStatus.UNAUTHORIZED
                        .withDescription("The token permits to read nothing")
                        .toRuntimeException();
            }
            return principal;
        }
    }

    private static boolean startsWith(String header, String prefix) {
        return Ascii.toLowerCase(header).startsWith(Ascii.toLowerCase(prefix));
    }

    private static String password(String encoded) {
        String userAndPassword;
        try {
            byte[] bytes = Base64.getDecoder().decode(encoded.strip());
            userAndPassword = new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refused("The header 'authorization: Basic' is not in Base64; " + HOW);
        }
        return userAndPassword.substring(userAndPassword.indexOf(':') + 1);
    }

    private static FlightRuntimeException refused(String message) {
        return CallStatus.UNAUTHENTICATED.withDescription(message).toRuntimeException();
    }

    @Override
    public void onBeforeSendingHeaders(CallHeaders headers) {
        if (!bearer.isEmpty()) {
            headers.insert(
                    Auth2Constants.AUTHORIZATION_HEADER, Auth2Constants.BEARER_PREFIX + bearer);
        }
    }

    @Override
    public void onCallCompleted(CallStatus status) {}

    @Override
    public void onCallErrored(Throwable failure) {}
}

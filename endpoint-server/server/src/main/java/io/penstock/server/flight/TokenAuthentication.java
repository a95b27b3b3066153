package io.penstock.server.flight;

import com.google.common.base.Ascii;

import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.auth2.Auth2Constants;
import org.apache.arrow.flight.auth2.CallHeaderAuthenticator;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Every call shows a token: as {@code Bearer}, or as the password of {@code Basic} with any user.
 * Who comes with a password gets the token back as a bearer, so that what clients call a handshake
 * works; nothing is remembered between calls.
 */
final class TokenAuthentication implements CallHeaderAuthenticator {
    private static final String HOW =
            "send the header 'authorization: Bearer TOKEN', or log in with any user name and the"
                    + " token as the password";

    private final CallerLookup callers;

    TokenAuthentication(CallerLookup callers) {
        this.callers = callers;
    }

    @Override
    public AuthResult authenticate(CallHeaders headers) {
        @Nullable String header = headers.get(Auth2Constants.AUTHORIZATION_HEADER);
        if (header == null) {
            throw refused("This server wants a token; " + HOW);
        }
        if (startsWith(header, Auth2Constants.BEARER_PREFIX)) {
            String token = header.substring(Auth2Constants.BEARER_PREFIX.length()).strip();
            return new Known(name(token), "");
        }
        if (startsWith(header, Auth2Constants.BASIC_PREFIX)) {
            String token = password(header.substring(Auth2Constants.BASIC_PREFIX.length()));
            return new Known(name(token), token);
        }
        throw refused("The header 'authorization' is neither Bearer nor Basic; " + HOW);
    }

    private static boolean startsWith(String header, String prefix) {
        return Ascii.toLowerCase(header).startsWith(Ascii.toLowerCase(prefix));
    }

    private String name(String token) {
        return callers.caller(token)
                .orElseThrow(() -> refused("The token is not one of this server; " + HOW));
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

    /** Somebody we know; the token goes back when it came as a password. */
    private record Known(String name, String bearer) implements AuthResult {
        @Override
        public String getPeerIdentity() {
            return name;
        }

        @Override
        public void appendToOutgoingHeaders(CallHeaders headers) {
            if (!bearer.isEmpty()) {
                headers.insert(
                        Auth2Constants.AUTHORIZATION_HEADER, Auth2Constants.BEARER_PREFIX + bearer);
            }
        }
    }
}

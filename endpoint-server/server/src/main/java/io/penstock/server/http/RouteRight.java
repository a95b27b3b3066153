package io.penstock.server.http;

import io.penstock.server.access.AccessError;
import io.penstock.server.access.Principal;
import io.penstock.server.access.ScopeType;
import io.penstock.spi.error.QueryException;

/** What a token must permit for a call to be looked at further. */
enum RouteRight {
    /** Any token that is valid: the answer has what it may see, or it is decided there. */
    ANY {
        @Override
        boolean isOf(Principal principal) {
            return true;
        }
    },
    /** To read something. */
    READING {
        @Override
        boolean isOf(Principal principal) {
            return principal.mayQuery();
        }
    },
    /** To read everything: plans show what a pipe reads. */
    EVERYTHING {
        @Override
        boolean isOf(Principal principal) {
            return principal.policy().everything();
        }
    },
    /** To manage tokens. */
    TOKENS {
        @Override
        boolean isOf(Principal principal) {
            return principal.isAdmin() || principal.has(ScopeType.TOKENS);
        }
    },
    /** To look after the server. */
    ADMIN {
        @Override
        boolean isOf(Principal principal) {
            return principal.isAdmin();
        }
    };

    abstract boolean isOf(Principal principal);

    private String needed() {
        return switch (this) {
            case ANY -> "a token";
            case READING -> "PIPES:READ, DATASOURCES:READ or WORKSPACE:READ_ALL";
            case EVERYTHING -> "WORKSPACE:READ_ALL or ADMIN";
            case TOKENS -> "TOKENS or ADMIN";
            case ADMIN -> "ADMIN";
        };
    }

    /**
     * Passes who may.
     *
     * @throws QueryException {@link AccessError#FORBIDDEN}
     */
    void require(Principal principal) {
        if (!isOf(principal)) {
            throw new QueryException(
                    AccessError.FORBIDDEN,
                    "The token does not permit this call; it needs the scope " + needed());
        }
    }
}

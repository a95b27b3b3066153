package io.penstock.server.access;

import io.penstock.spi.error.QueryException;

/** What keeps a JWT out, in one voice whoever finds it. */
public final class JwtProblem {
    private static final int LONGEST_SHOWN = 100;

    private JwtProblem() {}

    /**
     * A token that is refused.
     *
     * @param problem goes on from "The JWT is not valid: "; never the token
     */
    public static QueryException of(String problem) {
        return new QueryException(AccessError.FORBIDDEN, "The JWT is not valid: " + problem);
    }

    /** A text of a token that nobody vouches for, fit to be shown. */
    public static String shown(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= LONGEST_SHOWN ? clean : clean.substring(0, LONGEST_SHOWN) + "…";
    }
}

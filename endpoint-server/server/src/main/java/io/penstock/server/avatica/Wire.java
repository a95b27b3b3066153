package io.penstock.server.avatica;

/** How a call's bytes are written. */
enum Wire {
    PROTOBUF,
    JSON;

    /** A request's first byte tells: a JSON object begins with a brace, a wire message does not. */
    static Wire of(byte[] request) {
        int at = 0;
        while (at < request.length && Character.isWhitespace(request[at])) {
            at++;
        }
        return at < request.length && request[at] == '{' ? JSON : PROTOBUF;
    }
}

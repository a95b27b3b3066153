package io.penstock.server.token;

import io.penstock.server.access.ScopeText;

/** A token as the text of a {@code .token} file: what it permits, and never its value. */
public final class TokenText {
    private TokenText() {}

    /** {@code TOKEN "name"}, its description, and a {@code SCOPE} line for each scope. */
    public static String of(TokenView token) {
        StringBuilder text = new StringBuilder("TOKEN \"%s\"\n".formatted(token.name()));
        if (!token.description().isEmpty()) {
            text.append("DESCRIPTION >\n").append(token.description().indent(4));
        }
        token.scopes()
                .forEach(
                        scope -> text.append("SCOPE ").append(ScopeText.print(scope)).append('\n'));
        return text.toString();
    }
}

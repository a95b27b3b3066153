package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code TOKEN name SCOPE}. */
final class TokenGrants {
    private static final Pattern TOKEN = Pattern.compile("(\"[^\"]+\"|'[^']+'|\\S+)\\s+(\\S+)");

    private TokenGrants() {}

    /** The grant; absent, with a problem, when it is none or its scope is not among these. */
    static Optional<TokenGrant> read(
            Instruction instruction, ImmutableSet<String> scopes, Findings findings) {
        String text = instruction.text().text().strip();
        Matcher matcher = TOKEN.matcher(text);
        String scope = matcher.matches() ? Ascii.toUpperCase(matcher.group(2)) : "";
        if (!scopes.contains(scope)) {
            findings.problem(
                    ProjectProblem.at(
                            instruction.position(),
                            "'TOKEN %s' is not understood; write TOKEN name %s"
                                    .formatted(text, String.join(" or ", scopes))));
            return Optional.empty();
        }
        String token = Instruction.unquoted(matcher.group(1));
        return Optional.of(new TokenGrant(token, scope, instruction.position()));
    }
}

package io.penstock.server.issuer;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Streams;

import io.penstock.server.access.JwtProblem;
import io.penstock.server.access.Scope;
import io.penstock.spi.error.QueryException;

import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Puts values of claims where a scope has placeholders: {@code ${tenant}}, or {@code
 * ${/app/tenant}} with a JSON Pointer. In a filter a value becomes a SQL literal, and several
 * become literals with commas between them, as {@code IN (${tenants})} wants them; so a value is
 * never read as SQL. In a fixed parameter it becomes the value. A claim that is missing refuses the
 * token: what it should have narrowed would be wide open.
 */
public final class ClaimFilling {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^{}]*)}");
    private static final String BEGIN = "${";
    private static final int MOST_VALUES = 100;
    private static final int LONGEST_VALUE = 1_000;
    private static final int LONGEST_NUMBER = 38;

    /** What precedes a placeholder of a filter must not leave a quote open. */
    private static final Pattern PLAIN_AND_QUOTED =
            Pattern.compile("(?:[^'\"`]++|'[^']*+'|\"[^\"]*+\"|`[^`]*+`)*+");

    private final JsonNode claims;

    /**
     * Values of one token.
     *
     * @param claims a JSON object
     */
    public ClaimFilling(JsonNode claims) {
        this.claims = claims;
    }

    /**
     * What is wrong with a scope's placeholders; absent when they can be filled.
     *
     * @param scope as the operator wrote it
     */
    static Optional<String> problem(Scope scope) {
        if (scope.resource().contains(BEGIN)
                || scope.columns().stream().anyMatch(column -> column.contains(BEGIN))) {
            return Optional.of("has ${..} in a name; it may stand in a filter and in fixed_params");
        }
        return scope.filter()
                .filter(filter -> filter.contains(BEGIN))
                .flatMap(ClaimFilling::filterProblem)
                .or(() -> unfinished(scope));
    }

    private static Optional<String> filterProblem(String filter) {
        if (filter.contains("--") || filter.contains("/*")) {
            return Optional.of("has a comment in a filter with ${..}; leave it out");
        }
        boolean quoted =
                PLACEHOLDER
                        .matcher(filter)
                        .results()
                        .map(found -> filter.substring(0, found.start()))
                        .anyMatch(before -> !PLAIN_AND_QUOTED.matcher(before).matches());
        return quoted
                ? Optional.of("has ${..} in quotes; it becomes a literal by itself, write it bare")
                : Optional.empty();
    }

    private static Optional<String> unfinished(Scope scope) {
        boolean wrong =
                Streams.concat(
                                scope.filter().stream(),
                                scope.fixedParameters().values().stream()
                                        .flatMap(ImmutableList::stream))
                        .anyMatch(ClaimFilling::isWrong);
        return wrong
                ? Optional.of("has a ${ that is not the beginning of ${claim}")
                : Optional.empty();
    }

    private static boolean isWrong(String text) {
        return PLACEHOLDER.matcher(text).replaceAll("").contains(BEGIN)
                || PLACEHOLDER.matcher(text).results().anyMatch(found -> !isPath(found.group(1)));
    }

    private static boolean isPath(String text) {
        try {
            return !new ClaimPath(text).text().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * A scope for this token.
     *
     * @throws QueryException {@link io.penstock.server.access.AccessError#FORBIDDEN} when a claim
     *     is missing or can't be used
     */
    public Scope fill(Scope scope) {
        ImmutableMap<String, ImmutableList<String>> fixed =
                scope.fixedParameters().entrySet().stream()
                        .collect(toImmutableMap(Map.Entry::getKey, e -> values(e.getValue())));
        Optional<String> filter = scope.filter().map(this::condition);
        return new Scope(scope.type(), scope.resource(), filter, scope.columns(), fixed);
    }

    private String condition(String filter) {
        return PLACEHOLDER
                .matcher(filter)
                .replaceAll(
                        found ->
                                Matcher.quoteReplacement(
                                        claimed(found.group(1)).stream()
                                                .map(ClaimFilling::literal)
                                                .collect(Collectors.joining(", "))));
    }

    private static String literal(JsonNode value) {
        return value.isTextual()
                ? "'" + value.textValue().replace("'", "''") + "'"
                : Ascii.toUpperCase(plain(value));
    }

    /** A value that is one placeholder may become several values. */
    private ImmutableList<String> values(ImmutableList<String> written) {
        if (written.size() == 1) {
            Matcher whole = PLACEHOLDER.matcher(written.getFirst());
            if (whole.matches()) {
                return claimed(whole.group(1)).stream()
                        .map(ClaimFilling::plain)
                        .collect(toImmutableList());
            }
        }
        return written.stream().map(this::filled).collect(toImmutableList());
    }

    private String filled(String text) {
        return PLACEHOLDER.matcher(text).replaceAll(this::single);
    }

    private String single(MatchResult placeholder) {
        ImmutableList<JsonNode> values = claimed(placeholder.group(1));
        if (values.size() != 1) {
            throw JwtProblem.of(
                    "its claim %s has several values, and one is wanted"
                            .formatted(placeholder.group(1)));
        }
        return Matcher.quoteReplacement(plain(values.getFirst()));
    }

    private static String plain(JsonNode value) {
        return value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
    }

    private ImmutableList<JsonNode> claimed(String path) {
        JsonNode claim = new ClaimPath(path).in(claims);
        ImmutableList<JsonNode> values =
                claim.isArray() ? ImmutableList.copyOf(claim.elements()) : ImmutableList.of(claim);
        boolean usable = values.stream().allMatch(ClaimFilling::isUsable);
        if (claim.isMissingNode() || claim.isNull() || values.isEmpty()) {
            throw JwtProblem.of("it has no claim %s, by which its rights are cut".formatted(path));
        }
        if (!usable || values.size() > MOST_VALUES) {
            throw JwtProblem.of(
                    "its claim %s is not a text, a number or a boolean, or a list of up to %d of them"
                            .formatted(path, MOST_VALUES));
        }
        return values;
    }

    private static boolean isUsable(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING ->
                    value.textValue().length() <= LONGEST_VALUE
                            && CharMatcher.javaIsoControl().matchesNoneOf(value.textValue());
            case NUMBER -> isFinite(value) && plain(value).length() <= LONGEST_NUMBER;
            case BOOLEAN -> true;
            default -> false;
        };
    }

    /** What is far too big for a column need not be written out. */
    private static boolean isFinite(JsonNode value) {
        return Math.abs(value.doubleValue()) < 1e30;
    }
}

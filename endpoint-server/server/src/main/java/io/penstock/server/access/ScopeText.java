package io.penstock.server.access;

import com.google.common.base.Ascii;
import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.error.QueryException;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Scopes as one line of text: {@code TYPE}, {@code TYPE:resource}, {@code TYPE:resource:filter},
 * and for tables {@code DATASOURCES:READ:shop.orders(id, total):total > 0}. Fixed parameters have
 * no place here.
 */
public final class ScopeText {
    private ScopeText() {}

    /**
     * Reads a scope.
     *
     * @throws QueryException {@link AccessError#INVALID}, which says what is wrong
     */
    public static Scope parse(String text) {
        String line = text.strip();
        ScopeType type = type(line);
        ScopeReader reader = new ScopeReader(line);
        reader.skip(type.label());
        if (!reader.take(':')) {
            return Scope.checked(type, Optional.empty(), ImmutableSet.of(), Optional.empty());
        }
        ResourceName resource = reader.resource();
        ImmutableSet<String> columns = reader.columns();
        Optional<String> filter =
                reader.take(':') ? Optional.of(reader.rest().strip()) : Optional.empty();
        reader.requireEnd();
        return Scope.checked(type, Optional.of(resource), columns, filter);
    }

    /** The longest type that the text begins with, as a whole. */
    private static ScopeType type(String text) {
        return Arrays.stream(ScopeType.values())
                .filter(type -> isOfType(text, type.label()))
                .max(Comparator.comparing(type -> type.label().length()))
                .orElseThrow(() -> unknownType(text));
    }

    private static boolean isOfType(String text, String label) {
        return text.equals(label) || text.startsWith(label + ":");
    }

    static QueryException unknownType(String text) {
        Optional<String> known =
                Arrays.stream(ScopeType.values())
                        .map(ScopeType::label)
                        .filter(label -> isOfType(Ascii.toUpperCase(text), label))
                        .findFirst();
        return ScopeReader.wrong(
                text,
                known.map("has a type in small letters; write %s"::formatted)
                        .orElseGet(
                                () ->
                                        "is of no type that there is; types are %s"
                                                .formatted(allTypes())));
    }

    private static String allTypes() {
        return Arrays.stream(ScopeType.values())
                .map(ScopeType::label)
                .collect(Collectors.joining(", "));
    }

    /** The text that {@link #parse} reads as this scope, but for its fixed parameters. */
    public static String print(Scope scope) {
        StringBuilder text = new StringBuilder(scope.type().label());
        if (!scope.resource().isEmpty()) {
            text.append(':').append(scope.resource());
        }
        if (!scope.columns().isEmpty()) {
            text.append('(')
                    .append(
                            Joiner.on(',')
                                    .join(
                                            scope.columns().stream()
                                                    .map(ResourceName::quoted)
                                                    .iterator()))
                    .append(')');
        }
        scope.filter().ifPresent(filter -> text.append(':').append(filter));
        return text.toString();
    }
}

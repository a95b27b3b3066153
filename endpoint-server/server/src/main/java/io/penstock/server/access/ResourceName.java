package io.penstock.server.access;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;

import io.penstock.spi.error.QueryException;

import java.util.regex.Pattern;

/**
 * What a scope is for, as SQL names it: {@code top}, {@code shop.orders}, {@code shop."old
 * orders"}.
 *
 * @param parts at least one; none is empty
 */
public record ResourceName(ImmutableList<String> parts) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_]+");

    /**
     * Reads a name; a part may stand in {@code "} or backticks, doubled within itself.
     *
     * @throws QueryException {@link AccessError#INVALID}
     */
    public static ResourceName parse(String text) {
        ScopeReader reader = new ScopeReader(text);
        ResourceName name = reader.resource();
        reader.requireEnd();
        return name;
    }

    /** In quotes where it has to be. */
    @Override
    public String toString() {
        return Joiner.on('.').join(parts.stream().map(ResourceName::quoted).iterator());
    }

    /** One part, in quotes where it has to be. */
    static String quoted(String part) {
        return PLAIN.matcher(part).matches() ? part : '"' + part.replace("\"", "\"\"") + '"';
    }
}

package io.penstock.planner.parse;

import com.google.common.collect.ImmutableMap;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Names match without regard to case; an exact match goes first. */
final class Names {
    private Names() {}

    static boolean same(String one, String other) {
        return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }

    static <T> Optional<T> find(ImmutableMap<String, T> map, String name) {
        T exact = map.get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        return map.entrySet().stream()
                .filter(entry -> same(entry.getKey(), name))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}

package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;

import org.apache.calcite.rel.type.RelDataType;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The columns of views that were found right, so that checking many queries over one catalog looks
 * at each view once and not once for every query that reads it. Thread: safe for many at once.
 */
public final class ViewTypes {
    private final Map<Key, RelDataType> known = new ConcurrentHashMap<>();

    /**
     * All that a view's columns follow from: its text and values, and the columns of what it reads;
     * tables do not change under one catalog.
     */
    record Key(
            String text,
            ImmutableList<BoundValue> values,
            ImmutableMap<String, RelDataType> views) {
        static Key of(BoundSql view, ImmutableMap<String, RelDataType> views) {
            return new Key(view.text(), view.values(), views);
        }
    }

    Optional<RelDataType> find(Key view) {
        return Optional.ofNullable(known.get(view));
    }

    void add(Key view, RelDataType columns) {
        known.put(view, columns);
    }
}

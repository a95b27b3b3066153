package io.penstock.template;

import com.google.common.collect.ImmutableList;

import org.jspecify.annotations.Nullable;

import java.util.AbstractList;
import java.util.RandomAccess;

/** Python's tuple: a list that equals no list. */
final class Tuple extends AbstractList<Object> implements RandomAccess {
    private final ImmutableList<Object> items;

    private Tuple(ImmutableList<Object> items) {
        this.items = items;
    }

    static Tuple of(Iterable<?> items) {
        return items instanceof Tuple tuple ? tuple : new Tuple(ImmutableList.copyOf(items));
    }

    static Tuple of(Object first, Object second) {
        return new Tuple(ImmutableList.of(first, second));
    }

    @Override
    public Object get(int index) {
        return items.get(index);
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tuple tuple && items.equals(tuple.items);
    }

    @Override
    public int hashCode() {
        return items.hashCode();
    }
}

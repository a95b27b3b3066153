package io.penstock.template;

import com.google.common.collect.AbstractIterator;
import com.google.common.collect.Iterators;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;

/** A loop that runs: what is left of its items, until a tag leaves it. Walked through once. */
final class Loop implements Iterable<Object> {
    private final Iterator<?> items;

    /** Whether {@code continue} or {@code break} ended this turn. */
    boolean turnLeft;

    /** Whether the loop is over, though items may be left. */
    boolean left;

    /** Whether {@code break} ended it. */
    boolean broken;

    Loop(Iterator<?> items) {
        this.items = items;
    }

    /** A loop that only ends by being left, or at the limit of steps. */
    static Loop endless() {
        return new Loop(Iterators.cycle(None.NONE));
    }

    @Override
    public Iterator<Object> iterator() {
        return new AbstractIterator<>() {
            @Override
            protected @Nullable Object computeNext() {
                return left || !items.hasNext() ? endOfData() : items.next();
            }
        };
    }
}

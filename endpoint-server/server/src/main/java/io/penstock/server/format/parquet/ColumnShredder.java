package io.penstock.server.format.parquet;

import com.google.common.collect.ImmutableList;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.complex.BaseRepeatedValueVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/**
 * Takes one column's values apart into leaves with levels, as in the Dremel paper (Melnik et al.,
 * 2010): the definition level says how many optional or repeated parents are there, the repetition
 * level which list a value continues; 0 starts a row.
 */
abstract class ColumnShredder {
    private final String name;
    private final boolean nullable;
    private @Nullable ValueVector vector;

    ColumnShredder(String name, boolean nullable) {
        this.name = name;
        this.nullable = nullable;
    }

    /** The vector of the batch that comes now. */
    void bind(ValueVector next) {
        vector = next;
    }

    /** Calls back for each leaf below. */
    abstract void leaves(Consumer<LeafColumn> each);

    /** Writes a value that is there. */
    abstract void writePresent(int index, int repetition, int definition);

    final void write(int index, int repetition, int definition) {
        boolean there = vector != null && !vector.isNull(index);
        if (!there && !nullable) {
            throw new IllegalStateException("NULL in column " + name + ", which has none");
        }
        if (there) {
            writePresent(index, repetition, nullable ? definition + 1 : definition);
        } else {
            leaves(leaf -> leaf.add(repetition, definition));
        }
    }

    /** A column without columns inside. */
    static final class Leaf extends ColumnShredder {
        private final LeafColumn leaf;
        private final LeafValues values;

        Leaf(String name, boolean nullable, LeafColumn leaf, LeafValues values) {
            super(name, nullable);
            this.leaf = leaf;
            this.values = values;
        }

        @Override
        void bind(ValueVector next) {
            super.bind(next);
            values.bind((FieldVector) next);
        }

        @Override
        void leaves(Consumer<LeafColumn> each) {
            each.accept(leaf);
        }

        @Override
        void writePresent(int index, int repetition, int definition) {
            leaf.addPresent(repetition);
            values.write(index, leaf.values());
        }
    }

    /** A struct: its members share its row. */
    static final class Group extends ColumnShredder {
        private final ImmutableList<ColumnShredder> members;

        Group(String name, boolean nullable, ImmutableList<ColumnShredder> members) {
            super(name, nullable);
            this.members = members;
        }

        @Override
        void bind(ValueVector next) {
            super.bind(next);
            StructVector struct = (StructVector) next;
            for (int i = 0; i < members.size(); i++) {
                members.get(i).bind(struct.getChildByOrdinal(i));
            }
        }

        @Override
        void leaves(Consumer<LeafColumn> each) {
            members.forEach(member -> member.leaves(each));
        }

        @Override
        void writePresent(int index, int repetition, int definition) {
            for (ColumnShredder member : members) {
                member.write(index, repetition, definition);
            }
        }
    }

    /** A list, or a map, which is a list of entries. */
    static final class Repeated extends ColumnShredder {
        private final int level;
        private final ColumnShredder element;
        private @Nullable BaseRepeatedValueVector lists;

        /**
         * A list.
         *
         * @param level the repetition level of a value that continues it
         */
        Repeated(String name, boolean nullable, int level, ColumnShredder element) {
            super(name, nullable);
            this.level = level;
            this.element = element;
        }

        @Override
        void bind(ValueVector next) {
            super.bind(next);
            lists = (BaseRepeatedValueVector) next;
            element.bind(lists.getDataVector());
        }

        @Override
        void leaves(Consumer<LeafColumn> each) {
            element.leaves(each);
        }

        @Override
        void writePresent(int index, int repetition, int definition) {
            if (lists == null) {
                throw new IllegalStateException("no batch");
            }
            int start = lists.getOffsetBuffer().getInt((long) index * ListVector.OFFSET_WIDTH);
            int end = lists.getOffsetBuffer().getInt((index + 1L) * ListVector.OFFSET_WIDTH);
            if (start == end) {
                element.leaves(leaf -> leaf.add(repetition, definition));
            }
            for (int i = start; i < end; i++) {
                element.write(i, i == start ? repetition : level, definition + 1);
            }
        }
    }
}

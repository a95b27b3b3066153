package io.penstock.server.format;

import com.google.common.collect.ImmutableList;

import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;

import java.io.IOException;

/** Writers of lists, maps and structs: JSON's, or ClickHouse's literals inside CSV. */
final class NestedWriters {
    private NestedWriters() {}

    static final class Lists extends ValueWriter.Of<ListVector> {
        private final ValueWriter element;

        Lists(ValueWriter element, TextStyle style) {
            super(ListVector.class, style.nullText());
            this.element = element;
        }

        @Override
        void bind(ValueVector vector) {
            super.bind(vector);
            element.bind(vector().getDataVector());
        }

        @Override
        void writeValue(int row, ByteOutput out) throws IOException {
            out.put('[');
            int start = vector().getElementStartIndex(row);
            int end = vector().getElementEndIndex(row);
            for (int i = start; i < end; i++) {
                if (i > start) {
                    out.put(',');
                }
                element.write(i, out);
            }
            out.put(']');
        }
    }

    static final class Maps extends ValueWriter.Of<MapVector> {
        private final ValueWriter key;
        private final ValueWriter value;

        Maps(ValueWriter key, ValueWriter value, TextStyle style) {
            super(MapVector.class, style.nullText());
            this.key = key;
            this.value = value;
        }

        @Override
        void bind(ValueVector vector) {
            super.bind(vector);
            StructVector entries = (StructVector) vector().getDataVector();
            key.bind(entries.getChildByOrdinal(0));
            value.bind(entries.getChildByOrdinal(1));
        }

        @Override
        void writeValue(int row, ByteOutput out) throws IOException {
            out.put('{');
            int start = vector().getElementStartIndex(row);
            int end = vector().getElementEndIndex(row);
            for (int i = start; i < end; i++) {
                if (i > start) {
                    out.put(',');
                }
                key.write(i, out);
                out.put(':');
                value.write(i, out);
            }
            out.put('}');
        }
    }

    /** Named: a JSON object; otherwise a JSON array, or a tuple {@code (1,'a')}. */
    static final class Structs extends ValueWriter.Of<StructVector> {
        private final ImmutableList<ValueWriter> children;
        private final ImmutableList<byte[]> names;
        private final char open;
        private final char close;

        Structs(ImmutableList<ValueWriter> children, ImmutableList<byte[]> names, TextStyle style) {
            super(StructVector.class, style.nullText());
            this.children = children;
            this.names = names;
            this.open = style != TextStyle.JSON ? '(' : names.isEmpty() ? '[' : '{';
            this.close = style != TextStyle.JSON ? ')' : names.isEmpty() ? ']' : '}';
        }

        @Override
        void bind(ValueVector vector) {
            super.bind(vector);
            for (int i = 0; i < children.size(); i++) {
                children.get(i).bind(vector().getChildByOrdinal(i));
            }
        }

        @Override
        void writeValue(int row, ByteOutput out) throws IOException {
            out.put(open);
            for (int i = 0; i < children.size(); i++) {
                if (i > 0) {
                    out.put(',');
                }
                if (!names.isEmpty()) {
                    out.put(names.get(i));
                }
                children.get(i).write(row, out);
            }
            out.put(close);
        }
    }

    /** Another writer's text as one quoted text: a list in CSV, a number as a key in JSON. */
    static final class Quoted extends ValueWriter {
        private final ValueWriter inner;
        private final TextStyle style;

        Quoted(ValueWriter inner, TextStyle style) {
            super(style.nullText());
            this.inner = inner;
            this.style = style;
        }

        @Override
        void bind(ValueVector vector) {
            inner.bind(vector);
        }

        @Override
        boolean isNull(int row) {
            return inner.isNull(row);
        }

        @Override
        void writeValue(int row, ByteOutput out) throws IOException {
            ByteOutput scratch =
                    new ByteOutput(
                            (bytes, length, last) -> style.putEscaped(bytes, 0, length, out));
            style.quote(out);
            inner.writeValue(row, scratch);
            scratch.finish();
            style.quote(out);
        }
    }
}

package io.penstock.server.avatica;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.proto.Common;

/** Gathers rows into one frame. Thread: one at a time. */
abstract class FrameBuilder {
    /** Adds a row of the batch that the columns are bound to. */
    abstract void add(ImmutableList<FrameColumn> columns, int row);

    /** About how large the frame is, in bytes. */
    abstract int bytes();

    abstract Meta.Frame frame(long offset, boolean done);

    static FrameBuilder of(Wire wire) {
        return switch (wire) {
            case PROTOBUF -> new Proto();
            case JSON -> new Json();
        };
    }

    /**
     * A frame that is in protocol buffers already.
     *
     * <p>Its rows, as far as Avatica's own classes see them, are none.
     */
    static final class EncodedFrame extends Meta.Frame {
        private final ProtoOutput proto;

        EncodedFrame(long offset, boolean done, ProtoOutput proto) {
            super(offset, done, ImmutableList.of());
            this.proto = proto;
        }

        ProtoOutput proto() {
            return proto;
        }
    }

    private static final class Proto extends FrameBuilder {
        private final ProtoOutput out = new ProtoOutput(4 << 10);

        @Override
        void add(ImmutableList<FrameColumn> columns, int row) {
            int start = out.begin(Common.Frame.ROWS_FIELD_NUMBER);
            for (int i = 0; i < columns.size(); i++) {
                columns.get(i).encode(Cells.SCALAR, row, out);
            }
            out.end(start);
        }

        @Override
        int bytes() {
            return out.size();
        }

        @Override
        Meta.Frame frame(long offset, boolean done) {
            out.tag(Common.Frame.OFFSET_FIELD_NUMBER, ProtoOutput.VARINT);
            out.varint(offset);
            if (done) {
                out.tag(Common.Frame.DONE_FIELD_NUMBER, ProtoOutput.VARINT);
                out.put((byte) 1);
            }
            return new EncodedFrame(offset, done, out);
        }
    }

    private static final class Json extends FrameBuilder {
        private final JsonRows rows = new JsonRows();

        @Override
        void add(ImmutableList<FrameColumn> columns, int row) {
            rows.add(
                    out -> {
                        for (int i = 0; i < columns.size(); i++) {
                            columns.get(i).write(row, out);
                        }
                    });
        }

        @Override
        int bytes() {
            return rows.size();
        }

        @Override
        Meta.Frame frame(long offset, boolean done) {
            return rows.frame(offset, done);
        }
    }
}

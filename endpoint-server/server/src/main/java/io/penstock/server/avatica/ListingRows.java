package io.penstock.server.avatica;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.collect.ImmutableList;

import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.proto.Common;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;

/**
 * Rows that describe the catalog, written as they come: there may be a million. Thread: one at a
 * time.
 */
final class ListingRows {
    private static final Object NONE = new Object();

    private final Wire wire;
    private final ProtoOutput out = new ProtoOutput(4 << 10);
    private final JsonRows rows = new JsonRows();

    /** The row before, and where its cells start; the last one is where it ends. */
    private @Nullable Object[] before = {};

    private int[] starts = {};

    /** What stands in a column. */
    enum Kind {
        TEXT(Types.VARCHAR, "VARCHAR", Rep.STRING),
        INTEGER(Types.INTEGER, "INTEGER", Rep.INTEGER),
        SMALLINT(Types.SMALLINT, "SMALLINT", Rep.INTEGER),
        BOOLEAN(Types.BOOLEAN, "BOOLEAN", Rep.BOOLEAN);

        @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
        private final ColumnMetaData.AvaticaType type;

        Kind(int id, String name, Rep rep) {
            this.type = ColumnMetaData.scalar(id, name, rep);
        }
    }

    /** A column of a listing. */
    record ListingColumn(String name, Kind kind) {
        static ListingColumn text(String name) {
            return new ListingColumn(name, Kind.TEXT);
        }

        static ListingColumn integer(String name) {
            return new ListingColumn(name, Kind.INTEGER);
        }

        static ListingColumn small(String name) {
            return new ListingColumn(name, Kind.SMALLINT);
        }

        static ListingColumn bool(String name) {
            return new ListingColumn(name, Kind.BOOLEAN);
        }
    }

    ListingRows(Wire wire) {
        this.wire = wire;
    }

    /** What the columns are told to be. */
    static ImmutableList<ColumnMetaData> describe(List<ListingColumn> columns) {
        ImmutableList.Builder<ColumnMetaData> described = ImmutableList.builder();
        for (int i = 0; i < columns.size(); i++) {
            ListingColumn column = columns.get(i);
            described.add(ResultColumn.column(i, column.name(), column.kind().type, 0, 0, true));
        }
        return described.build();
    }

    /** Adds a row of texts, integers, booleans and nulls. */
    void add(@Nullable Object... values) {
        switch (wire) {
            case JSON -> rows.add(out -> write(values, out));
            case PROTOBUF -> encode(values);
        }
    }

    /** Most cells are those of the row before, and are copied from there. */
    private void encode(@Nullable Object[] values) {
        int row = out.begin(Common.Frame.ROWS_FIELD_NUMBER);
        if (before.length != values.length) {
            before = new Object[values.length];
            Arrays.fill(before, NONE);
            starts = new int[values.length + 1];
        }
        int cell = 0;
        while (cell < values.length) {
            int end = endOfSame(values, cell);
            if (end > cell) {
                repeat(cell, end);
                cell = end;
            } else {
                starts[cell] = out.size();
                before[cell] = values[cell];
                put(values[cell]);
                cell++;
            }
        }
        starts[cell] = out.size();
        out.end(row);
    }

    /** By identity, which is fast, and only misses some. */
    @SuppressWarnings("ReferenceEquality")
    private int endOfSame(@Nullable Object[] values, int from) {
        int cell = from;
        while (cell < values.length && values[cell] == before[cell]) {
            cell++;
        }
        return cell;
    }

    private void repeat(int from, int end) {
        int moved = out.size() - starts[from];
        out.repeat(starts[from], starts[end] - starts[from]);
        for (int cell = from; cell < end; cell++) {
            starts[cell] += moved;
        }
    }

    private static void write(@Nullable Object[] values, JsonGenerator out) throws IOException {
        for (Object value : values) {
            switch (value) {
                case null -> out.writeNull();
                case Integer number -> out.writeNumber(number);
                case Boolean bool -> out.writeBoolean(bool);
                default -> out.writeString(value.toString());
            }
        }
    }

    private void put(@Nullable Object value) {
        switch (value) {
            case null -> Cells.putNull(Cells.SCALAR, out);
            case Integer number -> Cells.putNumber(Cells.SCALAR, Common.Rep.INTEGER, number, out);
            case Boolean bool -> Cells.putBoolean(Cells.SCALAR, bool, out);
            default ->
                    Cells.putBytes(
                            Cells.SCALAR,
                            Common.Rep.STRING,
                            value.toString().getBytes(StandardCharsets.UTF_8),
                            out);
        }
    }

    /** All rows in one frame. */
    Meta.Frame frame() {
        return switch (wire) {
            case JSON -> rows.frame(0, true);
            case PROTOBUF -> {
                out.tag(Common.Frame.DONE_FIELD_NUMBER, ProtoOutput.VARINT);
                out.put((byte) 1);
                yield new FrameBuilder.EncodedFrame(0, true, out);
            }
        };
    }
}

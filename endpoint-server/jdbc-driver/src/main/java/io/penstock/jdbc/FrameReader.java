package io.penstock.jdbc;

import static org.apache.calcite.avatica.proto.Common.ColumnValue.ARRAY_VALUE_FIELD_NUMBER;
import static org.apache.calcite.avatica.proto.Common.ColumnValue.HAS_ARRAY_VALUE_FIELD_NUMBER;
import static org.apache.calcite.avatica.proto.Common.ColumnValue.SCALAR_VALUE_FIELD_NUMBER;
import static org.apache.calcite.avatica.proto.Common.Frame.DONE_FIELD_NUMBER;
import static org.apache.calcite.avatica.proto.Common.Frame.OFFSET_FIELD_NUMBER;
import static org.apache.calcite.avatica.proto.Common.Frame.ROWS_FIELD_NUMBER;
import static org.apache.calcite.avatica.proto.Common.TypedValue.BOOL_VALUE_FIELD_NUMBER;
import static org.apache.calcite.avatica.proto.Common.TypedValue.BYTES_VALUE_FIELD_NUMBER;
import static org.apache.calcite.avatica.proto.Common.TypedValue.DOUBLE_VALUE_FIELD_NUMBER;
import static org.apache.calcite.avatica.proto.Common.TypedValue.NUMBER_VALUE_FIELD_NUMBER;
import static org.apache.calcite.avatica.proto.Common.TypedValue.STRING_VALUE_FIELD_NUMBER;
import static org.apache.calcite.avatica.proto.Common.TypedValue.TYPE_FIELD_NUMBER;

import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.proto.Common;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * A frame's rows as Avatica's own classes would read them, in a fraction of the time: those make
 * three objects of each value and ask them by reflection what they have. Thread: one at a time.
 */
final class FrameReader {
    private static final byte[] NOTHING = {};

    private final WireReader in;
    private int columns;

    // Of the value that is read.
    private int type;
    private long number;
    private double real;
    private String text = "";
    private byte[] binary = NOTHING;

    FrameReader(WireReader in) {
        this.in = in;
    }

    /**
     * The frame that comes now.
     *
     * @throws UnknownWireException for values that our servers don't send
     */
    Meta.Frame frame() {
        long offset = 0;
        boolean done = false;
        List<Object> rows = new ArrayList<>();
        int outer = in.enter();
        while (in.hasMore()) {
            int tag = in.tag();
            switch (WireReader.field(tag)) {
                case ROWS_FIELD_NUMBER -> rows.add(row());
                case OFFSET_FIELD_NUMBER -> offset = in.varint();
                case DONE_FIELD_NUMBER -> done = in.varint() != 0;
                default -> in.skip(tag);
            }
        }
        in.leave(outer);
        return new Meta.Frame(offset, done, rows);
    }

    private List<@Nullable Object> row() {
        List<@Nullable Object> row = new ArrayList<>(columns);
        int outer = in.enter();
        while (in.hasMore()) {
            int tag = in.tag();
            if (WireReader.field(tag) == Common.Row.VALUE_FIELD_NUMBER) {
                row.add(column());
            } else {
                in.skip(tag);
            }
        }
        in.leave(outer);
        columns = row.size();
        return row;
    }

    /** A scalar, or an array's elements; the copy for clients of long ago is passed by. */
    private @Nullable Object column() {
        List<@Nullable Object> elements = new ArrayList<>(0);
        Object scalar = null;
        boolean hasScalar = false;
        boolean isArray = false;
        int outer = in.enter();
        while (in.hasMore()) {
            int tag = in.tag();
            switch (WireReader.field(tag)) {
                case SCALAR_VALUE_FIELD_NUMBER -> {
                    scalar = typed();
                    hasScalar = true;
                }
                case HAS_ARRAY_VALUE_FIELD_NUMBER -> isArray = in.varint() != 0;
                case ARRAY_VALUE_FIELD_NUMBER -> elements.add(typed());
                default -> in.skip(tag);
            }
        }
        in.leave(outer);
        if (hasScalar == isArray) {
            throw new UnknownWireException("a column of another kind");
        }
        return isArray ? elements : scalar;
    }

    private @Nullable Object typed() {
        forget();
        int outer = in.enter();
        while (in.hasMore()) {
            int tag = in.tag();
            switch (WireReader.field(tag)) {
                case TYPE_FIELD_NUMBER -> type = (int) in.varint();
                case BOOL_VALUE_FIELD_NUMBER -> number = in.varint();
                case NUMBER_VALUE_FIELD_NUMBER -> number = in.zigZag();
                case DOUBLE_VALUE_FIELD_NUMBER -> real = Double.longBitsToDouble(in.fixed64());
                case STRING_VALUE_FIELD_NUMBER -> text = in.text();
                case BYTES_VALUE_FIELD_NUMBER -> binary = in.bytes();
                default -> in.skip(tag);
            }
        }
        in.leave(outer);
        return value();
    }

    /** What is zero or empty need not stand in a message. */
    private void forget() {
        type = Common.Rep.PRIMITIVE_BOOLEAN_VALUE;
        number = 0;
        real = 0;
        text = "";
        binary = NOTHING;
    }

    private @Nullable Object value() {
        return switch (type) {
            case Common.Rep.NULL_VALUE -> null;
            case Common.Rep.BOOLEAN_VALUE -> number != 0;
            case Common.Rep.INTEGER_VALUE -> (int) number;
            case Common.Rep.LONG_VALUE -> number;
            case Common.Rep.FLOAT_VALUE -> Float.intBitsToFloat((int) number);
            case Common.Rep.DOUBLE_VALUE -> real;
            case Common.Rep.BIG_DECIMAL_VALUE -> new BigDecimal(text);
            case Common.Rep.STRING_VALUE -> text;
            case Common.Rep.BYTE_STRING_VALUE -> binary;
            default -> throw new UnknownWireException("a value of type " + type);
        };
    }
}

package io.penstock.jdbc;

import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.apache.calcite.avatica.util.ArrayImpl;
import org.apache.calcite.avatica.util.ListIteratorCursor;

import java.sql.Types;
import java.util.Calendar;
import java.util.Iterator;
import java.util.List;

/** Reads times from the text that they travel in. */
final class PenstockCursor extends ListIteratorCursor {
    PenstockCursor(Iterator<List<Object>> rows) {
        super(rows);
    }

    @Override
    protected Accessor createAccessor(
            ColumnMetaData column, int ordinal, Calendar calendar, ArrayImpl.Factory factory) {
        if (column.type.rep != Rep.STRING) {
            return super.createAccessor(column, ordinal, calendar, factory);
        }
        Accessor text = super.createAccessor(asText(column), ordinal, calendar, factory);
        return switch (column.type.id) {
            case Types.DATE -> TimeAccessor.date(text, calendar);
            case Types.TIMESTAMP -> TimeAccessor.timestamp(text, calendar);
            case Types.TIME -> TimeAccessor.time(text, calendar);
            case Types.TIMESTAMP_WITH_TIMEZONE -> TimeAccessor.instant(text, calendar);
            default -> text;
        };
    }

    private static ColumnMetaData asText(ColumnMetaData column) {
        return ColumnMetaData.dummy(
                ColumnMetaData.scalar(Types.VARCHAR, column.type.name, Rep.STRING), true);
    }
}

package io.penstock.jdbc;

import org.apache.calcite.avatica.AvaticaResultSet;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.QueryState;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;

/** A result whose times have all their digits, and that ends where setMaxRows says. */
final class PenstockResultSet extends AvaticaResultSet {
    private final long maxRows;
    private long passed;

    PenstockResultSet(
            AvaticaStatement statement,
            QueryState state,
            Meta.Signature signature,
            ResultSetMetaData metadata,
            TimeZone zone,
            Meta.@Nullable Frame firstFrame)
            throws SQLException {
        super(statement, state, signature, metadata, zone, firstFrame);
        this.maxRows = statement.getLargeMaxRows();
    }

    @Override
    @SuppressWarnings("unchecked") // the server sends each row as a list
    protected AvaticaResultSet execute() throws SQLException {
        Meta meta = ((PenstockConnection) statement.getConnection()).meta();
        Iterable<Object> rows =
                meta.createIterable(statement.handle, state, signature, List.of(), firstFrame);
        Iterable<List<Object>> lists = (Iterable<List<Object>>) (Iterable<?>) rows;
        return execute2(new PenstockCursor(lists.iterator()), columnMetaDataList);
    }

    Meta.Signature signature() {
        return signature;
    }

    /** The rows that are left, as one frame. */
    Meta.Frame whole() throws SQLException {
        int columns = getMetaData().getColumnCount();
        List<Object> rows = new ArrayList<>();
        while (next()) {
            List<@Nullable Object> row = new ArrayList<>(columns);
            for (int i = 1; i <= columns; i++) {
                row.add(getObject(i));
            }
            rows.add(row);
        }
        return new Meta.Frame(0, true, rows);
    }

    @Override
    public boolean next() throws SQLException {
        if (maxRows > 0 && passed >= maxRows) {
            return false;
        }
        passed++;
        return super.next();
    }

    /** Avatica knows no class for a timestamp with a zone. */
    @Override
    public @Nullable Object getObject(int column) throws SQLException {
        boolean zoned =
                column > 0
                        && column <= columnMetaDataList.size()
                        && columnMetaDataList.get(column - 1).type.id
                                == Types.TIMESTAMP_WITH_TIMEZONE;
        return zoned ? getObject(column, OffsetDateTime.class) : super.getObject(column);
    }

    @Override
    public @Nullable Object getObject(String column) throws SQLException {
        return getObject(findColumn(column));
    }
}

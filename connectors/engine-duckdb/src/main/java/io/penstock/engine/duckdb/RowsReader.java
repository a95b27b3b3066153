package io.penstock.engine.duckdb;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.scan.PartValue;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Takes rows for a scan out of the part that has them, column by column. */
final class RowsReader {
    /** Longer texts together are more than a source should have to read as values. */
    private static final long MOST_CHARACTERS = 4_000_000;

    private final ImmutableList<ArrowType> types;
    private final int most;

    private RowsReader(ImmutableList<ArrowType> types, int most) {
        this.types = types;
        this.most = most;
    }

    /**
     * A reader of the rows that some values of a scan are columns of.
     *
     * @param all of the scan's values
     * @param one of them
     */
    static RowsReader of(List<PartValue> all, PartValue one) {
        List<@Nullable ArrowType> types = new ArrayList<>();
        int most = Integer.MAX_VALUE;
        for (PartValue value : all) {
            if (value.sql().equals(one.sql())
                    && value.shape() instanceof PartValue.Shape.Column column) {
                while (types.size() <= column.column()) {
                    types.add(value.type());
                }
                types.set(column.column(), value.type());
                most = Math.min(most, column.most());
            }
        }
        return new RowsReader(ImmutableList.copyOf(types), most);
    }

    /**
     * All rows.
     *
     * @throws QueryException {@link EngineError#BAD_ARGUMENT} when there are too many, or one has
     *     what not every source has
     */
    Columns read(DuckDBResultSet rows) throws SQLException {
        List<List<@Nullable Object>> columns = new ArrayList<>();
        types.forEach(type -> columns.add(new ArrayList<>()));
        int count = 0;
        long characters = 0;
        while (rows.next()) {
            count++;
            for (int i = 0; i < types.size(); i++) {
                Optional<Object> value = ValueReader.value(rows, i + 1, types.get(i));
                characters += value.map(RowsReader::characters).orElse(0);
                columns.get(i).add(value.orElse(null));
            }
            if (count > most || characters > MOST_CHARACTERS) {
                throw new QueryException(
                        EngineError.BAD_ARGUMENT,
                        "There are more rows than a source is sent: at least " + count);
            }
        }
        return new Columns(columns, count);
    }

    private static int characters(Object value) {
        return value instanceof String text ? text.length() : 0;
    }

    /**
     * Rows by columns.
     *
     * @param values of each column, null for SQL's NULL
     */
    record Columns(List<List<@Nullable Object>> values, int count) {
        Object column(int column) {
            return Collections.unmodifiableList(values.get(column));
        }
    }
}

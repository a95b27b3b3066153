package io.penstock.engine.duckdb;

import io.penstock.spi.catalog.FieldTypes;

import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBResultSet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;

/**
 * Reads a result row by row into vectors. For a few rows this costs half of what the export of
 * Arrow batches does, which has to describe itself through a C structure first; for many rows it is
 * several times slower.
 */
final class RowReader implements BatchReader {
    private final DuckDBResultSet rows;
    private final int expected;
    private boolean atEnd;

    /**
     * Reads a result.
     *
     * @param expected about how many rows there are; vectors begin with that size
     */
    RowReader(DuckDBResultSet rows, int expected) {
        this.rows = rows;
        this.expected = Math.max(expected, 8);
    }

    /**
     * Whether all columns have types that come through the driver's rows unchanged. Times do not:
     * 24:00 is one in DuckDB only.
     */
    static boolean supports(Schema schema) {
        return schema.getFields().stream().allMatch(RowReader::supports);
    }

    private static boolean supports(Field field) {
        return switch (field.getType()) {
            case ArrowType.Bool ignored -> true;
            case ArrowType.Int ignored -> true;
            case ArrowType.FloatingPoint ignored -> true;
            case ArrowType.Decimal ignored -> true;
            case ArrowType.Utf8 ignored -> true;
            case ArrowType.Date ignored -> true;
            case ArrowType.Timestamp type -> !type.equals(FieldTypes.TIMESTAMP_NANO);
            default -> false;
        };
    }

    @Override
    public int read(VectorSchemaRoot target) throws SQLException {
        if (atEnd) {
            return 0;
        }
        List<FieldVector> vectors = target.getFieldVectors();
        vectors.forEach(this::begin);
        int row = 0;
        while (row < Prepared.FEW_ROWS) {
            if (!rows.next()) {
                atEnd = true;
                break;
            }
            for (int column = 0; column < vectors.size(); column++) {
                copy(column + 1, vectors.get(column), row);
            }
            row++;
        }
        target.setRowCount(row);
        return row;
    }

    /** In new memory: the last batch's may still be on its way to a client. */
    private void begin(FieldVector vector) {
        vector.clear();
        vector.setInitialCapacity(expected);
    }

    private void copy(int column, FieldVector vector, int row) throws SQLException {
        switch (vector) {
            case VarCharVector texts -> copyText(column, texts, row);
            case DecimalVector decimals -> copyDecimal(column, decimals, row);
            case DateDayVector dates -> copyDate(column, dates, row);
            case UInt1Vector numbers -> copyUnsigned(column, numbers, row);
            case UInt2Vector numbers -> copyUnsigned(column, numbers, row);
            case UInt4Vector numbers -> copyUnsigned(column, numbers, row);
            case UInt8Vector numbers -> copyUnsigned(column, numbers, row);
            default -> copyPrimitive(column, vector, row);
        }
    }

    private void copyText(int column, VarCharVector vector, int row) throws SQLException {
        String text = rows.getLazyString(column);
        if (text == null) {
            vector.setNull(row);
        } else {
            vector.setSafe(row, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void copyDecimal(int column, DecimalVector vector, int row) throws SQLException {
        BigDecimal number = rows.getBigDecimal(column);
        if (number == null) {
            vector.setNull(row);
        } else {
            vector.setSafe(row, number.setScale(vector.getScale(), RoundingMode.UNNECESSARY));
        }
    }

    private void copyDate(int column, DateDayVector vector, int row) throws SQLException {
        LocalDate date = (LocalDate) rows.getObject(column);
        if (date == null) {
            vector.setNull(row);
        } else {
            vector.setSafe(row, Math.toIntExact(date.toEpochDay()));
        }
    }

    private void copyUnsigned(int column, FieldVector vector, int row) throws SQLException {
        Number number = (Number) rows.getObject(column);
        if (number == null) {
            vector.setNull(row);
            return;
        }
        switch (vector) {
            case UInt1Vector numbers -> numbers.setSafe(row, number.intValue());
            case UInt2Vector numbers -> numbers.setSafe(row, number.intValue());
            case UInt4Vector numbers -> numbers.setSafe(row, number.intValue());
            case UInt8Vector numbers -> numbers.setSafe(row, ((BigInteger) number).longValue());
            default -> throw new IllegalStateException("not unsigned: " + vector.getField());
        }
    }

    /** The value first: only then does the driver know whether it was NULL. */
    private void copyPrimitive(int column, FieldVector vector, int row) throws SQLException {
        switch (vector) {
            case BitVector bits -> bits.setSafe(row, rows.getBoolean(column) ? 1 : 0);
            case TinyIntVector numbers -> numbers.setSafe(row, rows.getByte(column));
            case SmallIntVector numbers -> numbers.setSafe(row, rows.getShort(column));
            case IntVector numbers -> numbers.setSafe(row, rows.getInt(column));
            case BigIntVector numbers -> numbers.setSafe(row, rows.getLong(column));
            case Float4Vector numbers -> numbers.setSafe(row, rows.getFloat(column));
            case Float8Vector numbers -> numbers.setSafe(row, rows.getDouble(column));
            case TimeStampMicroVector times -> times.setSafe(row, rows.getLong(column));
            case TimeStampMicroTZVector times -> times.setSafe(row, rows.getLong(column));
            default -> throw new IllegalStateException("not read by rows: " + vector.getField());
        }
        if (rows.wasNull()) {
            vector.setNull(row);
        }
    }

    @Override
    public boolean atEnd() {
        return atEnd;
    }

    @Override
    public void close() throws SQLException {
        rows.close();
    }
}

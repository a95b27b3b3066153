package io.penstock.source.jdbc;

import io.penstock.spi.catalog.RemoteDialect;

import org.apache.arrow.vector.FieldVector;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Rows as any driver gives them. */
final class ResultSetRows implements RowSource {
    private final PreparedStatement statement;
    private final ResultSet rows;
    private final List<ColumnReader> readers = new ArrayList<>();

    /** Runs the statement. */
    ResultSetRows(PreparedStatement statement, RemoteDialect dialect, List<FieldVector> vectors)
            throws SQLException {
        this.statement = statement;
        this.rows = statement.executeQuery();
        ResultSetMetaData metadata = rows.getMetaData();
        for (int i = 1; i <= vectors.size(); i++) {
            FieldVector vector = vectors.get(i - 1);
            readers.add(ColumnReaders.of(dialect, vector, i, metadata.getColumnType(i)));
        }
    }

    @Override
    public boolean next() throws SQLException {
        return rows.next();
    }

    @Override
    public int read(int column, int row) throws SQLException {
        return readers.get(column).read(rows, row);
    }

    @Override
    public String columnName(int column) throws SQLException {
        return rows.getMetaData().getColumnLabel(column + 1);
    }

    @Override
    public void close() throws SQLException {
        try (statement) {
            rows.close();
        }
    }
}

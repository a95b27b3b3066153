package io.penstock.server.format;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.query.QueryResult;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.ReadStatistics;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBResultSet;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Rows that DuckDB makes, as a result. */
public final class DuckRows implements BatchStream {
    private final BufferAllocator allocator = new RootAllocator();
    private final Connection connection;
    private final Statement statement;
    private final ArrowReader reader;
    private final Schema schema;

    private DuckRows(String sql, Map<String, Field> overrides, int batchRows) throws Exception {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        statement = connection.createStatement();
        DuckDBResultSet rows = statement.executeQuery(sql).unwrap(DuckDBResultSet.class);
        reader = (ArrowReader) rows.arrowExportStream(allocator, batchRows);
        List<Field> fields =
                reader.getVectorSchemaRoot().getSchema().getFields().stream()
                        .map(field -> overrides.getOrDefault(field.getName(), field))
                        .toList();
        schema = new Schema(fields);
    }

    /** The result of a query. */
    public static QueryResult of(String sql) throws Exception {
        return new QueryResult(
                new DuckRows(sql, Map.of(), 1024),
                "duckdb",
                OptionalLong.empty(),
                ImmutableSet.of(),
                ImmutableList::of);
    }

    /** The result of a query, some columns described as told. */
    public static QueryResult of(String sql, Field... overrides) throws Exception {
        Map<String, Field> byName = new HashMap<>();
        for (Field field : overrides) {
            byName.put(field.getName(), field);
        }
        return new QueryResult(
                new DuckRows(sql, byName, 1024),
                "duckdb",
                OptionalLong.empty(),
                ImmutableSet.of(),
                ImmutableList::of);
    }

    /** The same column that is never null. */
    static Field required(Field field) {
        return new Field(
                field.getName(),
                new FieldType(false, field.getType(), null, field.getMetadata()),
                field.getChildren());
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public boolean next() {
        try {
            return reader.loadNextBatch();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public VectorSchemaRoot batch() {
        try {
            return reader.getVectorSchemaRoot();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public ReadStatistics statistics() {
        return new ReadStatistics(12, 345);
    }

    @Override
    public void cancel() {}

    @Override
    public void close() {
        try {
            reader.close();
            statement.close();
            connection.close();
            allocator.close();
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

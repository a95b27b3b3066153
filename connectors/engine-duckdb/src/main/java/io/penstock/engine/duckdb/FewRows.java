package io.penstock.engine.duckdb;

import static io.penstock.engine.duckdb.DuckDbTypes.quoted;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.memory.BufferAllocator;
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
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBResultSet;
import org.duckdb.DuckDBTimestamp;
import org.duckdb.DuckDBTimestampTZ;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The rows of a scan or of a part as values of the statement itself, if there are few: a statement
 * may then stay prepared although the rows are others each time, where names that come and go take
 * DuckDB a millisecond. And DuckDB knows how many they are.
 *
 * <p>There is room for as many rows as the next power of two, so that a plan has few statements.
 * Values always have the same types, since DuckDB plans anew for another, of which NULL is one: a
 * NULL is some value and a bit beside the row.
 */
final class FewRows {
    /** What is more is cheaper as a stream. */
    static final int MOST_ROWS = 32;

    private static final int MOST_VALUES = 128;

    /** Bits of a number. */
    private static final int MOST_COLUMNS = 62;

    private static final String WITH = "WITH ";

    private final String name;
    private final Schema schema;
    private final List<@Nullable Object[]> rows;
    private final boolean hasNulls;

    private FewRows(String name, Schema schema, List<@Nullable Object[]> rows) {
        this.name = name;
        this.schema = schema;
        this.rows = rows;
        this.hasNulls = rows.stream().anyMatch(row -> nulls(row) != 0);
    }

    /** Whether so many rows of such columns may be values. */
    static boolean supports(Schema schema, long rows) {
        return rows <= MOST_ROWS
                && room((int) rows) * schema.getFields().size() <= MOST_VALUES
                && supports(schema);
    }

    /** Whether columns may be values. */
    static boolean supports(Schema schema) {
        int columns = schema.getFields().size();
        return columns > 0
                && columns <= MOST_COLUMNS
                && schema.getFields().stream().allMatch(FewRows::supports);
    }

    private static boolean supports(Field field) {
        return switch (field.getType()) {
            case ArrowType.Bool ignored -> true;
            case ArrowType.Int integer -> integer.getIsSigned();
            case ArrowType.FloatingPoint ignored -> true;
            case ArrowType.Decimal ignored -> true;
            case ArrowType.Utf8 ignored -> true;
            case ArrowType.Date ignored -> true;
            case ArrowType.Timestamp type -> !type.equals(FieldTypes.TIMESTAMP_NANO);
            default -> false;
        };
    }

    /**
     * All rows of a feed that has them all.
     *
     * @throws IOException when the query was stopped
     */
    static FewRows of(ScanFeed feed) throws IOException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        try (ArrowReader reader = feed.reader()) {
            while (reader.loadNextBatch()) {
                VectorSchemaRoot batch = reader.getVectorSchemaRoot();
                for (int row = 0; row < batch.getRowCount(); row++) {
                    rows.add(values(batch.getFieldVectors(), row));
                }
            }
        }
        return new FewRows(feed.scan().name(), feed.scan().schema(), rows);
    }

    /**
     * All rows of a result; empty when there are too many.
     *
     * @param name under which they are read
     * @param schema the result's, which is {@link #supports(Schema) supported}
     */
    static Optional<FewRows> of(
            String name, Schema schema, DuckDBResultSet result, BufferAllocator allocator)
            throws SQLException {
        RowReader reader = new RowReader(result, MOST_ROWS);
        try (VectorSchemaRoot batch = VectorSchemaRoot.create(schema, allocator)) {
            int count = reader.read(batch);
            if (!reader.atEnd() || !supports(schema, count)) {
                return Optional.empty();
            }
            List<@Nullable Object[]> rows = new ArrayList<>();
            for (int row = 0; row < count; row++) {
                rows.add(values(batch.getFieldVectors(), row));
            }
            return Optional.of(new FewRows(name, schema, rows));
        }
    }

    private static @Nullable Object[] values(List<FieldVector> vectors, int row) {
        @Nullable Object[] values = new @Nullable Object[vectors.size()];
        for (int column = 0; column < values.length; column++) {
            FieldVector vector = vectors.get(column);
            values[column] = vector.isNull(row) ? null : value(vector, row);
        }
        return values;
    }

    private static Object value(FieldVector vector, int row) {
        return switch (vector) {
            case BitVector bits -> bits.get(row) != 0;
            case TinyIntVector numbers -> numbers.get(row);
            case SmallIntVector numbers -> numbers.get(row);
            case IntVector numbers -> numbers.get(row);
            case BigIntVector numbers -> numbers.get(row);
            case Float4Vector numbers -> numbers.get(row);
            case Float8Vector numbers -> numbers.get(row);
            case DecimalVector numbers -> numbers.getObject(row).toPlainString();
            case VarCharVector texts -> new String(texts.get(row), StandardCharsets.UTF_8);
            case DateDayVector dates -> new Binding.Day(dates.get(row));
            case TimeStampMicroVector times -> new DuckDBTimestamp(times.get(row));
            case TimeStampMicroTZVector times -> new DuckDBTimestampTZ(times.get(row));
            default -> throw new IllegalStateException("not a value: " + vector.getField());
        };
    }

    /** What stands for NULL. */
    private static Object filler(ArrowType type) {
        return switch (type) {
            case ArrowType.Bool ignored -> false;
            case ArrowType.Int integer -> Binding.narrow(0, integer);
            case ArrowType.FloatingPoint ignored when Binding.isSingle(type) -> 0f;
            case ArrowType.FloatingPoint ignored -> 0d;
            case ArrowType.Date ignored -> new Binding.Day(0);
            case ArrowType.Timestamp timestamp when timestamp.getTimezone() == null ->
                    new DuckDBTimestamp(0);
            case ArrowType.Timestamp ignored -> new DuckDBTimestampTZ(0);
            default -> "0";
        };
    }

    private static long nulls(@Nullable Object[] row) {
        long nulls = 0;
        for (int column = 0; column < row.length; column++) {
            nulls |= row[column] == null ? 1L << column : 0;
        }
        return nulls;
    }

    private static int room(int rows) {
        return rows <= 1 ? rows : Integer.highestOneBit(rows - 1) << 1;
    }

    /** The rows as a query under their name, for the text's WITH. */
    private String query() {
        return "%s AS NOT MATERIALIZED (%s)".formatted(quoted(name), select());
    }

    /** What rows of the same columns have in common that one text can read. */
    String shape() {
        return " %s %d %b".formatted(name, room(rows.size()), hasNulls);
    }

    Schema schema() {
        return schema;
    }

    String name() {
        return name;
    }

    /** A text that reads some rows under their names. */
    static String with(List<FewRows> few, String sql) {
        if (few.isEmpty()) {
            return sql;
        }
        String queries = few.stream().map(FewRows::query).collect(Collectors.joining(", "));
        return sql.startsWith(WITH)
                ? WITH + queries + ", " + sql.substring(WITH.length())
                : WITH + queries + " " + sql;
    }

    private String select() {
        List<Field> fields = schema.getFields();
        if (rows.isEmpty()) {
            return "SELECT %s WHERE false".formatted(columns(column -> "NULL"));
        }
        String names =
                IntStream.range(0, fields.size())
                        .mapToObj(column -> ", c" + column)
                        .collect(Collectors.joining());
        String table =
                IntStream.range(0, room(rows.size()))
                        .mapToObj(this::row)
                        .collect(Collectors.joining(", "));
        return "SELECT %s FROM (VALUES %s) AS v(i%s%s)%s"
                .formatted(
                        columns(this::column),
                        table,
                        names,
                        hasNulls ? ", nulls" : "",
                        rows.size() > 1 ? " WHERE i < CAST(? AS INTEGER)" : "");
    }

    private String columns(IntFunction<String> value) {
        List<Field> fields = schema.getFields();
        return IntStream.range(0, fields.size())
                .mapToObj(
                        column ->
                                "CAST(%s AS %s) AS %s"
                                        .formatted(
                                                value.apply(column),
                                                type(fields.get(column)),
                                                quoted(fields.get(column).getName())))
                .collect(Collectors.joining(", "));
    }

    private String column(int column) {
        return hasNulls
                ? "CASE WHEN nulls & %d = 0 THEN c%d END".formatted(1L << column, column)
                : "c" + column;
    }

    private String row(int number) {
        return "(%d%s%s)"
                .formatted(
                        number,
                        schema.getFields().stream()
                                .map(field -> ", CAST(? AS %s)".formatted(bound(field)))
                                .collect(Collectors.joining()),
                        hasNulls ? ", CAST(? AS BIGINT)" : "");
    }

    private static String type(Field field) {
        String logical = field.getMetadata().get(FieldTypes.LOGICAL_TYPE);
        return logical == null ? DuckDbTypes.name(field) : logical;
    }

    /** A decimal is bound as text: the driver's own have as many digits as the number. */
    private static String bound(Field field) {
        return field.getType() instanceof ArrowType.Decimal ? "VARCHAR" : DuckDbTypes.name(field);
    }

    /** Binds the rows that a text reads {@link #with} them, and its own values. */
    static void bind(
            DuckDBPreparedStatement statement, List<FewRows> few, ImmutableList<BoundValue> values)
            throws SQLException {
        int next = 1;
        for (FewRows rows : few) {
            next = rows.bind(statement, next);
        }
        Binding.bind(statement, next, values);
    }

    /** Binds the rows from a value on, and tells which value is next. */
    private int bind(DuckDBPreparedStatement statement, int first) throws SQLException {
        int next = first;
        for (int place = 0; place < room(rows.size()); place++) {
            @Nullable Object[] row = rows.get(Math.min(place, rows.size() - 1));
            for (int column = 0; column < row.length; column++) {
                statement.setObject(next++, bound(row[column], column));
            }
            if (hasNulls) {
                statement.setObject(next++, nulls(row));
            }
        }
        if (rows.size() > 1) {
            statement.setObject(next++, rows.size());
        }
        return next;
    }

    private Object bound(@Nullable Object value, int column) {
        return value == null ? filler(schema.getFields().get(column).getType()) : value;
    }
}

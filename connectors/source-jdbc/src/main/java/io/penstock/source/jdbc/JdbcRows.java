package io.penstock.source.jdbc;

import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.engine.ReadStatistics;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.ErrorCode;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;
import io.penstock.spi.scan.Scan;

import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.Schema;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** A running query's rows as batches of at most 32,768 rows and about 8 MB. */
final class JdbcRows implements BatchStream {
    private static final int MOST_ROWS = 32_768;
    private static final long MOST_BYTES = 8 << 20;

    /** How many rows between two looks at the clock. */
    private static final int CHECK_EVERY = 1_024;

    private final Opener opener;
    private final Scan.Pushed scan;
    private final AnswerSizes sizes;
    private final KeptVectors vectors;
    private final QueryContext context;
    private final VectorSchemaRoot root;
    private volatile RunningQuery query;
    private RowSource source;
    private long rowsRead;
    private long bytesRead;
    private boolean finished;
    private boolean closed;

    /** Starts the query on a lane, for these vectors. */
    interface Opener {
        RunningQuery open(Lane lane, VectorSchemaRoot root);
    }

    /**
     * Starts the query.
     *
     * @param sizes learns how long the answer was
     * @param vectors gives those that the rows are copied into
     */
    JdbcRows(
            Opener opener,
            Lane lane,
            Scan.Pushed scan,
            AnswerSizes sizes,
            KeptVectors vectors,
            QueryContext context) {
        this.opener = opener;
        this.scan = scan;
        this.sizes = sizes;
        this.vectors = vectors;
        this.context = context;
        this.root = vectors.take(scan.schema());
        try {
            this.query = opener.open(lane, root);
        } catch (RuntimeException e) {
            vectors.giveBack(root);
            throw e;
        }
        this.source = query.rows();
    }

    @Override
    public Schema schema() {
        return root.getSchema();
    }

    @Override
    public boolean next() {
        if (finished || closed) {
            return false;
        }
        context.check();
        if (rowsRead > 0) {
            // The reader of the last batch may still hold its buffers: the next one gets new ones.
            root.clear();
            KeptVectors.allocate(root, MOST_ROWS);
        } else {
            KeptVectors.makeReady(root);
        }
        int rows = fill();
        if (query.lane() == Lane.SMALL && rows > AnswerSizes.SMALL_ROWS) {
            askAgain();
            rows = fill();
        }
        rowsRead += rows;
        if (finished) {
            // Whoever reads slowly must not keep a connection from the others.
            Duration took = query.running();
            query.close(true);
            if (parts().isEmpty()) {
                sizes.learn(scan.sql(), rowsRead, bytesRead, took);
            }
        }
        root.setRowCount(rows);
        return rows > 0;
    }

    /** There are more rows than fetched; nobody has seen one yet. */
    private void askAgain() {
        query.close(true);
        sizes.exceeded(scan.sql());
        finished = false;
        bytesRead = 0;
        root.clear();
        KeptVectors.allocate(root, MOST_ROWS);
        query = opener.open(Lane.COPY, root);
        source = query.rows();
    }

    /** What others may read parts of, too. */
    Optional<Parts> parts() {
        return query.parts();
    }

    /** Ends with the part that is read now; from the thread that reads. */
    void takeNoMore() {
        query.takeNoMore();
    }

    private int fill() {
        boolean whole = query.lane() == Lane.SMALL;
        int row = 0;
        long bytes = 0;
        try {
            while (row < MOST_ROWS && (whole || bytes < MOST_BYTES)) {
                if (!source.next()) {
                    finished = true;
                    break;
                }
                bytes += copy(row);
                row++;
                if (row % CHECK_EVERY == 0) {
                    context.check();
                }
            }
        } catch (SQLException e) {
            throw query.failed(e);
        }
        // An interrupted driver may say that there are no more rows.
        context.check();
        bytesRead += bytes;
        return row;
    }

    private long copy(int row) {
        int columns = root.getFieldVectors().size();
        long bytes = 0;
        for (int i = 0; i < columns; i++) {
            try {
                int size = source.read(i, row);
                if (size < 0) {
                    checkNullable(i);
                    setNull(root.getVector(i), row);
                } else {
                    bytes += size;
                }
            } catch (ColumnReader.TooLarge e) {
                throw badValue(tooLarge(), i, row, String.valueOf(e.getMessage()), e);
            } catch (ColumnReader.BadValue e) {
                throw badValue(SourceError.FAILED, i, row, String.valueOf(e.getMessage()), e);
            } catch (SQLException e) {
                QueryException failure = query.failed(e);
                throw failure.code() == SourceError.FAILED
                        ? badValue(SourceError.FAILED, i, row, query.errors().text(e), e)
                        : failure;
            }
        }
        return bytes + columns;
    }

    private void checkNullable(int column) {
        if (!root.getSchema().getFields().get(column).isNullable()) {
            throw new QueryException(
                    SourceError.TABLE_CHANGED,
                    "Connection '%s': column '%s' has a NULL though it was declared NOT NULL"
                            .formatted(query.connectionName(), name(column)));
        }
    }

    /** SQLite keeps anything in a column; others have computed what does not fit. */
    private ErrorCode tooLarge() {
        return query.dialect() == RemoteDialect.SQLITE ? SourceError.FAILED : EngineError.OVERFLOW;
    }

    private QueryException badValue(ErrorCode code, int column, int row, String what, Exception e) {
        return new QueryException(
                code,
                "Connection '%s': column '%s', row %d of what was read: %s"
                        .formatted(query.connectionName(), name(column), rowsRead + row + 1, what),
                e);
    }

    private String name(int column) {
        try {
            return source.columnName(column);
        } catch (SQLException e) {
            return root.getVector(column).getName();
        }
    }

    /** Marks a value as NULL in a vector of any kind that readers fill. */
    static void setNull(FieldVector vector, int row) {
        switch (vector) {
            case BaseFixedWidthVector fixed -> {
                while (row >= fixed.getValueCapacity()) {
                    fixed.reAlloc();
                }
                fixed.setNull(row);
            }
            case BaseVariableWidthVector text -> {
                while (row >= text.getValueCapacity()) {
                    text.reAlloc();
                }
                text.setNull(row);
            }
            case ListVector list -> {
                while (row >= list.getValueCapacity()) {
                    list.reAlloc();
                }
                list.setNull(row);
            }
            default -> throw new IllegalStateException("no NULL for " + vector.getField());
        }
    }

    @Override
    public VectorSchemaRoot batch() {
        return root;
    }

    @Override
    public ReadStatistics statistics() {
        return new ReadStatistics(rowsRead, bytesRead);
    }

    @Override
    public void cancel() {
        query.cancel();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        vectors.giveBack(root);
        query.close(finished);
    }
}

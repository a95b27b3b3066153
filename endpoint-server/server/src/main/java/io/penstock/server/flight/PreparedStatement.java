package io.penstock.server.flight;

import com.google.common.collect.ImmutableList;

import io.penstock.query.StatementShape;
import io.penstock.server.door.SqlCall;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.vector.VectorSchemaRoot;

/** A statement and the values that were last bound to it. Thread: safe for many at once. */
final class PreparedStatement {
    private final String sql;
    private final StatementShape shape;
    private volatile ImmutableList<BoundValue> values = ImmutableList.of();

    PreparedStatement(String sql, StatementShape shape) {
        this.sql = sql;
        this.shape = shape;
    }

    StatementShape shape() {
        return shape;
    }

    void bind(VectorSchemaRoot sent) {
        values = ParameterValues.read(shape.parameters(), sent);
    }

    /**
     * The statement with its values.
     *
     * @throws org.apache.arrow.flight.FlightRuntimeException INVALID_ARGUMENT while parameters have
     *     no values
     */
    SqlCall call() {
        if (values.size() != shape.parameters().size()) {
            throw CallStatus.INVALID_ARGUMENT
                    .withDescription(
                            "The statement has %d parameters and no values; bind them first"
                                    .formatted(shape.parameters().size()))
                    .toRuntimeException();
        }
        return SqlCall.of(sql).withValues(values);
    }
}

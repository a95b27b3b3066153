package io.penstock.server.door;

import com.google.common.collect.ImmutableList;

import io.penstock.pipe.PipeCall;
import io.penstock.spi.sql.BoundValue;

import java.util.Optional;

/**
 * SQL as a caller sent it, and what goes with it.
 *
 * @param sql one SELECT that may read pipes by name; a template when it starts with {@code %}
 * @param values one for each {@code ?}, in order; none for a template
 * @param parameters a template's, and those of the pipes that it reads
 * @param pipeline the pipe that {@code _} stands for, and whose nodes the SQL may read
 */
public record SqlCall(
        String sql,
        ImmutableList<BoundValue> values,
        PipeCall parameters,
        Optional<String> pipeline) {

    /** SQL alone. */
    public static SqlCall of(String sql) {
        return new SqlCall(sql, ImmutableList.of(), PipeCall.EMPTY, Optional.empty());
    }

    /** The same SQL with values. */
    public SqlCall withValues(ImmutableList<BoundValue> newValues) {
        return new SqlCall(sql, newValues, parameters, pipeline);
    }

    /** SQL and values may be private: nothing of them is printed. */
    @Override
    public String toString() {
        return "SqlCall[" + sql.length() + " characters, " + values.size() + " values]";
    }
}

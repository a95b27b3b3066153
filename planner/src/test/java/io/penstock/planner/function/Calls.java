package io.penstock.planner.function;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.catalog.Catalog;
import io.penstock.planner.cost.SeenRows;
import io.penstock.planner.dispatch.Dispatcher;
import io.penstock.planner.dispatch.PlannedQuery;
import io.penstock.planner.parse.ParsedQuery;
import io.penstock.planner.parse.SqlParsing;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.catalog.TableStatistics;
import io.penstock.spi.sql.BoundSql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/** Plans what stands behind SELECT and runs it in a DuckDB of its own. Thread: one at a time. */
final class Calls implements AutoCloseable {
    private static final SqlParsing PARSING = new SqlParsing(FunctionCatalogue.operators());
    private static final int SQL_BYTES = 64 * 1024;
    private static final Catalog CATALOG = new Catalog(0, ImmutableMap.of(), ImmutableSet.of());

    private final Connection connection;

    Calls() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute("SET threads = 1");
        }
    }

    /** {@code SELECT <call>}, validated. */
    static ParsedQuery parse(String call) {
        return query("SELECT " + call);
    }

    /** A query, validated. */
    static ParsedQuery query(String sql) {
        return PARSING.parse(BoundSql.of(sql), CATALOG, ReadPolicy.EVERYTHING, SQL_BYTES);
    }

    /** What the engine is asked for {@code SELECT <call>}. */
    static PlannedQuery plan(String call) {
        return new Dispatcher()
                .dispatch(parse(call), table -> TableStatistics.UNKNOWN, new SeenRows());
    }

    /** DuckDB's name of the type that was planned for the first column. */
    static String plannedType(String call) {
        return DuckTypes.name(parse(call).root().validatedRowType.getFieldList().get(0).getType());
    }

    /** The first column of the only row as text; {@code NULL} for NULL. */
    String run(String call) throws SQLException {
        return first(
                "SELECT CAST(c0 AS VARCHAR) FROM (%s) AS q(c0)".formatted(plan(call).engineSql()));
    }

    /** DuckDB's type of the first column. */
    String type(String call) throws SQLException {
        return first("SELECT typeof(c0) FROM (%s) AS q(c0)".formatted(plan(call).engineSql()));
    }

    private String first(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return Objects.requireNonNullElse(rows.getString(1), "NULL");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
